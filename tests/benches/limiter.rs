//! Trials of the rate limiter: 64 tasks for 60 seconds against servers that count in three ways, alone and
//! beside a rival that takes 40 % of the limit. For comparison, the same runs without a limiter, with retries at
//! the date. Then bursts: of idle clients, of one that continues with steady load, and of ten clients at once.
//!
//! ```text
//! cargo bench -p attio-benches --bench limiter               # in paused time, 20 seeds: seconds
//! cargo bench -p attio-benches --bench limiter -- --real     # at the emulator: three minutes
//! ```
//!
//! `--real sliding` runs only the servers of that kind, because on a busy machine the trials delay each other. The
//! real run has four processes over Redis too, if `redis-server` is installed. A figure is the accepted requests,
//! as a share of the limit that the rival left, and the share of requests with the response 429.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use attio_core::rate_limit::{LocalRateLimiter, RateLimit as Limit, RateLimiter, RedisRateLimiter};
use attio_emulator::{Emulator, RateLimit};
use attio_tests::limits::{Backend, Counting, Figures, Load, RedisServer, Trial};
use tokio::runtime::{Builder, Runtime};

const RIVALS: [f64; 2] = [0.0, 0.4];
const PROCESSES: usize = 4;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "--process") {
        process(&arguments[at + 1..]);
        return;
    }
    let full = arguments.iter().any(|argument| argument == "--bench");
    if let Some(at) = arguments.iter().position(|argument| argument == "--real") {
        real(arguments.get(at + 1).map(String::as_str));
    } else {
        // `cargo test --benches` runs it too, and only needs it to run.
        let seeds = if full { 20 } else { 1 };
        paused(seeds);
        bursts(seeds);
    }
}

fn heading(what: &str, only: Option<&str>) {
    println!("\n{what}");
    print!("{:24}{:>6}", "", "limit");
    for rival in RIVALS {
        let company = if rival > 0.0 { "rival" } else { "alone" };
        for counting in Counting::ALL.into_iter().filter(|counting| shown(only, *counting)) {
            print!("{:>18}", format!("{company} {}", short(counting)));
        }
    }
    println!();
}

fn shown(only: Option<&str>, counting: Counting) -> bool {
    only.is_none_or(|only| only == short(counting))
}

fn short(counting: Counting) -> &'static str {
    match counting {
        Counting::FixedWindow => "fixed",
        Counting::SlidingLog => "sliding",
        Counting::TokenBucket => "bucket",
    }
}

fn row(client: &str, limit: u32, figures: &[Figures]) {
    print!("{client:24}{limit:>6}");
    for figures in figures {
        print!("{:>18}", figures.to_string());
    }
    println!();
}

fn runtime(paused: bool) -> Runtime {
    Builder::new_current_thread()
        .enable_all()
        .start_paused(paused)
        .build()
        .expect("a runtime can be made")
}

fn local(limit: u32) -> Vec<Arc<dyn RateLimiter>> {
    vec![Arc::new(LocalRateLimiter::new(Limit::per_second(100, limit)))]
}

fn paused(seeds: u64) {
    heading("paused time; throughput of what is left, share refused", None);
    for limit in [25, 100] {
        for limited in [false, true] {
            let mut cells = Vec::new();
            let mut slowest = f64::INFINITY;
            let mut most_refused = 0.0_f64;
            for rival in RIVALS {
                for counting in Counting::ALL {
                    let mut all = Figures::default();
                    for seed in 0..seeds {
                        let trial = Trial { counting, limit, rival, seed, ..Trial::default() };
                        let limiters = || if limited { local(limit) } else { Vec::new() };
                        let one = runtime(true).block_on(async { trial.run(&limiters()).await });
                        slowest = slowest.min(one.throughput());
                        most_refused = most_refused.max(one.refused_share());
                        all = all.and(one);
                    }
                    cells.push(all);
                }
            }
            row(if limited { "limiter" } else { "retries only" }, limit, &cells);
            if limited {
                let (slowest, most) = (100.0 * slowest, 100.0 * most_refused);
                println!("    worst of all seeds: {slowest:.1} %, {most:.2} % refused");
            }
        }
    }
}

/// Bursts after an idle time, at 25 writes per second.
fn bursts(seeds: u64) {
    println!(
        "\npaused time; bursts: requests let through, share refused, longest wait for a permit"
    );
    print!("{:46}", "");
    for counting in Counting::ALL {
        print!("{:>26}", short(counting));
    }
    println!();
    let loads = [
        ("an idle client, three writes", 1, 6, Load::Once { of: 3 }),
        ("five each three seconds", 1, 60, Load::Bursts { of: 5, every: 3.0 }),
        ("five, and then steady", 1, 6, Load::BurstThenSteady { of: 5, after: 0.0 }),
        ("ten idle clients, three writes at one instant", 10, 6, Load::Once { of: 3 }),
    ];
    for (name, clients, seconds, load) in loads {
        print!("{name:46}");
        for counting in Counting::ALL {
            let mut all = Figures::default();
            for seed in 0..seeds {
                let load = match load {
                    Load::BurstThenSteady { of, .. } => {
                        Load::BurstThenSteady { of, after: 0.08 * seed as f64 }
                    }
                    load => load,
                };
                let trial = Trial { counting, seconds, seed, load, ..Trial::default() };
                let limiters = || (0..clients).flat_map(|_| local(25)).collect::<Vec<_>>();
                all = all.and(runtime(true).block_on(async { trial.run(&limiters()).await }));
            }
            let refused = 100.0 * all.refused_share();
            print!("{:>8} {refused:6.2} % {:7.3} s", all.accepted, all.wait);
        }
        println!();
    }
}

fn real(only: Option<&str>) {
    let limit = 25;
    heading("real time at the emulator; throughput of what is left, share refused", only);
    let redis = RedisServer::start();
    // All trials of a client at once: each has a separate server.
    let trials = |client: Client| -> Vec<_> {
        let trials = RIVALS.into_iter().flat_map(|rival| {
            Counting::ALL.map(|counting| Trial { counting, limit, rival, ..Trial::default() })
        });
        let redis = redis.as_ref().map(RedisServer::url);
        trials
            .filter(|trial| shown(only, trial.counting))
            .map(|trial| {
                let redis = redis.clone();
                std::thread::spawn(move || client.run(&trial, redis.as_deref()))
            })
            .collect()
    };
    let mut clients = vec![Client::RetriesOnly, Client::Local];
    clients.extend(redis.is_some().then_some(Client::Processes));
    for client in clients {
        let figures: Vec<_> =
            trials(client).into_iter().map(|trial| trial.join().expect("the trial ends")).collect();
        row(client.name(), limit, &figures);
    }
}

#[derive(Clone, Copy)]
enum Client {
    RetriesOnly,
    Local,
    Processes,
}

impl Client {
    fn name(self) -> &'static str {
        match self {
            Self::RetriesOnly => "retries only",
            Self::Local => "limiter",
            Self::Processes => "4 processes over Redis",
        }
    }

    fn run(self, trial: &Trial, redis: Option<&str>) -> Figures {
        let limit = match trial.counting {
            Counting::FixedWindow => RateLimit::fixed_window(1000, trial.limit),
            Counting::SlidingLog => RateLimit::sliding_window(1000, trial.limit),
            Counting::TokenBucket => RateLimit::token_bucket(1000, trial.limit),
        };
        let attio = Emulator::builder().rate_limit(limit).start_blocking().expect("the emulator");
        let backend = Backend::emulator(attio.base_url(), attio.api_key());
        match self {
            Self::RetriesOnly => runtime(false).block_on(trial.run_at(backend, phase(), &[])),
            Self::Local => {
                runtime(false).block_on(trial.run_at(backend, phase(), &local(trial.limit)))
            }
            Self::Processes => {
                let redis = redis.expect("it is not run without");
                let name = format!("{:?}-{}", trial.counting, trial.rival);
                let processes: Vec<_> = (0..PROCESSES)
                    .map(|number| {
                        Command::new(std::env::current_exe().expect("it has a path"))
                            .args(["--process", attio.base_url(), attio.api_key(), redis, &name])
                            .args([number.to_string(), trial.limit.to_string()])
                            .stdout(Stdio::piped())
                            .spawn()
                            .expect("it starts")
                    })
                    .collect();
                // Only the rival is in this process.
                let here = Trial { tasks: 0, ..trial.clone() };
                let mut all = runtime(false).block_on(here.run_at(backend, phase(), &[]));
                for process in processes {
                    let output = process.wait_with_output().expect("it ends");
                    let text = String::from_utf8(output.stdout).expect("it is text");
                    let (accepted, refused) = text.trim().split_once(' ').expect("two numbers");
                    all.accepted += accepted.parse::<u32>().expect("a number");
                    all.refused += refused.parse::<u32>().expect("a number");
                }
                all
            }
        }
    }
}

/// Runs one of several processes; prints the numbers of accepted and refused requests.
fn process(arguments: &[String]) {
    let [base_url, api_key, redis, name, number, limit, ..] = arguments else {
        panic!("too few arguments");
    };
    let limit = Limit::per_second(100, limit.parse().expect("a number"));
    let limiter = RedisRateLimiter::new(redis.as_str(), name.as_str()).expect("the URL is right");
    let trial = Trial {
        tasks: Trial::default().tasks / PROCESSES,
        seed: number.parse().expect("a number"),
        ..Trial::default()
    };
    let backend = Backend::emulator(base_url, api_key);
    let limiters: [Arc<dyn RateLimiter>; 1] = [Arc::new(limiter.limit(limit))];
    let figures = runtime(false).block_on(trial.run_at(backend, phase(), &limiters));
    println!("{} {}", figures.accepted, figures.refused);
}

/// Returns the current fraction of a second of the clock.
fn phase() -> f64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is later than 1970");
    f64::from(now.subsec_nanos()) / 1e9
}
