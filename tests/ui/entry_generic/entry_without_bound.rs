// errors: 1
use attio_core::Entry;

fn keep<E>(entries: &mut Vec<Entry<E>>) {
    entries.clear();
}

fn main() {}
