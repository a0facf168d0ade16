// errors: 1
use attio_core::{AttioEntry, Entry, Error};

fn read<E: AttioEntry>(entry: &Entry<E>) -> Result<E, Error> {
    entry.decode()
}

fn main() {}
