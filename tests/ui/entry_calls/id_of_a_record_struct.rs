// errors: 1
use attio_core::{AttioEntry, AttioRecord, Client, Error, RecordId};

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

fn uses(client: &Client, company: RecordId<Company>) -> impl Future {
    async move {
        let entries = Company::entries(client, company).await?;
        Ok::<_, Error>(entries.first().and_then(|entry| entry.id_of::<Company>()))
    }
}

fn main() {}
