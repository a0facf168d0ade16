// errors: 1
use attio_core::{AttioRecord, Call, Client, Creatable, Reconciled};

fn save<R: AttioRecord + Creatable>(client: &Client, record: &R) -> Call<Reconciled<R>> {
    record.create_or_reconcile(client)
}

fn main() {}
