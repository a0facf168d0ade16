// errors: 1
use attio_core::{AttioEntry, AttioRecord, Entry, Error};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
}

#[derive(AttioEntry)]
#[attio(list = "sales_pipeline", parent = Company)]
struct Opportunity<'a> {
    notes: &'a str,
}

fn uses<'a>(entry: &Entry<Opportunity<'a>>) -> Result<Opportunity<'a>, Error> {
    entry.decode()
}

fn main() {}
