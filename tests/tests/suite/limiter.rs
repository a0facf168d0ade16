//! The rate limiter of one process, in paused time: the figures depend on seeds alone.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use attio_core::{Budget, LocalRateLimiter, RateLimit, RateLimiter};
use attio_tests::limits::{Counting, Figures, Trial};
use futures_util::FutureExt;
use futures_util::future::join_all;
use futures_util::task::noop_waker;
use tokio::time::{Instant, sleep, timeout};

const SEEDS: u64 = 10;

fn local() -> Arc<dyn RateLimiter> {
    Arc::new(LocalRateLimiter::new(RateLimit::default()))
}

/// All seeds in one, each with a limiter of its own.
async fn figures(trial: Trial) -> Figures {
    let mut all = Figures::default();
    for seed in 0..SEEDS {
        all = all.and(Trial { seed, ..trial.clone() }.run(&[local()]).await);
    }
    all
}

#[tokio::test(start_paused = true)]
async fn alone_it_reaches_the_limit_without_being_refused() {
    for counting in Counting::ALL {
        let figures = figures(Trial { counting, ..Trial::default() }).await;
        assert!(figures.throughput() >= 0.97, "{counting:?}: {figures}");
        assert!(figures.refused_share() <= 0.001, "{counting:?}: {figures}");
    }
}

#[tokio::test(start_paused = true)]
async fn beside_a_rival_it_takes_what_is_left() {
    for counting in Counting::ALL {
        let figures = figures(Trial { counting, rival: 0.4, ..Trial::default() }).await;
        assert!(figures.throughput() >= 0.85, "{counting:?}: {figures}");
        assert!(figures.refused_share() <= 0.05, "{counting:?}: {figures}");
        assert!(figures.herd <= 2, "{counting:?}: {} sent within 10 ms", figures.herd);
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_limiter_most_requests_are_refused() {
    let figures = Trial::default().run(&[]).await;
    assert!(figures.refused_share() >= 0.5, "{figures}");
}

#[tokio::test(start_paused = true)]
async fn a_lower_limit_than_said_is_found() {
    for counting in Counting::ALL {
        let figures = figures(Trial { counting, limit: 10, ..Trial::default() }).await;
        assert!(figures.throughput() >= 0.75, "{counting:?}: {figures}");
        assert!(figures.refused_share() <= 0.08, "{counting:?}: {figures}");
    }
}

#[tokio::test(start_paused = true)]
async fn reads_and_writes_have_budgets_of_their_own() {
    let limiter = local();
    let start = Instant::now();
    for _ in 0..100 {
        limiter.acquire(Budget::Read).await;
    }
    let reads = start.elapsed();
    assert!(
        reads >= Duration::from_millis(990) && reads < Duration::from_millis(1050),
        "{reads:?}"
    );
    assert!(limiter.try_acquire(Budget::Write), "reads took none of the writes");
}

#[tokio::test(start_paused = true)]
async fn turns_come_in_the_order_of_asking() {
    let limiter = local();
    let (sender, mut order) = tokio::sync::mpsc::unbounded_channel();
    for task in 0..50 {
        let (limiter, sender) = (limiter.clone(), sender.clone());
        tokio::spawn(async move {
            limiter.acquire(Budget::Write).await;
            sender.send(task).expect("the test listens");
        });
        tokio::task::yield_now().await;
    }
    drop(sender);
    for task in 0..50 {
        assert!(!limiter.try_acquire(Budget::Write), "nobody overtakes");
        assert_eq!(order.recv().await, Some(task));
    }
}

#[tokio::test(start_paused = true)]
async fn a_dropped_wait_takes_nothing() {
    let (disturbed, undisturbed) = (local(), local());
    let start = Instant::now();
    for round in 0..50 {
        disturbed.acquire(Budget::Write).await;
        // One as the head of the queue, one behind it.
        let drop_soon = Duration::from_millis(1 + round % 39);
        let first = timeout(drop_soon, disturbed.acquire(Budget::Write));
        let second = timeout(drop_soon / 2, disturbed.acquire(Budget::Write));
        let (first, second) = tokio::join!(first, second);
        assert!(first.is_err() && second.is_err(), "both were dropped");
    }
    let with_drops = start.elapsed();
    let start = Instant::now();
    for round in 0..50 {
        undisturbed.acquire(Budget::Write).await;
        sleep(Duration::from_millis(1 + round % 39)).await;
    }
    assert_eq!(with_drops, start.elapsed());
}

/// Counts how often it is polled.
struct Counted<'a, F>(F, &'a AtomicUsize);

impl<F: Future + Unpin> Future for Counted<'_, F> {
    type Output = F::Output;

    fn poll(mut self: std::pin::Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        self.1.fetch_add(1, Ordering::Relaxed);
        std::pin::Pin::new(&mut self.0).poll(context)
    }
}

#[tokio::test(start_paused = true)]
async fn a_turn_wakes_one_task() {
    static POLLS: AtomicUsize = AtomicUsize::new(0);
    let limiter = local();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..200 {
        let limiter = limiter.clone();
        tasks.spawn(async move { Counted(limiter.acquire(Budget::Write), &POLLS).await });
    }
    sleep(Duration::from_secs(1)).await;
    limiter.refused(Budget::Write);
    tasks.join_all().await;
    // To stand in line, to become the head, at the time of the turn, and once more where a refusal
    // moved that; and every two seconds of the eight, to see whether the head is left alone.
    let polls = POLLS.load(Ordering::Relaxed);
    assert!(polls <= 200 * (3 + 2) + 2, "{polls} polls for 200 turns");
}

#[tokio::test(start_paused = true)]
async fn a_free_turn_is_ready_at_once() {
    let limiter = local();
    let mut turn = pin!(limiter.acquire(Budget::Read));
    let waker = noop_waker();
    assert!(turn.as_mut().poll(&mut Context::from_waker(&waker)).is_ready());
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_nobody_polls_any_more_does_not_hold_up_the_others() {
    let limiter = local();
    limiter.acquire(Budget::Write).await;
    let mut left_alone: Vec<_> = (0..3).map(|_| limiter.acquire(Budget::Write)).collect();
    for wait in &mut left_alone {
        assert!(wait.now_or_never().is_none(), "its turn has not come");
    }
    let began = Instant::now();
    for _ in 0..3 {
        limiter.acquire(Budget::Write).await;
    }
    let took = began.elapsed();
    assert!(took < Duration::from_secs(13), "{took:?}");
    // They come to their turns when they are polled again.
    join_all(left_alone).await;
}
