// errors: 1
use attio_core::{AttioRecord, Client, RecordId};

struct Person {
    job_title: Option<String>,
}

async fn uses(client: &Client, id: RecordId<Person>) {
    let _ = <Person as AttioRecord>::get(client, id).await;
}

fn main() {}
