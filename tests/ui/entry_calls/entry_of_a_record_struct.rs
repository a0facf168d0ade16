// errors: 1
use attio_core::{AttioRecord, Entry, Error};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
}

fn uses(entry: &Entry<Company>) -> Result<Company, Error> {
    entry.decode()
}

fn main() {}
