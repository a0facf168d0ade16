// errors: 1
use attio_core::AttioRecord;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    jobtitle: Option<String>,
}

fn main() {}
