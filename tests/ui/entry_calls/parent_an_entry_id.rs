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

fn uses(client: &Client, entry: &Opportunity, id: EntryId<Opportunity>) -> Call<Entry<Opportunity>> {
    entry.assert(client, id)
}

fn main() {}
