// errors: 1
use attio_core::{AttioOption, AttioRecord, AttioValue};

#[derive(AttioOption)]
enum Skill {
    Rust,
}

#[derive(AttioValue)]
struct Known(Skill);

type Skills = Vec<Known>;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Record {
    skills: Skills,
}

fn main() {}
