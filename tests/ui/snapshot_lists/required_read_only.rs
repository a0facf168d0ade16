// errors: 1
// env: ATTIO_SCHEMA=lists.json
use attio_core::{AttioEntry, AttioOption, AttioRecord};

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
}

#[derive(AttioOption)]
enum Stage {
    Lead,
    #[attio(title = "In talks")]
    InTalks,
    Won,
    Lost,
}

#[derive(AttioEntry)]
#[attio(list = "sales_pipeline", parent = Company)]
struct Opportunity {
    #[attio(read_only)]
    stage: Stage,
}

fn main() {}
