// errors: 1
use attio_core::AttioRecord;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(write_only)]
    avatar_url: Option<String>,
}

fn main() {}
