// errors: 1
use attio_core::Entry;

struct Cache<E> {
    entries: Vec<Entry<E>>,
}

fn main() {}
