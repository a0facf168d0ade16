// errors: 1
use attio_core::query::ThroughPath;
use attio_core::{AttioRecord, Domain, Filter, RecordRef};

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
    company: Option<RecordRef<Company>>,
    job_title: Option<String>,
}

fn uses() -> Filter<Person, ThroughPath> {
    !(Person::JOB_TITLE.eq("CTO") | Person::COMPANY.via(Company::NAME).eq("Acme"))
}

fn main() {}
