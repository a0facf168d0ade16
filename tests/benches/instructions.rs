//! Runs a contender of `serialize`, `decode` or `create` a given number of times, so that `instructions.sh` can
//! count its instructions.

mod common;

use std::hint::black_box;

use attio_core::AttioRecord;
use common::calls::{ByDerive, ByHand};
use common::reading::{by_hand, derive, through_value};
use common::server::{Tls, serve};
use common::{answer, hand_written, page, person, tree};
use futures_util::future::join_all;

const RECORDS: usize = 500;

/// The number of concurrent creates.
const CONCURRENCY: usize = 32;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // `cargo bench` and `cargo test --benches` run it without arguments.
    let [contender, times] = &arguments[..] else { return };
    let times: usize = times.parse().expect("how often");
    if let Some(contender) = contender.strip_prefix("create-") {
        return create(contender, times);
    }
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

/// Runs this many rounds of creates on this thread; the server has another thread.
fn create(contender: &str, rounds: usize) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    let clear = serve(&answer());
    let tls = Tls::serve(&answer());
    let over_tls = (tls.url(), tls.certificate());
    let derive = |derive: ByDerive| runtime.block_on(at_once(rounds, || derive.create()));
    let hand = |hand: ByHand| runtime.block_on(at_once(rounds, || hand.create()));
    match contender {
        "clear-derive" => derive(ByDerive::new(&clear)),
        "clear-hand" => hand(ByHand::new(&clear)),
        "tls-derive" => derive(ByDerive::over_tls(over_tls.0, over_tls.1)),
        "tls-hand" => hand(ByHand::over_tls(over_tls.0, over_tls.1)),
        other => panic!("no contender {other}"),
    }
}

async fn at_once<F: Future<Output = ()>>(rounds: usize, create: impl Fn() -> F) {
    let tasks = (0..CONCURRENCY).map(|_| async {
        for _ in 0..rounds {
            create().await;
        }
    });
    join_all(tasks).await;
}
