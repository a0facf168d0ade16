// errors: 1
use attio_core::{AttioOption, AttioRecord, Client};

#[derive(AttioOption)]
enum Stage<T> {
    Lead,
    #[attio(other)]
    Other(T),
}

#[derive(AttioRecord)]
#[attio(object = "deals")]
struct Deal {
    #[attio(kind = "status")]
    stage: Option<Stage<String>>,
}

async fn uses(client: &Client, record: Deal) -> Result<Deal, attio_core::Error> {
    record.create(client).await?.decode()
}

fn main() {}
