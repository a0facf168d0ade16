// errors: 1
use attio_core::AttioRecord;

#[derive(AttioRecord)]
#[attio(object = "deals")]
struct Deal {
    name: String,
    #[attio(ahead)]
    loyalty: Option<String>,
}

fn main() {}
