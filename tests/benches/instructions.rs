//! One of the contenders of `serialize` and `decode`, so many times, for a count of its instructions:
//! see `instructions.sh`.

mod common;

use std::hint::black_box;

use attio_core::AttioRecord;
use common::reading::{by_hand, derive, through_value};
use common::{hand_written, page, person, tree};

const RECORDS: usize = 500;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // `cargo bench` and `cargo test --benches` run it without saying what.
    let [contender, times] = &arguments[..] else { return };
    let times: usize = times.parse().expect("how often");
    let (person, by_serde, page) = (person(), hand_written(), page(RECORDS));
    for _ in 0..times {
        match contender.as_str() {
            "write-derive" => drop(black_box(black_box(&person).to_json())),
            "write-serde" => drop(black_box(black_box(&by_serde).to_json())),
            "write-value" => drop(black_box(serde_json::to_vec(&tree(black_box(&person))))),
            "read-derive" => drop(black_box(derive(black_box(&page)))),
            "read-serde" => drop(black_box(by_hand(black_box(&page)))),
            "read-value" => drop(black_box(through_value(black_box(&page)))),
            other => panic!("no contender {other}"),
        }
    }
}
