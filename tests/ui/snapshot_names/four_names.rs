// errors: 4
use attio_core::AttioRecord;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    jobtitle: Option<String>,
    is_custmer: Option<bool>,
    agee: Option<u8>,
    #[attio(slug = "avatarurl", read_only)]
    avatar: Option<String>,
}

fn main() {}
