// errors: 1
use attio_core::AttioRecord;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(id = "97052eb9-e65e-443f-a297-f2d9a4a7f795")]
    bio: Option<String>,
}

fn main() {}
