// errors: 1
use attio_core::{AttioRecord, Attribute, Call, Client, Creatable, Record};

fn save<R, F, K, U>(client: &Client, record: &R, by: Attribute<R, F, K, U>) -> Call<Record<R>>
where
    R: AttioRecord + Creatable,
{
    record.assert(client, by)
}

fn main() {}
