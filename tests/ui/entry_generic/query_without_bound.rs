// errors: 1
use attio_core::Query;
use attio_core::Client;

fn all<E>(query: Query<E>, client: &Client) {
    let _ = query.all(client);
}

fn main() {}
