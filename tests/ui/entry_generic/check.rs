// errors: 1
use attio_core::{AttioEntry, Client};

fn check<E: AttioEntry>(client: &Client) {
    let _ = client.check::<E>();
}

fn main() {}
