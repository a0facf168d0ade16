// errors: 1
// env: ATTIO_SCHEMA=lists.json
use attio_core::AttioRecord;

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
}

#[derive(AttioRecord)]
#[attio(list = "sales_pipeline", parent = Company, partial)]
struct Opportunity {
    seats: Option<i64>,
}

fn main() {}
