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

fn uses(client: &Client, id: EntryId<Opportunity>) -> Call<Vec<Entry<Opportunity>>> {
    Opportunity::of(client, id)
}

fn main() {}
