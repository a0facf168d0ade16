// errors: 1
use attio_core::{AttioRecord, Domain, RecordRef};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: String,
    #[attio(unique)]
    domains: Vec<Domain>,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    job_title: Option<String>,
    #[attio(skip)]
    dirty: bool,
    company: Option<RecordRef<Company>>,
}

fn uses() {
    let _ = Person::DIRTY;
}

fn main() {}
