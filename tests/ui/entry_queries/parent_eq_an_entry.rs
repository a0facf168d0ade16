// errors: 1
use attio_core::{ActorRef, AttioEntry, AttioRecord, Domain, EntryId, Timestamp};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
    #[attio(unique)]
    domains: Vec<Domain>,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    job_title: Option<String>,
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

fn uses(entry: EntryId<Opportunity>) {
    let _ = Opportunity::query().filter(Opportunity::PARENT.eq(entry));
}

fn main() {}
