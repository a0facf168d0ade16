// errors: 1
use attio_core::{AttioRecord, Client};

struct Person {
    job_title: Option<String>,
}

async fn uses(client: &Client, record: Person) {
    let _ = record.create(client).await;
}

fn main() {}
