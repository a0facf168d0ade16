// errors: 1
use attio_core::AttioRecord;
use uuid::Uuid;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    job_title: Option<String>,
}

fn uses(view: Uuid) {
    let _ = Person::query().view(view).filter(Person::JOB_TITLE.eq("CTO"));
}

fn main() {}
