// errors: 1
use attio_core::{AttioEntry, AttioRecord};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
}

mod crm {
    #[allow(unused_imports)]
    pub(crate) use super::Company;
}

#[derive(AttioEntry)]
#[attio(list = "sales_pipeline", parent = "crm::Company")]
struct Opportunity {
    seats: Option<i64>,
}

fn main() {}
