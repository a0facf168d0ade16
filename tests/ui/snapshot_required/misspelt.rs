// errors: 1
use attio_core::{ActorRef, AttioRecord, Status};

#[derive(AttioRecord)]
#[attio(object = "deals")]
struct Deal {
    nmae: String,
    owner: ActorRef,
    stage: Status,
}

fn main() {}
