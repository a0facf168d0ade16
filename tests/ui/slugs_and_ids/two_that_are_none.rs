// errors: 4
use attio_core::AttioRecord;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(slug = "Bad Slug")]
    one: Option<String>,
    #[attio(slug = "Bad Slug")]
    two: Option<String>,
    #[attio(id = "zz")]
    three: Option<String>,
    #[attio(id = "zz")]
    four: Option<String>,
}

fn main() {}
