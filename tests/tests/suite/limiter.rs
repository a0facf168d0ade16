//! The rate limiter of one process. The trials run in paused time: their figures depend only on
//! seeds.

use std::future::{Future, ready};
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use attio_core::rate_limit::{LocalRateLimiter, RateLimit, RateLimiter, RequestKind};
use attio_core::{AttioRecord, Clock, RetryPolicy};
use attio_emulator::{Fault, RetryAfter};
use attio_tests::limits::{Counting, Figures, Load, Trial};
use attio_tests::people::Worker;
use attio_tests::{FastClock, client_of, emulator_builder, settings_of, start_emulator};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use futures_util::future::join_all;
use futures_util::task::noop_waker;
use tokio::time::{Instant, sleep, timeout};

const SEEDS: u64 = 20;

fn local() -> Arc<dyn RateLimiter> {
    Arc::new(LocalRateLimiter::new(RateLimit::default()))
}

/// A limiter that grants one permit at a time, because a request was refused.
fn without_bursts() -> Arc<dyn RateLimiter> {
    let limiter = local();
    limiter.refused(RequestKind::Write);
    limiter
}

/// Combines all seeds, each with its own limiter.
async fn figures(trial: Trial) -> Figures {
    figures_of(|seed| Trial { seed, ..trial.clone() }).await
}

async fn figures_of(trial: impl Fn(u64) -> Trial) -> Figures {
    let mut all = Figures::default();
    for seed in 0..SEEDS {
        all = all.and(trial(seed).run(&[local()]).await);
    }
    all
}

#[tokio::test(start_paused = true)]
async fn alone_it_reaches_the_limit_without_refusals() {
    for counting in Counting::ALL {
        let figures = figures(Trial { counting, seconds: 30, ..Trial::default() }).await;
        assert!(figures.throughput() >= 0.97, "{counting:?}: {figures}");
        assert_eq!(figures.refused, 0, "{counting:?}: {figures}");
    }
}

#[tokio::test(start_paused = true)]
async fn beside_a_rival_it_uses_the_rest() {
    for counting in Counting::ALL {
        let figures = figures(Trial { counting, rival: 0.4, ..Trial::default() }).await;
        assert!(figures.throughput() >= 0.89, "{counting:?}: {figures}");
        assert!(figures.refused_share() <= 0.041, "{counting:?}: {figures}");
        assert!(figures.herd <= 2, "{counting:?}: {} sent within 10 ms", figures.herd);
    }
}

#[tokio::test(start_paused = true)]
async fn bursts_of_a_fifth_of_the_limit_neither_wait_nor_are_refused() {
    let load = Load::Bursts { of: 5, every: 3.0 };
    for counting in Counting::ALL {
        let figures = figures(Trial { counting, load, ..Trial::default() }).await;
        assert_eq!((figures.accepted, figures.refused), (20 * 5 * SEEDS as u32, 0), "{counting:?}");
        assert!(figures.wait <= 0.0, "{counting:?}: a wait of {} s", figures.wait);
    }
}

#[tokio::test(start_paused = true)]
async fn a_burst_that_turns_into_steady_load_is_not_refused() {
    for counting in Counting::ALL {
        let figures = figures_of(|seed| {
            let load = Load::BurstThenSteady { of: 5, after: 0.08 * seed as f64 };
            Trial { counting, load, seconds: 6, seed, ..Trial::default() }
        });
        let figures = figures.await;
        assert_eq!(figures.refused, 0, "{counting:?}: {figures}");
    }
}

#[tokio::test(start_paused = true)]
async fn ten_idle_clients_with_separate_limiters_succeed() {
    for counting in Counting::ALL {
        let mut all = Figures::default();
        for seed in 0..SEEDS {
            let limiters: Vec<_> = (0..10).map(|_| local()).collect();
            let load = Load::Once { of: 3 };
            let trial = Trial { counting, load, seconds: 6, seed, ..Trial::default() };
            let figures = trial.run(&limiters).await;
            assert_eq!(figures.accepted, 30, "{counting:?}, seed {seed}");
            assert!(figures.refused_share() <= 0.25, "{counting:?}, seed {seed}: {figures}");
            all = all.and(figures);
        }
        assert!(all.refused > 0, "{counting:?}: that is more than the limit");
    }
}

#[tokio::test(start_paused = true)]
async fn the_first_writes_of_an_idle_client_do_not_wait() {
    let limiter = local();
    let waker = noop_waker();
    // Responses take a moment, as with consecutive writes, or arrive after all requests.
    for response in [0, 5, 60, 400].map(Duration::from_millis) {
        let mut awaited = Vec::new();
        for write in 0..5 {
            if write % 2 == 0 {
                assert!(limiter.try_acquire(RequestKind::Write), "write {write}");
            } else {
                let mut permit = limiter.acquire(RequestKind::Write);
                let is_ready = permit.as_mut().poll(&mut Context::from_waker(&waker)).is_ready();
                assert!(is_ready, "write {write}");
            }
            let request = limiter.started(RequestKind::Write);
            if response < Duration::from_millis(100) {
                sleep(response).await;
                limiter.finished(RequestKind::Write, request);
            } else {
                awaited.push(request);
            }
        }
        sleep(response).await;
        awaited.into_iter().for_each(|request| limiter.finished(RequestKind::Write, request));
        // This lasts until the client is idle again.
        sleep(Duration::from_millis(2001)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_that_awaits_a_response_is_not_idle() {
    let limiter = local();
    assert!(limiter.try_acquire(RequestKind::Write));
    let request = limiter.started(RequestKind::Write);
    sleep(Duration::from_secs(10)).await;
    let burst = || (0..10).take_while(|_| limiter.try_acquire(RequestKind::Write)).count();
    assert_eq!(burst(), 1);
    limiter.finished(RequestKind::Write, request);
    sleep(Duration::from_millis(1900)).await;
    assert_eq!(burst(), 1);
    sleep(Duration::from_millis(2100)).await;
    assert_eq!(burst(), 5);
    // Reads have a separate budget.
    assert!((0..20).all(|_| limiter.try_acquire(RequestKind::Read)));
    assert!(!limiter.try_acquire(RequestKind::Read));
}

#[tokio::test(start_paused = true)]
async fn a_burst_counts_until_a_second_after_its_responses() {
    let limiter = local();
    let began = Instant::now();
    for _ in 0..5 {
        limiter.acquire(RequestKind::Write).await;
    }
    let burst: Vec<_> = (0..5).map(|_| limiter.started(RequestKind::Write)).collect();
    let mut sent = vec![Duration::ZERO; 5];
    for count in 0..200 {
        limiter.acquire(RequestKind::Write).await;
        sent.push(began.elapsed());
        let request = limiter.started(RequestKind::Write);
        limiter.finished(RequestKind::Write, request);
        if count == 60 {
            burst.iter().for_each(|request| limiter.finished(RequestKind::Write, *request));
        }
    }
    let second = Duration::from_millis(1030);
    let ended = sent[5 + 60] + second;
    for (index, at) in sent.iter().enumerate().skip(5) {
        let most = if *at < ended { 20 } else { 25 };
        let within = sent[5..=index].iter().filter(|other| **other + second > *at).count();
        assert!(within <= most, "{within} of {most} in the second before {at:?}");
    }
    // Nor longer: 20 per second until then, and 25 per second after it.
    let took = *sent.last().expect("many");
    assert!(took <= second * 9, "{took:?}");
}

/// A process whose permits come from a remote limiter, such as Redis. The script there computes the
/// same function, as the tests of `attio-core` show.
#[derive(Debug)]
struct Remote {
    shared: Arc<dyn RateLimiter>,
    head: tokio::sync::Mutex<()>,
}

const WAY: Duration = Duration::from_millis(1);

impl RateLimiter for Remote {
    fn acquire(&self, kind: RequestKind) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            let _head = self.head.lock().await;
            sleep(WAY).await;
            self.shared.acquire(kind).await;
            sleep(WAY).await;
        })
    }

    fn started(&self, kind: RequestKind) -> u64 {
        self.shared.started(kind)
    }

    fn finished(&self, kind: RequestKind, request: u64) {
        let shared = self.shared.clone();
        tokio::spawn(async move {
            sleep(Duration::from_millis(50)).await;
            shared.finished(kind, request);
        });
    }

    fn refused(&self, kind: RequestKind) {
        let shared = self.shared.clone();
        tokio::spawn(async move {
            sleep(WAY).await;
            shared.refused(kind);
        });
    }
}

#[tokio::test(start_paused = true)]
async fn four_processes_beside_a_rival_share_the_rest() {
    for counting in Counting::ALL {
        let mut all = Figures::default();
        for seed in 0..SEEDS {
            let shared = local();
            let four: Vec<Arc<dyn RateLimiter>> = (0..4)
                .map(|_| {
                    let head = tokio::sync::Mutex::default();
                    Arc::new(Remote { shared: shared.clone(), head }) as Arc<dyn RateLimiter>
                })
                .collect();
            let trial = Trial { counting, rival: 0.4, seed, ..Trial::default() };
            all = all.and(trial.run(&four).await);
        }
        assert!(all.throughput() >= 0.86, "{counting:?}: {all}");
        assert!(all.refused_share() <= 0.041, "{counting:?}: {all}");
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_limiter_most_requests_are_refused() {
    let figures = Trial::default().run(&[]).await;
    assert!(figures.refused_share() >= 0.5, "{figures}");
}

#[tokio::test(start_paused = true)]
async fn a_lower_limit_than_configured_is_detected() {
    for counting in Counting::ALL {
        let figures = figures(Trial { counting, limit: 10, seconds: 30, ..Trial::default() }).await;
        assert!(figures.throughput() >= 0.75, "{counting:?}: {figures}");
        assert!(figures.refused_share() <= 0.08, "{counting:?}: {figures}");
    }
}

#[tokio::test(start_paused = true)]
async fn reads_and_writes_have_separate_budgets() {
    let limiter = local();
    let start = Instant::now();
    for _ in 0..100 {
        limiter.acquire(RequestKind::Read).await;
    }
    let reads = start.elapsed();
    // A fifth of the limit at once.
    assert!(reads >= Duration::from_millis(800) && reads < Duration::from_millis(850), "{reads:?}");
    limiter.acquire(RequestKind::Read).await;
    assert!(start.elapsed() >= Duration::from_millis(1030), "{:?}", start.elapsed());
    assert!(limiter.try_acquire(RequestKind::Write), "reads took no permits of writes");
}

#[tokio::test(start_paused = true)]
async fn permits_are_granted_in_the_order_of_requests() {
    let limiter = local();
    let (sender, mut order) = tokio::sync::mpsc::unbounded_channel();
    for task in 0..50 {
        let (limiter, sender) = (limiter.clone(), sender.clone());
        tokio::spawn(async move {
            limiter.acquire(RequestKind::Write).await;
            sender.send(task).expect("the test listens");
        });
        tokio::task::yield_now().await;
    }
    drop(sender);
    for task in 0..50 {
        assert!(!limiter.try_acquire(RequestKind::Write), "nobody overtakes");
        assert_eq!(order.recv().await, Some(task));
    }
}

#[tokio::test(start_paused = true)]
async fn a_dropped_wait_uses_no_permit() {
    let disturbed = without_bursts();
    let start = Instant::now();
    for round in 0..50 {
        disturbed.acquire(RequestKind::Write).await;
        // One wait is at the head of the queue, one is second.
        let drop_soon = Duration::from_millis(1 + round % 39);
        let first = timeout(drop_soon, disturbed.acquire(RequestKind::Write));
        let second = timeout(drop_soon / 2, disturbed.acquire(RequestKind::Write));
        let (first, second) = tokio::join!(first, second);
        assert!(first.is_err() && second.is_err(), "both were dropped");
    }
    let with_drops = start.elapsed();
    let undisturbed = without_bursts();
    let start = Instant::now();
    for round in 0..50 {
        undisturbed.acquire(RequestKind::Write).await;
        sleep(Duration::from_millis(1 + round % 39)).await;
    }
    assert_eq!(with_drops, start.elapsed());
}

/// Counts the polls of a future.
struct Counted<'a, F>(F, &'a AtomicUsize);

impl<F: Future + Unpin> Future for Counted<'_, F> {
    type Output = F::Output;

    fn poll(mut self: std::pin::Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        self.1.fetch_add(1, Ordering::Relaxed);
        std::pin::Pin::new(&mut self.0).poll(context)
    }
}

#[tokio::test(start_paused = true)]
async fn a_permit_wakes_one_task() {
    static POLLS: AtomicUsize = AtomicUsize::new(0);
    let limiter = local();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..200 {
        let limiter = limiter.clone();
        tasks.spawn(async move { Counted(limiter.acquire(RequestKind::Write), &POLLS).await });
    }
    sleep(Duration::from_secs(1)).await;
    limiter.refused(RequestKind::Write);
    tasks.join_all().await;
    // A wait is polled when it queues, when it becomes the head, when its permit is due, and once
    // more if a refusal moved that. In addition, a poll every two seconds of the eight checks
    // whether the head is abandoned.
    let polls = POLLS.load(Ordering::Relaxed);
    assert!(polls <= 200 * (3 + 2) + 2, "{polls} polls for 200 permits");
}

#[tokio::test(start_paused = true)]
async fn a_free_permit_is_ready_at_once() {
    let limiter = local();
    let mut turn = pin!(limiter.acquire(RequestKind::Read));
    let waker = noop_waker();
    assert!(turn.as_mut().poll(&mut Context::from_waker(&waker)).is_ready());
}

#[tokio::test(start_paused = true)]
async fn an_abandoned_wait_does_not_block_the_others() {
    let limiter = without_bursts();
    let mut left_alone: Vec<_> = (0..3).map(|_| limiter.acquire(RequestKind::Write)).collect();
    for wait in &mut left_alone {
        assert!(wait.now_or_never().is_none(), "its permit is not due");
    }
    let began = Instant::now();
    for _ in 0..3 {
        limiter.acquire(RequestKind::Write).await;
    }
    let took = began.elapsed();
    assert!(took < Duration::from_secs(13), "{took:?}");
    // They get their permits when they are polled again.
    join_all(left_alone).await;
}

/// Counts the reported requests, and grants every permit.
#[derive(Debug, Default)]
struct Ends {
    started: AtomicUsize,
    /// The numbers of ended requests.
    finished: Mutex<Vec<u64>>,
    /// How long a permit takes by this clock.
    late: Option<(FastClock, Duration)>,
}

impl Ends {
    fn counts(&self) -> (usize, usize) {
        let mut finished = self.finished.lock().expect("no panic").clone();
        let count = finished.len();
        finished.sort_unstable();
        finished.dedup();
        assert_eq!(finished.len(), count, "each of them once");
        (self.started.load(Ordering::Relaxed), count)
    }
}

impl RateLimiter for Ends {
    fn acquire(&self, _: RequestKind) -> BoxFuture<'_, ()> {
        match &self.late {
            Some((clock, wait)) => clock.sleep(*wait),
            None => Box::pin(ready(())),
        }
    }

    fn started(&self, kind: RequestKind) -> u64 {
        assert_eq!(kind, RequestKind::Write);
        self.started.fetch_add(1, Ordering::Relaxed) as u64
    }

    fn finished(&self, kind: RequestKind, request: u64) {
        assert_eq!(kind, RequestKind::Write);
        self.finished.lock().expect("no panic").push(request);
    }

    fn refused(&self, _: RequestKind) {}
}

#[tokio::test]
async fn a_limiter_is_told_of_the_end_of_each_request_once() {
    let emulator = start_emulator();
    let faults = [
        None,
        Some(Fault::RateLimited(RetryAfter::Seconds(1))),
        Some(Fault::Status(503)),
        Some(Fault::Status(400)),
        Some(Fault::DropBeforeReading),
        Some(Fault::ApplyThenDrop),
        Some(Fault::Truncated),
        Some(Fault::ApplyThenStall(Duration::from_secs(60))),
    ];
    for fault in faults {
        let limiter = Arc::new(Ends::default());
        let client = client_of(&emulator)
            .clock(FastClock::default())
            .rate_limiter(limiter.clone())
            .timeout(Duration::from_millis(500))
            .build()
            .expect("a client");
        let before = emulator.requests().len();
        if let Some(fault) = fault.clone() {
            emulator.inject(fault.once());
        }
        drop(Worker::numbered(1).create(&client).await);
        let sent = emulator.requests().len() - before;
        assert!(sent >= 1);
        assert_eq!(limiter.counts(), (sent, sent), "{fault:?}");
    }
    // A call that is dropped in flight, one without a connection, and one whose permit is too late.
    let limiter = Arc::new(Ends::default());
    let settings = || client_of(&emulator).rate_limiter(limiter.clone());
    let client = settings().build().expect("a client");
    emulator.inject(Fault::ApplyThenStall(Duration::from_secs(60)).once());
    let call = Worker::numbered(2).create(&client);
    let dropped = timeout(Duration::from_millis(300), call).await;
    assert!(dropped.is_err() && limiter.counts() == (1, 1), "{:?}", limiter.counts());
    let nowhere = settings().base_url("http://127.0.0.1:1").retry(RetryPolicy::off()).build();
    let error = Worker::numbered(3).create(&nowhere.expect("a client")).await;
    assert!(error.is_err() && limiter.counts() == (2, 2), "{:?}", limiter.counts());
    let clock = FastClock::default();
    let wait = Duration::from_millis(119_500);
    let late = Arc::new(Ends { late: Some((clock.clone(), wait)), ..Ends::default() });
    let client = settings().clock(clock).rate_limiter(late.clone()).build();
    let error = Worker::numbered(4).create(&client.expect("a client")).await;
    let error = error.expect_err("its permit leaves too little time");
    assert_eq!((error.attempts(), late.counts()), (0, (1, 1)));
}

/// In real time, but its assertions hold on a machine of any speed.
#[tokio::test]
async fn ten_idle_clients_of_one_workspace_succeed_with_few_refusals() {
    let limits = [
        attio_emulator::RateLimit::fixed_window(100, 25),
        attio_emulator::RateLimit::sliding_window(100, 25),
        attio_emulator::RateLimit::token_bucket(100, 25),
    ];
    for limit in limits {
        let emulator = emulator_builder().rate_limit(limit).start_blocking().expect("started");
        let client = || {
            let client = settings_of(&emulator).api_key(emulator.api_key());
            client.build().expect("a client")
        };
        let workers: Vec<_> = (0..30).map(Worker::numbered).collect();
        let clients: Vec<_> = (0..10).map(|_| client()).collect();
        let creates = workers.iter().zip(clients.iter().cycle());
        let creates = creates.map(|(worker, client)| worker.create(client));
        for created in join_all(creates).await {
            created.expect("it is let through in the end");
        }
        let counts = emulator.rate_limit_counts();
        assert_eq!(counts.writes, 30, "{limit:?}");
        let answered = counts.writes + counts.refused_writes;
        assert!(counts.refused_writes * 4 <= answered, "{limit:?}: {counts:?}");
    }
}
