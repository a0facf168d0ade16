// errors: 1
use attio_core::{AnyRecord, AttioEntry, AttioRecord, RecordId};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
}

#[derive(AttioEntry)]
#[attio(list = "favourites", parent = AnyRecord)]
struct Favourite {
    note: Option<String>,
}

fn uses(company: RecordId<Company>) {
    let _ = Favourite::query().filter(Favourite::PARENT.eq(company));
}

fn main() {}
