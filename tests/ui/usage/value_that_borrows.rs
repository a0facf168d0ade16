// errors: 1
use attio_core::{AttioRecord, Record};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person<'a> {
    job_title: &'a str,
}

fn uses<'a>(record: &Record<Person<'a>>) {
    let _ = record.value(Person::JOB_TITLE);
}

fn main() {}
