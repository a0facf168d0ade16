// errors: 1
use attio_core::{AttioEntry, AttioRecord};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
}

fn save<E: AttioEntry>(_: &E) {}

fn uses(company: &Company) {
    save(company);
}

fn main() {}
