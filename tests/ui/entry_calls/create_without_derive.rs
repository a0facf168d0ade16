// errors: 1
use attio_core::Client;

struct Opportunity {
    seats: Option<i64>,
}

async fn uses(client: &Client, entry: &Opportunity) {
    let _ = entry.create(client).await;
}

fn main() {}
