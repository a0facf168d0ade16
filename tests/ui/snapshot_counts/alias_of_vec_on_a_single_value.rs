// errors: 1
use attio_core::AttioRecord;

type Titles = Vec<String>;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    job_title: Titles,
}

fn main() {}
