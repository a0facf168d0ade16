// errors: 1
use attio_core::bulk::BulkResults;

async fn count<R>(results: BulkResults<usize, R>) {
    drop(results);
}

fn main() {}
