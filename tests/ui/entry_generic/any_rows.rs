// errors: 1
use attio_core::Query;
use attio_core::{Client, Rows};

fn first<R: Rows>(client: &Client, query: Query<R>) {
    let _ = query.all(client);
}

fn main() {}
