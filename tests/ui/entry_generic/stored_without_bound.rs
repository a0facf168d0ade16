// errors: 1
use attio_core::bulk::Stored;

fn ids<R>(stored: &[Stored<R>]) -> usize {
    stored.len()
}

fn main() {}
