// errors: 1
use attio_core::{AttioOption, AttioRecord};

#[derive(AttioOption)]
enum Stage {
    #[attio(title = "In Progress")]
    InProgress,
}

#[derive(AttioRecord)]
#[attio(object = "deals", partial)]
struct Record {
    #[attio(read_only)]
    stage: Stage,
}

fn main() {}
