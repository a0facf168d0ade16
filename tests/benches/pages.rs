//! All people of twenty pages over loopback, into structs: `Person::query().decode_all(&client)` against a
//! hand-written loop with reqwest and serde. Both send the same requests, each after the previous page was read.
//! The derive sends one more, because it does not treat an empty page after a full one as the end. It also
//! compares the IDs of each page with those of the previous page. Both run on one thread; the server has a
//! separate thread and sends canned responses.
//!
//! `cargo bench -p attio-benches --bench pages`
//!
//! The two take turns within a round, and alternate in beginning one. The ratios are medians over the rounds, of
//! the time on the clock and of the client's CPU time.

mod common;

use std::future::Future;
use std::hint::black_box;
use std::time::Instant;

use attio_core::{AttioRecord, Client};
use common::calls::AllByHand;
use common::server::serve_pages;
use common::{Person, pages};
use cpu_time::ThreadTime;

const PAGES: usize = 20;
const RECORDS: usize = 500;
const ROUNDS: usize = 21;

fn main() {
    // `cargo test --benches` runs it too, and only needs it to start.
    let quick = !std::env::args().any(|argument| argument == "--bench");
    let (count, rounds) = if quick { (2, 1) } else { (PAGES, ROUNDS) };
    let base = serve_pages(&pages(count, RECORDS), RECORDS);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be made");
    runtime.block_on(measure(&base, count, rounds));
}

async fn measure(base: &str, pages: usize, rounds: usize) {
    let client = Client::builder().api_key("a-token").base_url(base).no_rate_limit().build();
    let client = client.expect("a client");
    let by_hand = AllByHand::new(base);
    let derive = async || {
        let people = Person::query().decode_all(&client).await.expect("people");
        assert_eq!(people.len(), pages * RECORDS);
        drop(black_box(people));
    };
    let hand = async || {
        let people = by_hand.all().await;
        assert_eq!(people.len(), pages * RECORDS);
        drop(black_box(people));
    };
    let (mut by_derive, mut by_hand) = (Vec::new(), Vec::new());
    for round in 0..=rounds {
        for turn in 0..2 {
            if (round + turn) % 2 == 0 {
                by_derive.push(time(&derive).await);
            } else {
                by_hand.push(time(&hand).await);
            }
        }
    }
    // The first round is the warm-up.
    let (derive, hand) = (&by_derive[1..], &by_hand[1..]);
    println!("{pages} pages of {RECORDS}, {rounds} rounds; milliseconds, least and median");
    for (name, index) in [("on the clock", 0), ("CPU of the client", 1)] {
        let of = |times: &[[f64; 2]]| times.iter().map(|time| time[index]).collect::<Vec<_>>();
        let ratios = derive.iter().zip(hand).map(|(a, b)| a[index] / b[index]).collect();
        let least = |times: &[[f64; 2]]| of(times).into_iter().fold(f64::MAX, f64::min);
        println!(
            "{name:18} derive {:7.1} {:7.1}, by hand {:7.1} {:7.1}, derive / by hand {:.3}",
            least(derive),
            median(of(derive)),
            least(hand),
            median(of(hand)),
            median(ratios),
        );
    }
}

/// Returns the time on the clock and the thread's CPU time, in milliseconds.
async fn time<F: Future<Output = ()>>(run: impl Fn() -> F) -> [f64; 2] {
    let (clock, cpu) = (Instant::now(), ThreadTime::now());
    run().await;
    [clock.elapsed(), cpu.elapsed()].map(|time| time.as_secs_f64() * 1e3)
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}
