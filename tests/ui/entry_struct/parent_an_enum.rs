// errors: 1
use attio_core::{AttioEntry, AttioRecord};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
}

enum Parent {
    Company(Company),
}

#[derive(AttioEntry)]
#[attio(list = "sales_pipeline", parent = Parent)]
struct Opportunity {
    seats: Option<i64>,
}

fn main() {}
