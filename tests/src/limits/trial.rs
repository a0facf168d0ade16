//! A trial and its figures.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use attio_core::{Budget, RateLimiter};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};

use super::{Backend, Counting, Server};

/// What is tried. The defaults are the ones that the project promises figures for.
#[derive(Clone, Debug)]
pub struct Trial {
    /// How the server counts.
    pub counting: Counting,
    /// Requests a second that the server lets through.
    pub limit: u32,
    /// The share of the limit that another integration asks for, at random times, whatever it is
    /// answered.
    pub rival: f64,
    /// How long, in seconds.
    pub seconds: u64,
    /// How many tasks send one request after another.
    pub tasks: usize,
    /// What decides latencies and the other integration's times.
    pub seed: u64,
}

impl Default for Trial {
    fn default() -> Self {
        let counting = Counting::FixedWindow;
        Self { counting, limit: 25, rival: 0.0, seconds: 60, tasks: 64, seed: 0 }
    }
}

/// What came of trials.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures {
    /// Requests that were let through.
    pub accepted: u32,
    /// Requests that were refused.
    pub refused: u32,
    /// What the other integration left of the limit.
    pub left: f64,
    /// The other integration's requests that were let through and refused.
    pub rival: (u32, u32),
    /// The most requests that were sent within 10 ms.
    pub herd: usize,
}

impl Figures {
    /// Requests that were let through, as a share of what was left.
    #[must_use]
    pub fn throughput(&self) -> f64 {
        f64::from(self.accepted) / self.left
    }

    /// The share of the requests that was refused.
    #[must_use]
    pub fn refused_share(&self) -> f64 {
        f64::from(self.refused) / f64::from((self.accepted + self.refused).max(1))
    }

    /// Both trials in one.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            accepted: self.accepted + other.accepted,
            refused: self.refused + other.refused,
            left: self.left + other.left,
            rival: (self.rival.0 + other.rival.0, self.rival.1 + other.rival.1),
            herd: self.herd.max(other.herd),
        }
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (throughput, refused) = (100.0 * self.throughput(), 100.0 * self.refused_share());
        write!(f, "{throughput:6.1} % {refused:5.2} %")
    }
}

/// What the tasks share.
#[derive(Debug)]
struct World {
    backend: Backend,
    random: Mutex<fastrand::Rng>,
    start: Instant,
    /// Where in a second of the server's clock the trial began.
    phase: f64,
    figures: Mutex<Figures>,
    sent: Mutex<Vec<Instant>>,
}

impl Trial {
    /// Runs it with these limiters, one a process, or with none: then a refused request waits for
    /// its date, and that is all.
    pub async fn run(&self, limiters: &[Arc<dyn RateLimiter>]) -> Figures {
        let backend = Backend::Memory(Mutex::new(Server::new(self.counting, self.limit)));
        let phase = fastrand::Rng::with_seed(!self.seed).f64();
        self.run_at(backend, phase, limiters).await
    }

    /// Runs it at this server, whose clock is so far into a second now.
    pub async fn run_at(
        &self,
        backend: Backend,
        phase: f64,
        limiters: &[Arc<dyn RateLimiter>],
    ) -> Figures {
        let world = Arc::new(World {
            backend,
            start: Instant::now(),
            phase,
            figures: Mutex::default(),
            sent: Mutex::default(),
            random: Mutex::new(fastrand::Rng::with_seed(self.seed)),
        });
        let mut tasks = JoinSet::new();
        for task in 0..self.tasks {
            let limiter = limiters.get(task % limiters.len().max(1)).cloned();
            tasks.spawn(Arc::clone(&world).work(limiter));
        }
        if self.rival > 0.0 {
            tasks.spawn(Arc::clone(&world).rival(self.rival * f64::from(self.limit)));
        }
        sleep(Duration::from_secs(self.seconds)).await;
        tasks.shutdown().await;
        let mut figures = *lock(&world.figures);
        figures.left = (1.0 - self.rival) * f64::from(self.limit) * self.seconds as f64;
        figures.herd = herd(&lock(&world.sent));
        figures
    }
}

impl World {
    async fn work(self: Arc<Self>, limiter: Option<Arc<dyn RateLimiter>>) {
        loop {
            if let Some(limiter) = &limiter
                && !limiter.try_acquire(Budget::Write)
            {
                limiter.acquire(Budget::Write).await;
            }
            lock(&self.sent).push(Instant::now());
            self.pause(0.002, 0.025).await;
            if self.asks().await {
                lock(&self.figures).accepted += 1;
                self.pause(0.020, 0.120).await;
                continue;
            }
            lock(&self.figures).refused += 1;
            self.pause(0.001, 0.003).await;
            if let Some(limiter) = &limiter {
                limiter.refused(Budget::Write);
            }
            // The date is that of the next second; every task adds jitter.
            let until_date = 1.0 - self.clock().fract();
            self.pause(until_date, until_date + 0.050).await;
        }
    }

    async fn rival(self: Arc<Self>, rate: f64) {
        let mut next = self.start;
        loop {
            let gap = -(1.0 - lock(&self.random).f64()).ln() / rate;
            next += Duration::from_secs_f64(gap);
            sleep_until(next).await;
            // It does not wait for the answer.
            let world = Arc::clone(&self);
            tokio::spawn(async move {
                let accepted = world.asks().await;
                let figures = &mut lock(&world.figures).rival;
                *(if accepted { &mut figures.0 } else { &mut figures.1 }) += 1;
            });
        }
    }

    async fn asks(&self) -> bool {
        self.backend.lets_through(self.clock()).await
    }

    fn clock(&self) -> f64 {
        self.phase + self.start.elapsed().as_secs_f64()
    }

    async fn pause(&self, from: f64, to: f64) {
        let seconds = from + (to - from) * lock(&self.random).f64();
        sleep(Duration::from_secs_f64(seconds)).await;
    }
}

fn herd(sent: &[Instant]) -> usize {
    let within = |from: usize| {
        sent[from..].iter().take_while(|at| **at - sent[from] < Duration::from_millis(10)).count()
    };
    (0..sent.len()).map(within).max().unwrap_or_default()
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().expect("no task of a trial panics")
}
