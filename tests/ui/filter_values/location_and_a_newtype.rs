// errors: 1
use attio_core::{AttioRecord, AttioValue, Filter, Location};

#[derive(AttioValue)]
struct Home(Location);

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    home: Option<Home>,
}

fn uses() -> Filter<Person> {
    Person::HOME.eq(Home(Location::default()))
}

fn main() {}
