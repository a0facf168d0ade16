// errors: 1
use attio_core::{AttioEntry, AttioRecord};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
}

#[derive(AttioEntry)]
#[attio(list = "sales_pipeline", parent = Company)]
struct Opportunity {
    #[attio(kind = "interaction", unique, read_only)]
    last_call: Option<String>,
}

fn main() {}
