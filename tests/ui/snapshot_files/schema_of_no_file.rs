// errors: 1
use attio_core::AttioRecord;

#[derive(AttioRecord)]
#[attio(object = "people", schema = "crm/attio.schema.json")]
struct Person {
    job_title: Option<String>,
}

fn main() {}
