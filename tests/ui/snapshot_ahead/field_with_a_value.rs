// errors: 1
use attio_core::AttioRecord;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(ahead = false)]
    loyalty: Option<String>,
}

fn main() {}
