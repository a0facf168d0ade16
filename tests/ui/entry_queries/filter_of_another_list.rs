// errors: 1
use attio_core::{AttioEntry, AttioRecord, Domain};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
    #[attio(unique)]
    domains: Vec<Domain>,
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

fn uses() {
    let _ = Opportunity::query().filter(Renewal::MONTHS.gt(5));
}

fn main() {}
