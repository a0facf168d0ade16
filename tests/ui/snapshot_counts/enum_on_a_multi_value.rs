// errors: 1
use attio_core::{AttioOption, AttioRecord};

#[derive(AttioOption)]
enum Skill {
    Rust,
    #[attio(title = "SQL")]
    Sql,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    skills: Skill,
}

fn main() {}
