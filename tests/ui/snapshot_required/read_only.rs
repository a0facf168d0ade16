// errors: 1
use attio_core::{Actor, AttioRecord, Status};

#[derive(AttioRecord)]
#[attio(object = "deals")]
struct Deal {
    name: String,
    #[attio(read_only)]
    owner: Actor,
    stage: Status,
}

fn main() {}
