// errors: 1
use attio_core::{AttioEntry, AttioRecord, Client, Error, Record};

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

async fn uses(client: &Client) -> Option<Result<Record<Opportunity>, Error>> {
    Opportunity::query().stream(client).next_record().await
}

fn main() {}
