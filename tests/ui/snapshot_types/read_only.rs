// errors: 1
use attio_core::{AttioRecord, Date};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(read_only)]
    created_at: Option<Date>,
}

fn main() {}
