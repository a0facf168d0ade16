// errors: 5
use attio_core::{AttioRecord, Currency};

#[derive(AttioRecord)]
#[attio(object = "invoices", singular = "", plural = "")]
struct Invoice {
    #[attio(title = "")]
    number: String,
    #[attio(currency = "usd")]
    net: Option<Currency>,
    #[attio(currency = "USDD")]
    gross: Option<Currency>,
}

fn main() {}
