// errors: 1
// env: ATTIO_SCHEMA=lists.json
use attio_core::AttioEntry;

mod crm {
    use attio_core::AttioRecord;

    #[derive(AttioRecord)]
    #[attio(object = "people")]
    pub(crate) struct Person {
        job_title: Option<String>,
    }
}

#[derive(AttioEntry)]
#[attio(list = "sales_pipeline", parent = crm::Person, partial)]
struct Opportunity {
    seats: Option<i64>,
}

fn main() {}
