// errors: 1
use attio_core::{AttioEntry, AttioRecord, PersonalName, Tracked};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
}

#[derive(AttioEntry)]
#[attio(list = "sales_pipeline", parent = Company)]
struct Opportunity {
    #[attio(read_only)]
    contact: Tracked<PersonalName>,
}

fn main() {}
