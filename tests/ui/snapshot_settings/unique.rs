// errors: 1
use attio_core::AttioRecord;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(unique)]
    job_title: Option<String>,
}

fn main() {}
