// errors: 1
use attio_core::{AttioEntry};


#[derive(AttioEntry)]
#[attio(list = "sales_pipeline", parent = "companies")]
struct Opportunity {
    seats: Option<i64>,
}

fn main() {}
