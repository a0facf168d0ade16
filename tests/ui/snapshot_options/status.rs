// errors: 1
use attio_core::{AttioOption, AttioRecord};

#[derive(AttioOption)]
enum Stage {
    Lead,
    #[attio(title = "In progress")]
    InProgress,
    #[attio(other)]
    Other(String),
}

#[derive(AttioRecord)]
#[attio(object = "deals", partial)]
struct Record {
    stage: Stage,
}

fn main() {}
