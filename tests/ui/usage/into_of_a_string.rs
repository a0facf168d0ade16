// errors: 1
use attio_core::Domain;

fn uses() -> Domain {
    "attio.com".into()
}

fn main() {}
