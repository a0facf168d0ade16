// errors: 1
use attio_core::AttioRecord;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    tags: Option<Vec<Option<String>>>,
}

fn main() {}
