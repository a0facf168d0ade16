// errors: 3
use attio_core::AttioRecord;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    name: Option<String>,
    age: Option<bool>,
    is_customer: Option<f64>,
}

fn main() {}
