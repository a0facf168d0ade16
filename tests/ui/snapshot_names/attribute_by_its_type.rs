// errors: 4
use std::borrow::Cow;

use attio_core::{AttioRecord, PersonalName};

#[derive(AttioRecord)]
#[attio(object = "people", partial)]
struct Person {
    full_name: Option<PersonalName>,
    #[attio(slug = "birthday_year")]
    born: Option<u32>,
    #[attio(kind = "select")]
    kudos: Option<String>,
    favourite_colour: Option<Cow<'static, str>>,
}

fn main() {}
