// errors: 3
// env: ATTIO_SCHEMA=lists.json
use attio_core::{ActorRef, AttioEntry, AttioRecord, Timestamp};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
}

#[derive(AttioEntry)]
#[attio(list = "sales_pipeline", parent = Company, partial)]
struct Opportunity {
    entry_id: String,
    created_at: Timestamp,
    created_by: ActorRef,
}

fn main() {}
