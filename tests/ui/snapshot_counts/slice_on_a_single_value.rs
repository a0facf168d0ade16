// errors: 1
use attio_core::AttioRecord;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person<'a> {
    job_title: &'a [String],
}

fn main() {}
