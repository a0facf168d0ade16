// errors: 1
use attio_core::{AttioOption, AttioRecord};

#[derive(AttioOption)]
enum Job {
    Engineer,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    job_title: Option<Job>,
}

fn main() {}
