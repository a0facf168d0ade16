// errors: 1
use attio_core::Entry;

struct Opportunity {
    seats: Option<i64>,
}

struct Cache {
    entries: Vec<Entry<Opportunity>>,
}

fn main() {}
