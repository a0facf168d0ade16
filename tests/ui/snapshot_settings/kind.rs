// errors: 1
use attio_core::AttioRecord;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(kind = "domain")]
    email_addresses: Vec<String>,
}

fn main() {}
