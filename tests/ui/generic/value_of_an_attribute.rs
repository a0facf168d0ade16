// errors: 1
use attio_core::{AttioRecord, Attribute, Error, Record};

fn value<R: AttioRecord, F>(record: &Record<R>, of: Attribute<R, F>) -> Result<F, Error> {
    record.value(of)
}

fn main() {}
