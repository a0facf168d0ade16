// errors: 1
use attio_core::{AttioRecord, RecordRef};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    team: Vec<RecordRef<Company>>,
}

fn main() {}
