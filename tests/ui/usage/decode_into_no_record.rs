// errors: 1
use attio_core::{Values};

struct Person {
    job_title: Option<String>,
}

fn uses(values: &Values) -> Result<Person, attio_core::Error> {
    values.decode()
}

fn main() {}
