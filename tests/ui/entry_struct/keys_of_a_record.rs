// errors: 1
use attio_core::{AttioEntry};


#[derive(AttioEntry)]
#[attio(object = "companies", singular = "Company", plural = "Companies")]
struct Opportunity {
    seats: Option<i64>,
}

fn main() {}
