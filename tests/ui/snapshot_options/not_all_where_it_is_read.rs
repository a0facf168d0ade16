// errors: 1
// env: ATTIO_SCHEMA=options.json
use attio_core::{AttioOption, AttioRecord};

#[derive(AttioOption)]
enum Phase {
    Open,
}

#[derive(AttioRecord)]
#[attio(object = "plans")]
struct Written {
    #[attio(write_only, default = "open")]
    phase: Phase,
}

#[derive(AttioRecord)]
#[attio(object = "plans")]
struct Borrowed<'a> {
    name: &'a str,
    phase: Phase,
}

#[derive(AttioRecord)]
#[attio(object = "plans", partial)]
struct Read {
    phase: Phase,
}

fn open() -> Phase {
    Phase::Open
}

fn main() {}
