// errors: 1
// env: ATTIO_SCHEMA=lists.json
use attio_core::{AttioEntry, AttioOption, AttioRecord};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
}

#[derive(AttioOption)]
enum Tag {
    Inbond,
    Partner,
}

#[derive(AttioEntry)]
#[attio(list = "sales_pipeline", parent = Company, partial)]
struct Opportunity {
    tags: Vec<Tag>,
}

fn main() {}
