// errors: 1
use attio_core::{AttioEntry};


#[derive(AttioEntry)]
#[attio]
struct Opportunity {
    seats: Option<i64>,
}

fn main() {}
