// errors: 1
use attio_core::AttioRecord;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(slug = "age")]
    years: Option<String>,
}

fn main() {}
