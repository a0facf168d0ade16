// errors: 1
use attio_core::{AttioRecord, Client};

mod ages {
    use attio_core::ValueError;
    use attio_core::value::{FieldReader, FieldWriter};

    pub(super) fn write(_: &String, _: &mut FieldWriter<'_>) -> Result<(), ValueError> {
        Ok(())
    }

    pub(super) fn read(_: FieldReader<'_, '_>) -> Result<u8, ValueError> {
        Ok(0)
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
