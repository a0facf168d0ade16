// errors: 1
use attio_core::{AttioRecord, Client};

mod ages {
    use attio_core::ValueError;
    use attio_core::value::FieldWriter;

    pub(super) fn write(_: &u8, _: &mut FieldWriter<'_>) -> Result<(), ValueError> {
        Ok(())
    }
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(with = "ages")]
    age: u8,
}

async fn uses(client: &Client, record: Person) -> Result<Person, attio_core::Error> {
    let _ = Person::AGE;
    record.create(client).await?.decode()
}

fn main() {}
