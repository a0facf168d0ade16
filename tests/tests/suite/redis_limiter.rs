//! The limiter of many processes. It reads Redis' clock, so these tests take real seconds; their
//! assertions hold on a machine of any speed.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use attio_core::rate_limit::{RateLimit, RateLimiter, RedisRateLimiter, RequestKind};
use attio_tests::limits::{Backend, Counting, Figures, RedisServer, Server, Trial};
use futures_util::future::join_all;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};
use tracing_subscriber::fmt::MakeWriter;

fn limiter(redis: &RedisServer, writes: u32) -> Arc<RedisRateLimiter> {
    let limiter = RedisRateLimiter::new(redis.url(), "acme").expect("the URL is right");
    Arc::new(limiter.limit(RateLimit::per_second(100, writes)).share(0.25))
}

/// The permits per second of these limiters in this time, with four tasks each.
async fn turns(limiters: &[Arc<RedisRateLimiter>], time: Duration) -> f64 {
    let start = Instant::now();
    let turns = Arc::new(Mutex::new(0_u32));
    let mut tasks = JoinSet::new();
    for limiter in limiters.iter().flat_map(|limiter| std::iter::repeat_n(limiter, 4)) {
        let (limiter, turns) = (Arc::clone(limiter), Arc::clone(&turns));
        tasks.spawn(async move {
            loop {
                limiter.acquire(RequestKind::Write).await;
                *turns.lock().expect("no task panics") += 1;
            }
        });
    }
    sleep(time).await;
    tasks.shutdown().await;
    // A busy machine sleeps longer.
    f64::from(*turns.lock().expect("no task panics")) / start.elapsed().as_secs_f64()
}

/// The captured log.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no writer panics").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().expect("no writer panics").clone()).expect("it is text")
    }

    fn count(&self, what: &str) -> usize {
        self.text().matches(what).count()
    }
}

#[tokio::test]
async fn four_clients_share_one_budget() {
    let Some(redis) = RedisServer::start() else { return };
    let four = [0; 4].map(|_| limiter(&redis, 50));
    let together = turns(&four, Duration::from_secs(3)).await;
    assert!((25.0..=52.0).contains(&together), "{together} permits per second of 50");
}

/// The time that five permits of 25 per second take, with immediate responses.
async fn five(limiter: &RedisRateLimiter) -> Duration {
    let start = Instant::now();
    for _ in 0..5 {
        limiter.acquire(RequestKind::Write).await;
        let request = limiter.started(RequestKind::Write);
        limiter.finished(RequestKind::Write, request);
    }
    start.elapsed()
}

#[tokio::test]
async fn an_idle_budget_grants_five_permits_at_once_and_a_used_one_does_not() {
    let Some(redis) = RedisServer::start() else { return };
    let (first, second) = (limiter(&redis, 25), limiter(&redis, 25));
    let idle = Duration::from_millis(2200);
    let four_intervals = Duration::from_millis(160);
    first.acquire(RequestKind::Write).await;
    let request = first.started(RequestKind::Write);
    sleep(idle).await;
    let spaced = five(&second).await;
    assert!(spaced >= four_intervals, "{spaced:?}, though the first process awaits a response");
    first.finished(RequestKind::Write, request);
    // On a busy machine, a call of Redis may take long, but not every time.
    for _ in 0..10 {
        sleep(idle).await;
        if five(&second).await < four_intervals {
            return;
        }
    }
    panic!("an idle client waits");
}

/// In real time: a busy machine is late, and a little of that is refused.
#[tokio::test]
async fn four_processes_reach_the_limit_together() {
    let Some(redis) = RedisServer::start() else { return };
    let trial = async |counting: Counting| {
        let limiter = || -> Arc<dyn RateLimiter> {
            let limiter = RedisRateLimiter::new(redis.url(), format!("{counting:?}"));
            Arc::new(limiter.expect("the URL is right"))
        };
        let four = [0; 4].map(|_| limiter());
        let trial = Trial { counting, seconds: 5, ..Trial::default() };
        let server = Server::new(counting, trial.limit);
        trial.run_at(Backend::Memory(Mutex::new(server)), 0.5, &four).await
    };
    let figures: Vec<Figures> = join_all(Counting::ALL.map(trial)).await;
    for (counting, figures) in Counting::ALL.iter().zip(figures) {
        assert!(figures.throughput() >= 0.86, "{counting:?}: {figures}");
        assert!(figures.refused_share() <= 0.041, "{counting:?}: {figures}");
    }
}

#[tokio::test]
async fn a_refusal_of_one_process_slows_all_down() {
    let Some(redis) = RedisServer::start() else { return };
    let (first, second) = (limiter(&redis, 50), limiter(&redis, 50));
    turns(&[first.clone(), second.clone()], Duration::from_millis(500)).await;
    for _ in 0..40 {
        first.refused(RequestKind::Write);
    }
    // The refusal is reported in the background.
    sleep(Duration::from_millis(300)).await;
    let slower = turns(&[second], Duration::from_secs(2)).await;
    assert!(slower <= 15.0, "{slower} permits per second of 50 after many refusals");
}

#[tokio::test]
async fn dropped_waits_use_no_permits() {
    let Some(redis) = RedisServer::start() else { return };
    let limiter = limiter(&redis, 2);
    limiter.acquire(RequestKind::Write).await;
    let start = Instant::now();
    for _ in 0..8 {
        let wait = timeout(Duration::from_millis(40), limiter.acquire(RequestKind::Write)).await;
        assert!(wait.is_err(), "it is not time yet");
    }
    limiter.acquire(RequestKind::Write).await;
    // Eight dropped permits would have taken four seconds.
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
}

#[tokio::test]
async fn without_redis_each_uses_its_share_and_logs_it_once() {
    let Some(mut redis) = RedisServer::start() else { return };
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(
        tracing_subscriber::fmt().with_ansi(false).with_writer(log.clone()).finish(),
    );
    let two = [0; 2].map(|_| limiter(&redis, 40));
    assert!(turns(&two, Duration::from_secs(1)).await > 0.0);
    assert_eq!(log.text(), "");

    redis.kill();
    let alone = turns(&two, Duration::from_secs(2)).await;
    // A quarter of 40 for each of two.
    assert!((7.0..=22.0).contains(&alone), "{alone} permits per second of 40 without Redis");
    assert_eq!(log.count("Redis is unavailable"), 2, "once each: {}", log.text());

    redis.start_again();
    for _ in 0..200 {
        if log.count("Redis is available again") == 2 {
            break;
        }
        sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(log.count("Redis is available again"), 2, "{}", log.text());
    let together = turns(&two, Duration::from_secs(2)).await;
    assert!((15.0..=42.0).contains(&together), "{together} permits per second of 40 with Redis");
    assert_eq!(log.count("Redis is unavailable"), 2, "{}", log.text());

    let shown = format!("{} {two:?}", log.text());
    assert!(!shown.contains(redis.password()), "{shown}");
}

#[tokio::test]
async fn refusals_that_cannot_reach_redis_slow_the_process_down() {
    let Some(mut redis) = RedisServer::start() else { return };
    let limiter = limiter(&redis, 80);
    limiter.acquire(RequestKind::Write).await;
    redis.kill();
    for _ in 0..40 {
        limiter.refused(RequestKind::Write);
    }
    // Without the refusals, a quarter of 80.
    let alone = turns(&[limiter], Duration::from_secs(2)).await;
    assert!(alone <= 10.0, "{alone} permits per second of 20 after many refusals");
}

#[test]
fn redis_is_looked_for_again_after_its_runtime_is_gone() {
    let runtime = || tokio::runtime::Runtime::new().expect("a runtime");
    let Some(mut redis) = RedisServer::start() else { return };
    redis.kill();
    let limiter = limiter(&redis, 40);
    let first = runtime();
    first.block_on(limiter.acquire(RequestKind::Write));
    assert!(format!("{limiter:?}").contains("away: true"));
    drop(first);
    redis.start_again();
    runtime().block_on(async {
        let back = async {
            while format!("{limiter:?}").contains("away: true") {
                limiter.acquire(RequestKind::Read).await;
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(Duration::from_secs(30), back).await.expect("it is found again");
    });
}

#[tokio::test]
async fn an_absent_redis_stops_nobody() {
    let limiter = RedisRateLimiter::new("redis://:secret-word@127.0.0.1:1", "acme");
    let limiter = limiter.expect("the URL is right");
    timeout(Duration::from_secs(30), limiter.acquire(RequestKind::Read))
        .await
        .expect("it paces alone");
}

#[test]
fn a_wrong_url_is_an_error_without_the_password() {
    let error =
        RedisRateLimiter::new("http://:secret-word@redis", "acme").expect_err("no Redis URL");
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("redis://") && !shown.contains("secret-word"), "{shown}");
}
