//! Creates per second over loopback: `person.create(&client)` against a hand-written call with reqwest and a
//! serde struct, over HTTP/1.1 in the clear and over HTTP/2 with TLS. Both run on one thread, whose CPU time is
//! the client's; the server has a separate thread and sends a canned response.
//!
//! `taskset -c 0 cargo bench -p attio-benches --bench create` keeps both on one core; with `-- clear` or
//! `-- tls` at its end it measures one of the two.
//!
//! The two take turns within a round, and alternate in beginning one. The figure that counts is the CPU time
//! of a create, user and system: creates per second depend on the other load of the machine.

mod common;

use std::future::Future;
use std::time::{Duration, Instant};

use common::answer;
use common::calls::{ByDerive, ByHand};
use common::server::{Tls, serve};
use cpu_time::ThreadTime;
use futures_util::future::join_all;

/// Many short rounds, so that other load of the machine affects both equally.
const ROUNDS: usize = 201;
const CREATES: usize = 320;

fn main() {
    // `cargo test --benches` runs it too, and only needs it to start.
    let quick = !std::env::args().any(|argument| argument == "--bench");
    let (rounds, creates) = if quick { (1, 64) } else { (ROUNDS, CREATES) };
    let base = serve(&answer());
    let tls = Tls::serve(&answer());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be made");
    let is_wanted = |over: &str| {
        let mut named = std::env::args().skip(1).filter(|argument| !argument.starts_with('-'));
        named.next().is_none_or(|named| named == over)
    };
    runtime.block_on(async {
        for concurrency in [1, 32] {
            if is_wanted("clear") {
                println!("\nHTTP/1.1 in the clear");
                let clients = (ByDerive::new(&base), ByHand::new(&base));
                measure(clients, concurrency, rounds, creates).await;
            }
            if is_wanted("tls") {
                println!("\nHTTP/2 over TLS");
                let (url, certificate) = (tls.url(), tls.certificate());
                let clients =
                    (ByDerive::over_tls(url, certificate), ByHand::over_tls(url, certificate));
                measure(clients, concurrency, rounds, creates).await;
            }
        }
    });
}

async fn measure(
    (by_derive, by_hand): (ByDerive, ByHand),
    concurrency: usize,
    rounds: usize,
    creates: usize,
) {
    // Fills connections, caches and the allocator's lists first.
    run(concurrency, 512, || by_derive.create()).await;
    run(concurrency, 512, || by_hand.create()).await;
    let (mut derive, mut hand) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        for turn in 0..2 {
            // The other one begins the next round.
            if (round + turn) % 2 == 0 {
                derive.push(run(concurrency, creates, || by_derive.create()).await);
            } else {
                hand.push(run(concurrency, creates, || by_hand.create()).await);
            }
        }
    }
    println!("concurrency {concurrency}, {rounds} rounds of {creates} creates each, medians");
    println!("{:>24} {:>12} {:>22}", "", "creates / s", "client CPU µs / create");
    for (name, times) in [("derive", &derive), ("reqwest by hand", &hand)] {
        println!("{name:>24} {:>12.0} {:>22.2}", times.per_second(), times.cpu());
    }
    let ratios = derive.iter().zip(&hand).map(|(a, b)| a.cpu / b.cpu).collect();
    println!(
        "derive / by hand: CPU {:.3} (median of the rounds' ratios {:.3}), creates / s {:.3}",
        derive.cpu() / hand.cpu(),
        median(ratios),
        derive.per_second() / hand.per_second(),
    );
}

/// The times of one create in a run, in microseconds.
struct Time {
    wall: f64,
    cpu: f64,
}

async fn run<F: Future<Output = ()>>(
    concurrency: usize,
    creates: usize,
    create: impl Fn() -> F,
) -> Time {
    let (wall, cpu) = (Instant::now(), ThreadTime::now());
    join_all((0..concurrency).map(|_| async {
        for _ in 0..creates / concurrency {
            create().await;
        }
    }))
    .await;
    let each = |time: Duration| time.as_secs_f64() * 1e6 / creates as f64;
    Time { wall: each(wall.elapsed()), cpu: each(cpu.elapsed()) }
}

trait Times {
    fn per_second(&self) -> f64;
    fn cpu(&self) -> f64;
}

impl Times for Vec<Time> {
    fn per_second(&self) -> f64 {
        1e6 / median(self.iter().map(|time| time.wall).collect())
    }

    fn cpu(&self) -> f64 {
        median(self.iter().map(|time| time.cpu).collect())
    }
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}
