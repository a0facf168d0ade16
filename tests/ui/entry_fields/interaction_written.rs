// errors: 1
use attio_core::{AttioEntry, AttioRecord, Interaction};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
}

#[derive(AttioEntry)]
#[attio(list = "sales_pipeline", parent = Company)]
struct Opportunity {
    last_call: Option<Interaction>,
}

fn main() {}
