// errors: 4
use attio_core::{AttioEntry, AttioRecord, PersonalName};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
}

#[derive(AttioEntry)]
#[attio(list = "sales_pipeline", parent = Company)]
struct Opportunity {
    #[attio(slgu = "deal_size")]
    size: Option<String>,
    contact: PersonalName,
    parent: Option<Vec<String>>,
}

fn main() {}
