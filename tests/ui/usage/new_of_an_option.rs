// errors: 1
use attio_core::SelectOption;

fn uses() -> SelectOption {
    SelectOption::new("Lead")
}

fn main() {}
