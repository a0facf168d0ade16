// errors: 1
use attio_core::{AttioOption, AttioRecord};

#[derive(AttioOption)]
enum Skill {
    Rust,
    Sql,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Record {
    skills: Vec<Skill>,
}

fn main() {}
