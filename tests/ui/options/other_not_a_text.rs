// errors: 1
use attio_core::{AttioOption, AttioRecord, Client};

#[derive(AttioOption)]
enum Stage {
    Lead,
    #[attio(other)]
    Other(u32),
}

#[derive(AttioRecord)]
#[attio(object = "deals")]
struct Deal {
    #[attio(kind = "status")]
    stage: Option<Stage>,
}

async fn uses(client: &Client, record: Deal) -> Result<Deal, attio_core::Error> {
    let _ = Stage::from_title("Lead");
    record.create(client).await?.decode()
}

fn main() {}
