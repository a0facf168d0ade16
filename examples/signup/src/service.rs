//! The parts, put together, and how they end.

use std::fs::{self, File, TryLockError};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use attio_core::Client;
use attio_core::bulk::Journal;
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
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The folder of the database and of the journal, which belong together. It is made where there
    /// is none.
    pub data: PathBuf,
    /// How long a delivery that failed is put off at first.
    pub pause: Duration,
    /// How long a check of the workspace is good.
    pub check_every: Duration,
    /// The most time from the signal to the end. What is under way then is settled by the next
    /// start.
    pub grace: Duration,
    /// Whether what Attio refused is tried again.
    pub retry_refused: bool,
}

impl Settings {
    /// The usual ones, with data in this folder: 5 seconds of pause, 30 between checks, 20 to end.
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

/// A service that listens, and works once it is run.
#[derive(Debug)]
pub struct Service {
    client: Client,
    settings: Settings,
    listener: TcpListener,
    outbox: Outbox,
    journal: Journal,
    /// Held until the process ends, however it ends.
    _lock: File,
}

impl Service {
    /// Opens database, journal and port. Attio is not asked: it may be down.
    ///
    /// # Errors
    ///
    /// One of them cannot be opened, or another process serves this folder.
    pub async fn open(client: Client, settings: Settings) -> anyhow::Result<Self> {
        let data = &settings.data;
        fs::create_dir_all(data).with_context(|| format!("no folder {}", data.display()))?;
        let lock = lock(&data.join("lock"))?;
        let outbox = Outbox::open(&data.join("signups.db")).await.context("no database")?;
        if settings.retry_refused {
            let rows = outbox.reopen_refused().await?;
            tracing::info!(rows, "what Attio refused is tried again");
        }
        let journal = open_journal(&data.join("attio.journal"), &outbox).await?;
        let listener = TcpListener::bind(settings.listen).await?;
        Ok(Self { client, settings, listener, outbox, journal, _lock: lock })
    }

    /// Where it listens.
    ///
    /// # Errors
    ///
    /// The system does not say.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves and delivers until `shutdown` ends. Then no connection and no row is taken any more,
    /// what is under way comes to its end, and what does not come to it in time is left to the next
    /// start.
    ///
    /// # Errors
    ///
    /// A part ended before it was told to.
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

/// One process a folder: two would read the same rows.
fn lock(path: &Path) -> anyhow::Result<File> {
    let file = File::create(path).with_context(|| format!("no file {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => bail!("another process has locked {}", path.display()),
        Err(TryLockError::Error(error)) => Err(error).context("the folder cannot be locked"),
    }
}

/// The journal knows how each row ended that it ever met, and grows by that: 140 bytes a signup.
/// Where no row is open, the database knows as much, so that each such start begins a new one.
async fn open_journal(path: &Path, outbox: &Outbox) -> anyhow::Result<Journal> {
    if outbox.backlog().await?.open == 0 && path.exists() {
        fs::remove_file(path).context("the old journal cannot be removed")?;
    }
    Journal::open(path).context("no journal")
}
