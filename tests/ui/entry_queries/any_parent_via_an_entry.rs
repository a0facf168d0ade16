// errors: 1
use attio_core::{AnyRecord, AttioEntry, AttioRecord};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
}

#[derive(AttioEntry)]
#[attio(list = "sales_pipeline", parent = Company)]
struct Opportunity {
    seats: Option<i64>,
}

#[derive(AttioEntry)]
#[attio(list = "favourites", parent = AnyRecord)]
struct Favourite {
    note: Option<String>,
}

fn uses() {
    let _ = Favourite::query().filter(Favourite::PARENT.via(Opportunity::SEATS).gt(5));
}

fn main() {}
