// errors: 1
// env: ATTIO_SCHEMA_CHECK=off
// env: ATTIO_SCHEMA=attio.schema.json
use attio_core::{AttioOption, AttioRecord};

#[derive(AttioOption)]
enum Tier {
    Sliver,
}

#[derive(AttioRecord)]
#[attio(object = "poeple")]
struct Person {
    nmae: String,
    tier: Vec<Tier>,
}

#[derive(AttioRecord)]
#[attio(object = "companies", schema = "no_such.json")]
struct Company {
    #[attio(uniqe)]
    name: String,
}

fn main() {}
