//! A trial and its figures.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use attio_core::rate_limit::{RateLimiter, RequestKind};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};

use super::{Backend, Counting, Server};

/// After this time, a client that is never idle sends no bursts.
const FIRST: Duration = Duration::from_secs(2);

/// The settings of a trial. The project promises figures for the defaults.
#[derive(Clone, Debug)]
pub struct Trial {
    /// How the server counts.
    pub counting: Counting,
    /// The requests per second that the server accepts.
    pub limit: u32,
    /// The share of the limit that another integration sends, at random times, whether or not it is refused.
    pub rival: f64,
    /// The length of the trial, in seconds.
    pub seconds: u64,
    /// When requests begin.
    pub load: Load,
    /// The number of tasks that send one request after another.
    pub tasks: usize,
    /// The seed of latencies and of the other integration's times.
    pub seed: u64,
}

impl Default for Trial {
    fn default() -> Self {
        let counting = Counting::FixedWindow;
        let load = Load::Steady;
        Self { counting, limit: 25, rival: 0.0, seconds: 60, load, tasks: 64, seed: 0 }
    }
}

/// When the requests of a trial begin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Load {
    /// All the time: the tasks send one request after another.
    Steady,
    /// Many at once, repeatedly.
    Bursts {
        /// The number of requests.
        of: usize,
        /// The seconds between two bursts.
        every: f64,
    },
    /// Many at once, and later all the time.
    BurstThenSteady {
        /// The number of requests.
        of: usize,
        /// The seconds between the two.
        after: f64,
    },
    /// Many at once with each limiter, until all are accepted.
    Once {
        /// The number of requests.
        of: usize,
    },
}

/// The results of trials.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures {
    /// The number of accepted requests.
    pub accepted: u32,
    /// The number of refused requests.
    pub refused: u32,
    /// The requests that the other integration left of the limit.
    pub left: f64,
    /// The other integration's accepted and refused requests.
    pub rival: (u32, u32),
    /// The maximum number of requests sent within 10 ms, after the first two seconds.
    pub herd: usize,
    /// The longest wait for a permit, in seconds.
    pub wait: f64,
}

impl Figures {
    /// Returns the accepted requests as a share of the rest of the limit.
    #[must_use]
    pub fn throughput(&self) -> f64 {
        f64::from(self.accepted) / self.left
    }

    /// Returns the share of refused requests.
    #[must_use]
    pub fn refused_share(&self) -> f64 {
        f64::from(self.refused) / f64::from((self.accepted + self.refused).max(1))
    }

    /// Returns the sum of both trials.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            accepted: self.accepted + other.accepted,
            refused: self.refused + other.refused,
            left: self.left + other.left,
            rival: (self.rival.0 + other.rival.0, self.rival.1 + other.rival.1),
            herd: self.herd.max(other.herd),
            wait: self.wait.max(other.wait),
        }
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (throughput, refused) = (100.0 * self.throughput(), 100.0 * self.refused_share());
        write!(f, "{throughput:6.1} % {refused:5.2} %")
    }
}

/// The state that the tasks share.
#[derive(Debug)]
struct World {
    backend: Backend,
    random: Mutex<fastrand::Rng>,
    start: Instant,
    /// The fraction of a second of the server's clock at which the trial began.
    phase: f64,
    figures: Mutex<Figures>,
    sent: Mutex<Vec<Instant>>,
}

impl Trial {
    /// Runs the trial with these limiters, one per process. Without limiters, a refused request only waits for
    /// its date.
    pub async fn run(&self, limiters: &[Arc<dyn RateLimiter>]) -> Figures {
        let backend = Backend::Memory(Mutex::new(Server::new(self.counting, self.limit)));
        let phase = fastrand::Rng::with_seed(!self.seed).f64();
        self.run_at(backend, phase, limiters).await
    }

    /// Runs the trial against this server, whose clock is at this fraction of a second.
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
        let limiter = |task: usize| limiters.get(task % limiters.len().max(1)).cloned();
        let steady = |tasks: &mut JoinSet<()>| {
            for task in 0..self.tasks {
                tasks.spawn(Arc::clone(&world).work(limiter(task)));
            }
        };
        let burst = |tasks: &mut JoinSet<()>, of: usize| {
            for task in 0..of {
                tasks.spawn(Arc::clone(&world).call(limiter(task)));
            }
        };
        if self.rival > 0.0 {
            tasks.spawn(Arc::clone(&world).rival(self.rival * f64::from(self.limit)));
        }
        let end = world.start + Duration::from_secs(self.seconds);
        match self.load {
            Load::Steady => steady(&mut tasks),
            Load::Bursts { of, every } => {
                while Instant::now() < end {
                    burst(&mut tasks, of);
                    sleep(Duration::from_secs_f64(every)).await;
                }
            }
            Load::BurstThenSteady { of, after } => {
                burst(&mut tasks, of);
                sleep(Duration::from_secs_f64(after)).await;
                steady(&mut tasks);
            }
            Load::Once { of } => burst(&mut tasks, of * limiters.len()),
        }
        sleep_until(end).await;
        tasks.shutdown().await;
        let mut figures = *lock(&world.figures);
        figures.left = (1.0 - self.rival) * f64::from(self.limit) * self.seconds as f64;
        let sent = lock(&world.sent);
        figures.herd = herd(&sent[sent.partition_point(|at| *at - world.start < FIRST)..]);
        figures
    }
}

impl World {
    /// Makes one call after another.
    async fn work(self: Arc<Self>, limiter: Option<Arc<dyn RateLimiter>>) {
        loop {
            Arc::clone(&self).call(limiter.clone()).await;
        }
    }

    /// Sends a request until it is let through, as a client does.
    async fn call(self: Arc<Self>, limiter: Option<Arc<dyn RateLimiter>>) {
        while !self.attempt(limiter.as_deref()).await {
            // The date is the next second; every task adds jitter.
            let until_date = 1.0 - self.clock().fract();
            self.pause(until_date, until_date + 0.050).await;
        }
    }

    async fn attempt(&self, limiter: Option<&dyn RateLimiter>) -> bool {
        let begun = Instant::now();
        let mut request = 0;
        if let Some(limiter) = limiter {
            if !limiter.try_acquire(RequestKind::Write) {
                limiter.acquire(RequestKind::Write).await;
            }
            request = limiter.started(RequestKind::Write);
        }
        let waited = begun.elapsed().as_secs_f64();
        lock(&self.sent).push(Instant::now());
        self.pause(0.002, 0.025).await;
        let is_accepted = self.asks().await;
        {
            let figures = &mut lock(&self.figures);
            figures.wait = figures.wait.max(waited);
            *(if is_accepted { &mut figures.accepted } else { &mut figures.refused }) += 1;
        }
        if is_accepted {
            self.pause(0.020, 0.120).await;
        } else {
            self.pause(0.001, 0.003).await;
        }
        if let Some(limiter) = limiter {
            limiter.finished(RequestKind::Write, request);
            if !is_accepted {
                limiter.refused(RequestKind::Write);
            }
        }
        is_accepted
    }

    async fn rival(self: Arc<Self>, rate: f64) {
        let mut next = self.start;
        loop {
            let gap = -(1.0 - lock(&self.random).f64()).ln() / rate;
            next += Duration::from_secs_f64(gap);
            sleep_until(next).await;
            // It does not wait for the response.
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
