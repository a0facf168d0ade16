// errors: 1
use attio_core::bulk::Stored;

trait Report<R> {
    fn report(&mut self, stored: &Stored<R>);
}

fn main() {}
