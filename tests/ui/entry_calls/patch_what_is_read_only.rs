// errors: 1
use attio_core::{ActorRef, AttioEntry, AttioRecord, EntryId, Patch, Timestamp};

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

fn uses(id: EntryId<Opportunity>, now: Timestamp) -> Patch<Opportunity> {
    Opportunity::patch(id).set(Opportunity::CREATED_AT, now)
}

fn main() {}
