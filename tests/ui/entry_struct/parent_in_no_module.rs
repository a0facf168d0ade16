// errors: 1
use attio_core::{AttioEntry};


#[derive(AttioEntry)]
#[attio(list = "sales_pipeline", parent = crm::Company)]
struct Opportunity {
    seats: Option<i64>,
}

fn main() {}
