// errors: 1
use attio_core::{AttioRecord, Attribute, Patch, RecordId};

fn rename<R: AttioRecord, K, U, A>(
    id: RecordId<R>,
    title: Attribute<R, Option<String>, K, U, A>,
) -> Patch<R> {
    R::patch(id).set(title, "CEO")
}

fn main() {}
