// errors: 1
use attio_core::{AttioRecord, Decimal};

mod cents {
    use attio_core::Decimal;
    use attio_core::value::{FieldReader, FieldWriter, ValueError};

    pub fn serialize(cents: &i64, out: &mut FieldWriter<'_>) -> Result<(), ValueError> {
        out.push(&Decimal::new(*cents, 2));
        Ok(())
    }

    pub fn deserialize(values: FieldReader<'_, '_>) -> Result<i64, ValueError> {
        let amount: Decimal = values.one()?;
        Ok(amount.mantissa() as i64)
    }
}

#[derive(AttioRecord)]
#[attio(object = "invoices")]
struct Invoice {
    #[attio(kind = "currency", with = "cents")]
    net: i64,
    gross: Option<Decimal>,
}

fn main() {}
