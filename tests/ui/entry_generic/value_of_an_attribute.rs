// errors: 1
use attio_core::{AttioEntry, Attribute, Entry, Error};

fn value<E: AttioEntry, F>(entry: &Entry<E>, of: Attribute<E, F>) -> Result<F, Error> {
    entry.value(of)
}

fn main() {}
