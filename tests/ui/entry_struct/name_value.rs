// errors: 1
use attio_core::{AttioEntry};


#[derive(AttioEntry)]
#[attio = "sales_pipeline"]
struct Opportunity {
    seats: Option<i64>,
}

fn main() {}
