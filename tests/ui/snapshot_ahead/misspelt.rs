// errors: 1
use attio_core::AttioRecord;

#[derive(AttioRecord)]
#[attio(object = "invoices", ahaed)]
struct Invoice {
    number: String,
}

fn main() {}
