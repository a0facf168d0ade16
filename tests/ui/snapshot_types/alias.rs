// errors: 1
use attio_core::AttioRecord;

type Id = u64;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    company: Option<Id>,
}

fn main() {}
