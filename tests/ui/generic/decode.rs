// errors: 1
use attio_core::{AttioRecord, Error, Record};

fn read<R: AttioRecord>(record: &Record<R>) -> Result<R, Error> {
    record.decode()
}

fn main() {}
