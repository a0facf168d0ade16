// errors: 1
use attio_core::{AttioRecord, Record};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person<'a> {
    job_title: &'a str,
}

fn uses<'a>(record: &Record<Person<'a>>) -> Result<Person<'a>, attio_core::Error> {
    record.decode()
}

fn main() {}
