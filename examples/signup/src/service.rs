//! The parts put together, and their shutdown.

use std::fs::{self, File, TryLockError};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use attio_core::Client;
use attio_core::bulk::{Journal, JournalError};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::delivery::Delivery;
use crate::health::Health;
use crate::outbox::Outbox;
use crate::routes::{App, router};

/// The settings of a service.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address to listen on; port 0 takes a free port.
    pub listen: SocketAddr,
    /// The folder of the database and of the journal, which belong together. It is created if it does
    /// not exist.
    pub data: PathBuf,
    /// The pause before the first retry of a failed delivery.
    pub pause: Duration,
    /// How long a check of the workspace is valid.
    pub check_every: Duration,
    /// The longest time from the signal to the end. Rows that are still being sent then are settled by
    /// the next start.
    pub grace: Duration,
    /// Whether rows that Attio refused are retried.
    pub retry_refused: bool,
}

impl Settings {
    /// The default settings: a pause of 5 seconds, 30 between checks, and 20 to shut down.
    #[must_use]
    pub fn new(listen: SocketAddr, data: impl Into<PathBuf>) -> Self {
        Self {
            listen,
            data: data.into(),
            pause: Duration::from_secs(5),
            check_every: Duration::from_secs(30),
            grace: Duration::from_secs(20),
            retry_refused: false,
        }
    }
}

/// A service that listens, and starts to work in [`run`](Self::run).
#[derive(Debug)]
pub struct Service {
    client: Client,
    settings: Settings,
    listener: TcpListener,
    outbox: Outbox,
    journal: Journal,
    /// Held until the process ends, even if it is killed.
    _lock: File,
}

impl Service {
    /// Opens the database, the journal and the port. It sends nothing to Attio, which may be down.
    ///
    /// # Errors
    ///
    /// Returns an error if one of them cannot be opened, or if another process serves this folder.
    pub async fn open(client: Client, settings: Settings) -> anyhow::Result<Self> {
        let data = &settings.data;
        fs::create_dir_all(data)
            .with_context(|| format!("cannot create the folder {}", data.display()))?;
        let lock = lock(&data.join("lock"))?;
        let outbox =
            Outbox::open(&data.join("signups.db")).await.context("cannot open the database")?;
        if settings.retry_refused {
            let rows = outbox.reopen_refused().await?;
            tracing::info!(rows, "rows that Attio refused are retried");
        }
        let journal = open_journal(&data.join("attio.journal"), &outbox).await?;
        let listener = TcpListener::bind(settings.listen).await?;
        Ok(Self { client, settings, listener, outbox, journal, _lock: lock })
    }

    /// Returns the address that it listens on.
    ///
    /// # Errors
    ///
    /// Returns an error if the system does not report the address.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves and delivers until `shutdown` ends. Then it takes no more connections and rows, and finishes
    /// the current ones. If that takes too long, the rest is left to the next start.
    ///
    /// # Errors
    ///
    /// Returns an error if a part ends before `shutdown`.
    pub async fn run(self, shutdown: impl Future<Output = ()>) -> anyhow::Result<()> {
        let Self { client, settings, listener, outbox, journal, _lock } = self;
        let (trouble, troubled) = watch::channel(None);
        let health = Health::new(client.clone(), outbox.clone(), troubled, settings.check_every);
        let router = router(App { outbox: outbox.clone(), health: Arc::new(health) });
        let delivery =
            Delivery { client, journal, outbox: outbox.clone(), pause: settings.pause, trouble };

        let stop = CancellationToken::new();
        let mut parts = JoinSet::new();
        let serve =
            axum::serve(listener, router).with_graceful_shutdown(stop.clone().cancelled_owned());
        parts.spawn(async { serve.await.context("HTTP") });
        let delivered = delivery.run(stop.clone());
        parts.spawn(async {
            delivered.await;
            Ok(())
        });
        tokio::select! {
            () = shutdown => {}
            Some(ended) = parts.join_next() => {
                ended??;
                bail!("a part of the service ended by itself");
            }
        }
        tracing::info!("shutting down");
        stop.cancel();
        if tokio::time::timeout(settings.grace, all(&mut parts)).await.is_err() {
            tracing::warn!("not everything ended in time; the next start settles it");
        }
        parts.shutdown().await;
        outbox.close().await;
        Ok(())
    }
}

async fn all(parts: &mut JoinSet<anyhow::Result<()>>) {
    while let Some(ended) = parts.join_next().await {
        if let Ok(Err(error)) = ended {
            tracing::error!("{error:#}");
        }
    }
}

/// Allows one process per folder: two would read the same rows.
fn lock(path: &Path) -> anyhow::Result<File> {
    let file =
        File::create(path).with_context(|| format!("cannot create the file {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => bail!("another process has locked {}", path.display()),
        Err(TryLockError::Error(error)) => Err(error).context("cannot lock the folder"),
    }
}

/// The journal stores how each row ended, 140 bytes per signup. If no row is open, the database has the same
/// information, so the start begins a new journal.
async fn open_journal(path: &Path, outbox: &Outbox) -> anyhow::Result<Journal> {
    if outbox.backlog().await?.open == 0 && path.exists() {
        fs::remove_file(path).context("cannot remove the old journal")?;
    }
    // This folder is locked, so only a job of an earlier `run` in this process can still hold the journal. It was
    // stopped, and ends as soon as its task is polled.
    let last = Instant::now() + Duration::from_secs(5);
    loop {
        match Journal::open(path) {
            Err(JournalError::InUse { .. }) if Instant::now() < last => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            opened => return opened.context("cannot open the journal"),
        }
    }
}
