//! The database: users, and the outbox of their data for Attio.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use attio_core::RecordId;
use serde::Serialize;
use sqlx::Row;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use tokio::sync::Notify;
use uuid::Uuid;

use crate::signup::{Person, Signup};

/// A real app would use `sqlx::migrate!` here.
const SCHEMA: &str = include_str!("schema.sql");

/// The longest pause before a row is retried.
const LONGEST_PAUSE: Duration = Duration::from_secs(600);

/// The database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Outbox {
    pool: SqlitePool,
    /// Notified when a row is added.
    added: Arc<Notify>,
}

/// The result of a signup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedUp {
    /// It is stored, and so is the row for Attio.
    Now(Uuid),
    /// Somebody has signed up with this address before. Nothing was changed.
    Before(Uuid),
}

/// The state of a signup's delivery to Attio.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Status {
    /// `open`, `delivered` or `refused`.
    pub state: String,
    /// The record in Attio, once the signup is delivered.
    pub record_id: Option<RecordId<Person>>,
    /// Why it was last put off, or why it was refused.
    pub reason: Option<String>,
}

/// The signups that are not in Attio.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Backlog {
    /// Signups that are not delivered yet.
    pub open: i64,
    /// The age of the oldest of them, in seconds.
    pub oldest_seconds: i64,
    /// Signups that Attio refused, which somebody has to look at.
    pub refused: i64,
}

/// A row of the outbox.
#[derive(Debug)]
pub(crate) struct Due {
    pub(crate) position: i64,
    pub(crate) user: Uuid,
    pub(crate) payload: String,
}

/// How the delivery of a row ended.
#[derive(Debug)]
pub(crate) enum End {
    /// The person is in Attio, once.
    Delivered(RecordId<Person>),
    /// Attio refuses her. Somebody has to look at it.
    Refused(String),
    /// The outcome is open or unknown. A later run settles it.
    PutOff(String),
}

impl Outbox {
    /// Opens the database, and creates it if it does not exist.
    ///
    /// # Errors
    ///
    /// Returns an error if the file cannot be opened, or is not a database.
    pub async fn open(file: &Path) -> Result<Self, sqlx::Error> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // A commit is on disk when it returns, so an acknowledged signup survives a loss of power.
            .synchronous(SqliteSynchronous::Full);
        let pool = SqlitePoolOptions::new().max_connections(4).connect_with(options).await?;
        sqlx::raw_sql(SCHEMA).execute(&pool).await?;
        Ok(Self { pool, added: Arc::default() })
    }

    /// Stores a user and, in the same transaction, the row with her data for Attio.
    ///
    /// # Errors
    ///
    /// Returns an error if the database cannot be written; then neither is stored.
    pub async fn sign_up(&self, signup: &Signup) -> Result<SignedUp, sqlx::Error> {
        let payload = serde_json::to_string(signup).map_err(|e| sqlx::Error::Encode(e.into()))?;
        let (id, now) = (Uuid::new_v4(), now());
        // It begins with a write, so it takes SQLite's only lock now instead of failing later.
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let added = sqlx::query(
            "INSERT INTO users (id, email, name, created_at) VALUES (?, ?, ?, ?)
             ON CONFLICT (email) DO NOTHING",
        )
        .bind(id)
        .bind(signup.email.as_str())
        .bind(&signup.name)
        .bind(now)
        .execute(&mut *transaction)
        .await?
        .rows_affected();
        if added == 0 {
            let id = sqlx::query_scalar("SELECT id FROM users WHERE email = ?")
                .bind(signup.email.as_str())
                .fetch_one(&mut *transaction)
                .await?;
            return Ok(SignedUp::Before(id));
        }
        sqlx::query("INSERT INTO outbox (user_id, payload, created_at) VALUES (?, ?, ?)")
            .bind(id)
            .bind(payload)
            .bind(now)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        self.added.notify_one();
        Ok(SignedUp::Now(id))
    }

    /// Returns the state of a user's delivery to Attio, or `None` if there is no such user.
    ///
    /// # Errors
    ///
    /// Returns an error if the database cannot be read.
    pub async fn status(&self, user: Uuid) -> Result<Option<Status>, sqlx::Error> {
        let row = sqlx::query("SELECT state, record_id, reason FROM outbox WHERE user_id = ?")
            .bind(user)
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| {
            Ok(Status {
                state: row.try_get("state")?,
                record_id: row.try_get("record_id")?,
                reason: row.try_get("reason")?,
            })
        })
        .transpose()
    }

    /// Counts the signups that are not in Attio.
    ///
    /// # Errors
    ///
    /// Returns an error if the database cannot be read.
    pub async fn backlog(&self) -> Result<Backlog, sqlx::Error> {
        let (open, oldest, refused): (i64, Option<i64>, i64) = sqlx::query_as(
            "SELECT count(*) FILTER (WHERE state = 'open'),
                    min(created_at) FILTER (WHERE state = 'open'),
                    count(*) FILTER (WHERE state = 'refused')
             FROM outbox",
        )
        .fetch_one(&self.pool)
        .await?;
        let oldest_seconds = oldest.map_or(0, |oldest| (now() - oldest).max(0) / 1000);
        Ok(Backlog { open, oldest_seconds, refused })
    }

    /// Reopens the rows that Attio refused, and returns their number.
    ///
    /// # Errors
    ///
    /// Returns an error if the database cannot be written.
    pub async fn reopen_refused(&self) -> Result<u64, sqlx::Error> {
        let reopened = sqlx::query(
            "UPDATE outbox SET state = 'open', attempts = 0, not_before = 0 WHERE state = 'refused'",
        )
        .execute(&self.pool)
        .await?;
        Ok(reopened.rows_affected())
    }

    /// Returns the first row after this position that was due when the run began.
    pub(crate) async fn due(
        &self,
        position: i64,
        run_began: i64,
    ) -> Result<Option<Due>, sqlx::Error> {
        let row: Option<(i64, Uuid, String)> = sqlx::query_as(
            "SELECT position, user_id, payload FROM outbox
             WHERE state = 'open' AND position > ? AND not_before <= ?
             ORDER BY position LIMIT 1",
        )
        .bind(position)
        .bind(run_began)
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(|(position, user, payload)| Due { position, user, payload }))
    }

    /// Returns whether a row that was put off has become due after the run began. Rows that the run is
    /// sending never count: they were due before.
    pub(crate) async fn needs_new_run(&self, run_began: i64) -> Result<bool, sqlx::Error> {
        sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM outbox
             WHERE state = 'open' AND not_before > ? AND not_before <= ?)",
        )
        .bind(run_began)
        .bind(now())
        .fetch_one(&self.pool)
        .await
    }

    /// Waits until a row is added by this process.
    pub(crate) async fn added(&self) {
        self.added.notified().await;
    }

    /// Stores how a row ended. A row that is put off is due again after `pause`, which doubles each
    /// time.
    pub(crate) async fn settle(
        &self,
        user: Uuid,
        end: &End,
        pause: Duration,
    ) -> Result<(), sqlx::Error> {
        let query = match end {
            End::Delivered(id) => sqlx::query(
                "UPDATE outbox SET state = 'delivered', record_id = ?, reason = NULL
                 WHERE user_id = ?",
            )
            .bind(id),
            End::Refused(reason) => {
                sqlx::query("UPDATE outbox SET state = 'refused', reason = ? WHERE user_id = ?")
                    .bind(reason)
            }
            End::PutOff(reason) => sqlx::query(
                "UPDATE outbox SET attempts = attempts + 1, reason = ?,
                     not_before = ? + min(? * (1 << min(attempts, 20)), ?)
                 WHERE user_id = ?",
            )
            .bind(reason)
            .bind(now())
            .bind(millis(pause).max(1))
            .bind(millis(LONGEST_PAUSE)),
        };
        query.bind(user).execute(&self.pool).await.map(drop)
    }

    /// Closes the database, after its running queries have ended.
    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }
}

/// Milliseconds since 1970.
pub(crate) fn now() -> i64 {
    millis(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default())
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_put_off_waits_twice_as_long_each_time_up_to_ten_minutes() {
        let folder = tempfile::tempdir().expect("a folder");
        let outbox = Outbox::open(&folder.path().join("signups.db")).await.expect("a database");
        let signup = r#"{"email": "ada@example.com", "name": "Ada"}"#;
        let signup = serde_json::from_str(signup).expect("a signup");
        let SignedUp::Now(user) = outbox.sign_up(&signup).await.expect("stored") else {
            panic!("nobody has the address")
        };
        let pauses = [5, 10, 20, 40, 80, 160, 320].into_iter().chain([600; 30]);
        for pause in pauses.map(|seconds| seconds * 1000) {
            let before = now();
            let end = End::PutOff("an outage".to_owned());
            outbox.settle(user, &end, Duration::from_secs(5)).await.expect("noted");
            let not_before: i64 = sqlx::query_scalar("SELECT not_before FROM outbox")
                .fetch_one(&outbox.pool)
                .await
                .expect("a row");
            assert!((before + pause..=now() + pause).contains(&not_before), "{pause} ms");
        }
    }
}
