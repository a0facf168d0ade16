// errors: 1
use attio_core::{AnyRecord, AttioEntry, AttioRecord, Call, Client, Entry, RecordId};

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

fn uses(client: &Client, entry: &Favourite, company: RecordId<Company>) -> Call<Entry<Favourite>> {
    entry.create(client, company)
}

fn main() {}
