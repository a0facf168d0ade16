// errors: 1
use attio_core::AttioRecord;

#[derive(AttioRecord)]
#[attio(object = "deals")]
struct Deal {
    name: String,
}

fn main() {}
