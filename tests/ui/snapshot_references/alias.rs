// errors: 1
use attio_core::{AttioRecord, RecordRef};

#[derive(AttioRecord)]
#[attio(object = "deals", partial)]
struct Target {
    name: String,
}

type Employer = RecordRef<Target>;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    company: Option<Employer>,
}

fn main() {}
