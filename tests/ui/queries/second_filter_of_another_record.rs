// errors: 1
use attio_core::{AttioRecord, Domain};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
    #[attio(unique)]
    domains: Vec<Domain>,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    job_title: Option<String>,
}

fn uses() {
    let _ = Person::query().filter(Person::JOB_TITLE.eq("CTO")).filter(Company::NAME.eq("Acme"));
}

fn main() {}
