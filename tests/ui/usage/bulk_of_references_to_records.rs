// errors: 1
use attio_core::bulk::BulkResults;
use attio_core::{AttioRecord, Client};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(unique)]
    job_title: Option<String>,
}

fn uses(client: &Client, people: &'static [(usize, Person)]) -> BulkResults<usize, Person> {
    Person::bulk_assert(client, Person::JOB_TITLE).run(people)
}

fn main() {}
