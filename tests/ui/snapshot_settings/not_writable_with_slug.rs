// errors: 1
use attio_core::AttioRecord;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(slug = "avatar_url")]
    avatar: Option<String>,
}

fn main() {}
