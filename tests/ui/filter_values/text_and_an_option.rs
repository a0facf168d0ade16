// errors: 1
use attio_core::{AttioOption, AttioRecord, Filter};

#[derive(AttioOption)]
enum Tier {
    Gold,
    Silver,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    job_title: Option<String>,
    tier: Option<Tier>,
}

fn uses() -> Filter<Person> {
    Person::JOB_TITLE.eq(Tier::Gold)
}

fn main() {}
