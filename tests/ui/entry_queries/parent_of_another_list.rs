// errors: 1
use attio_core::{AnyRecordRef, AttioEntry, AttioRecord, RecordId};

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

#[derive(AttioEntry)]
#[attio(list = "renewals", parent = Company)]
struct Renewal {
    months: Option<i64>,
}

fn uses(company: RecordId<Company>, any: AnyRecordRef) {
    let _ = Opportunity::query().filter(Renewal::PARENT.eq(company));
}

fn main() {}
