// errors: 1
use attio_core::{AttioRecord, Record};

#[derive(AttioRecord)]
#[attio(object = "deals", partial)]
struct Deal {
    owner: Option<String>,
}

fn uses(record: Record<Deal>) -> Result<Deal, attio_core::Error> {
    let _ = Deal::OWNER;
    record.decode()
}

fn main() {}
