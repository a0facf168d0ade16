// errors: 1
use attio_core::bulk::BulkResults;
use attio_core::{AttioRecord, Client};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(unique)]
    job_title: Option<String>,
}

fn uses(client: &Client, people: Vec<Person>) -> BulkResults<usize, Person> {
    Person::bulk_create(client).run(people)
}

fn main() {}
