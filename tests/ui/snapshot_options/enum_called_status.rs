// errors: 1
use attio_core::{AttioOption, AttioRecord};

#[derive(AttioOption)]
enum Status {
    Lead,
    #[attio(title = "Wno")]
    Won,
}

#[derive(AttioRecord)]
#[attio(object = "deals", partial)]
struct Deal {
    stage: Status,
}

fn main() {}
