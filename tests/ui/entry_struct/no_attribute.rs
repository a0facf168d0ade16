// errors: 1
use attio_core::AttioEntry;

#[derive(AttioEntry)]
struct Opportunity {
    seats: Option<i64>,
}

fn main() {}
