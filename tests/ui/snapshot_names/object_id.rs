// errors: 1
use attio_core::AttioRecord;

#[derive(AttioRecord)]
#[attio(object = "97052eb9-e65e-443f-a297-f2d9a4a7f795")]
struct Person {
    job_title: Option<String>,
}

fn main() {}
