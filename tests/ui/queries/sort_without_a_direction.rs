// errors: 1
use attio_core::AttioRecord;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    job_title: Option<String>,
}

fn uses() {
    let _ = Person::query().sort(Person::JOB_TITLE);
}

fn main() {}
