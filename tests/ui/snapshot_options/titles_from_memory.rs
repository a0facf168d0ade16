// errors: 1
use attio_core::{ActorRef, AttioOption, AttioRecord};

#[derive(AttioOption)]
enum Stage {
    Lead,
    #[attio(title = "In progress")]
    InProgress,
    #[attio(title = "Closed Won")]
    Won,
    #[attio(id = "00000009-2222-4000-8000-000000000000")]
    Lost,
}

#[derive(AttioRecord)]
#[attio(object = "deals")]
struct Deal {
    name: String,
    stage: Stage,
    owner: ActorRef,
}

fn main() {}
