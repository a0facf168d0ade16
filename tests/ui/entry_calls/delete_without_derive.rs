// errors: 1
use attio_core::{AttioEntry, Client, EntryId};

struct Opportunity {
    seats: Option<i64>,
}

async fn uses(client: &Client, id: EntryId<Opportunity>) {
    let _ = <Opportunity as AttioEntry>::delete(client, id).await;
}

fn main() {}
