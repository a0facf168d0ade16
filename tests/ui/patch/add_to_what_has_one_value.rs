// errors: 1
use attio_core::{AttioRecord, Call, Client, Record, RecordId};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    job_title: Option<String>,
}

fn uses(id: RecordId<Person>, client: &Client) -> Call<Record<Person>> {
    Person::patch(id).add(Person::JOB_TITLE, "CTO").append(client)
}

fn main() {}
