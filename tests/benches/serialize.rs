//! Writing a person of twelve attributes: the time and allocations of the derive, of a hand-written serde struct,
//! and of `serde_json::json!`. The serde struct writes the same bytes into a buffer of the same capacity.
//!
//! `cargo bench -p attio-benches --bench serialize`

mod common;

use attio_core::AttioRecord;
use common::{HandWritten, Person, hand_written, person, tree};

#[global_allocator]
static ALLOCATOR: divan::AllocProfiler = divan::AllocProfiler::system();

fn main() {
    let derived = person().to_json().expect("it can be written");
    let by_hand = hand_written().to_json();
    assert_eq!(String::from_utf8_lossy(&derived), String::from_utf8_lossy(&by_hand));
    let tree_of_it: serde_json::Value = serde_json::from_slice(&derived).expect("it is JSON");
    assert_eq!(tree_of_it, tree(&person()));
    println!("{} bytes", derived.len());
    divan::main();
}

#[divan::bench(sample_count = 2000, sample_size = 100)]
fn derive(bencher: divan::Bencher<'_, '_>) {
    bencher.with_inputs(person).bench_local_refs(|person: &mut Person| person.to_json());
}

#[divan::bench(sample_count = 2000, sample_size = 100)]
fn serde_by_hand(bencher: divan::Bencher<'_, '_>) {
    bencher.with_inputs(hand_written).bench_local_refs(|person: &mut HandWritten| person.to_json());
}

#[divan::bench(sample_count = 500, sample_size = 100)]
fn serde_json_value(bencher: divan::Bencher<'_, '_>) {
    bencher
        .with_inputs(person)
        .bench_local_refs(|person: &mut Person| serde_json::to_vec(&tree(person)));
}
