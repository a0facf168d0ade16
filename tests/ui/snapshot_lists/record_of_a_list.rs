// errors: 1
// env: ATTIO_SCHEMA=lists.json
use attio_core::AttioRecord;

#[derive(AttioRecord)]
#[attio(object = "sales_pipeline", partial)]
struct Opportunity {
    seats: Option<i64>,
}

fn main() {}
