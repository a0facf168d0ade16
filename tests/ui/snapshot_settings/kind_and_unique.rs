// errors: 2
use attio_core::AttioRecord;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(kind = "number", unique)]
    job_title: Option<u8>,
}

fn main() {}
