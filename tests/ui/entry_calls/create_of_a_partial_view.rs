// errors: 1
use attio_core::{ActorRef, AttioEntry, AttioRecord, Call, Client, Entry, RecordId, Timestamp};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
}

#[derive(AttioEntry)]
#[attio(list = "sales_pipeline", parent = Company, partial)]
struct Opportunity {
    seats: Option<i64>,
    #[attio(unique)]
    code: Option<String>,
    owners: Vec<ActorRef>,
    #[attio(read_only)]
    created_at: Option<Timestamp>,
}

fn uses(client: &Client, entry: &Opportunity, company: RecordId<Company>) -> Call<Entry<Opportunity>> {
    entry.create(client, company)
}

fn main() {}
