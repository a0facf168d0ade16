// errors: 1
use attio_core::{AttioRecord, AttioValue, Client, Decimal};

#[derive(AttioValue)]
struct Money {
    amount: Decimal,
    currency: String,
}

#[derive(AttioRecord)]
#[attio(object = "deals", partial)]
struct Deal {
    value: Option<Money>,
}

async fn uses(client: &Client, id: attio_core::RecordId<Deal>) -> Result<Deal, attio_core::Error> {
    Deal::get(client, id).await?.decode()
}

fn main() {}
