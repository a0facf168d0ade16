// errors: 1
use attio_core::Entry;

struct Opportunity {
    seats: Option<i64>,
}

fn uses(entry: Entry<Opportunity>) {
    drop(entry);
}

fn main() {}
