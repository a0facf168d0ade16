// errors: 1
use attio_core::{AttioRecord, Client};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person<T> {
    score: Option<T>,
}

async fn uses(client: &Client, record: Person<u128>) {
    let _ = record.create(client).await;
}

fn main() {}
