// errors: 1
use attio_core::{AttioEntry, AttioRecord, RecordRef};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
}

#[derive(AttioEntry)]
#[attio(list = "renewals", parent = Company)]
struct Renewal {
    months: Option<i64>,
}

#[derive(AttioEntry)]
#[attio(list = "sales_pipeline", parent = Company)]
struct Opportunity {
    renewal_of: Option<RecordRef<Renewal>>,
}

fn main() {}
