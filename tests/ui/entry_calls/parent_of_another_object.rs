// errors: 1
use attio_core::{AttioEntry, AttioRecord, Call, Client, Entry, RecordId};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    job_title: Option<String>,
}

#[derive(AttioEntry)]
#[attio(list = "sales_pipeline", parent = Company)]
struct Opportunity {
    seats: Option<i64>,
}

fn uses(client: &Client, entry: &Opportunity, person: RecordId<Person>) -> Call<Entry<Opportunity>> {
    entry.create(client, person)
}

fn main() {}
