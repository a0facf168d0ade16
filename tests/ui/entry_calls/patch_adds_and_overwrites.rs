// errors: 1
use attio_core::{ActorRef, AttioEntry, AttioRecord, Call, Client, Entry, EntryId, Timestamp};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
}

#[derive(AttioEntry)]
#[attio(list = "sales_pipeline", parent = Company)]
struct Opportunity {
    seats: Option<i64>,
    #[attio(unique)]
    code: Option<String>,
    owners: Vec<ActorRef>,
    #[attio(read_only)]
    created_at: Option<Timestamp>,
}

fn uses(client: &Client, id: EntryId<Opportunity>, owner: ActorRef) -> Call<Entry<Opportunity>> {
    Opportunity::patch(id).add(Opportunity::OWNERS, owner).overwrite(client)
}

fn main() {}
