// errors: 1
use attio_core::{AttioEntry, AttioRecord, Call, Client, Entry, EntryId};

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
#[attio(list = "renewals", parent = Company)]
struct Renewal {
    months: Option<i64>,
}

fn uses(client: &Client, renewal: EntryId<Renewal>) -> Call<Entry<Opportunity>> {
    Opportunity::get(client, renewal)
}

fn main() {}
