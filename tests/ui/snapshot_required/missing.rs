// errors: 1
use attio_core::{ActorRef, AttioRecord};

#[derive(AttioRecord)]
#[attio(object = "deals")]
struct Deal {
    name: String,
    owner: ActorRef,
}

fn main() {}
