// errors: 1
use attio_core::{AttioEntry, AttioRecord, AttioValue, PersonalName};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
}

#[derive(AttioValue)]
struct Contact(PersonalName);

#[derive(AttioEntry)]
#[attio(list = "sales_pipeline", parent = Company)]
struct Opportunity {
    contact: Option<Contact>,
}

fn main() {}
