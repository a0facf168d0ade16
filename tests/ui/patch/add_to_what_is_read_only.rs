// errors: 1
use attio_core::{AttioRecord, Call, Client, Record, RecordId};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(read_only)]
    aliases: Vec<String>,
}

fn uses(id: RecordId<Person>, client: &Client) -> Call<Record<Person>> {
    Person::patch(id).add(Person::ALIASES, "Ada").append(client)
}

fn main() {}
