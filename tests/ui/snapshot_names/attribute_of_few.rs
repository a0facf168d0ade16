// errors: 1
use attio_core::AttioRecord;

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    revenue: Option<f64>,
}

fn main() {}
