// errors: 1
use attio_core::{Client, Patch};

fn send<E>(patch: Patch<E>, client: &Client) {
    let _ = patch.append(client);
}

fn main() {}
