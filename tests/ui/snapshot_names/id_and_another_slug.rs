// errors: 1
use attio_core::AttioRecord;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(id = "00000038-0000-4000-8000-000000000000", slug = "title")]
    job_title: Option<String>,
}

fn main() {}
