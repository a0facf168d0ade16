// errors: 1
// env: ATTIO_SCHEMA=lists.json
use attio_core::{AttioEntry, AttioRecord};

#[derive(AttioRecord)]
#[attio(object = "deals")]
struct Deal {
    name: Option<String>,
}

#[derive(AttioEntry)]
#[attio(list = "favourites", parent = Deal)]
struct Favourite {
    note: Option<String>,
}

fn main() {}
