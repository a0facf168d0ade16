// errors: 1
use attio_core::{AttioRecord, AttioValue, RecordRef};

#[derive(AttioRecord)]
#[attio(object = "deals", partial)]
struct Target {
    name: String,
}

#[derive(AttioValue)]
struct Employer(RecordRef<Target>);

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    company: Option<Employer>,
}

fn main() {}
