// errors: 1
use attio_core::{AnyRecordRef, AttioEntry};


#[derive(AttioEntry)]
#[attio(list = "sales_pipeline", parent = AnyRecordRef)]
struct Opportunity {
    seats: Option<i64>,
}

fn main() {}
