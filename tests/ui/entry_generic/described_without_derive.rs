// errors: 1
use attio_core::Described;

struct Opportunity {
    seats: Option<i64>,
}

fn target<T: Described>() {
    let _ = T::TARGET;
}

fn uses() {
    target::<Opportunity>();
}

fn main() {}
