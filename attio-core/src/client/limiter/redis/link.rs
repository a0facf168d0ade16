//! The connection to Redis, which may be unavailable.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{
    AsyncConnectionConfig, Client, ErrorKind, RedisError, RedisResult, Script, ServerErrorKind,
};
use tokio::task::AbortHandle;
use tokio::time::sleep;

use crate::client::limiter::pace;

/// How long Redis may take to connect or to respond before it counts as unavailable. Each time Redis becomes
/// unavailable, this delays requests once.
const TIMEOUT: Duration = Duration::from_millis(250);
/// The time between two attempts to reconnect while Redis is unavailable.
const LOOK: Duration = Duration::from_secs(1);

/// A connection that logs once when Redis becomes unavailable, tries to reconnect, and logs when it succeeds.
pub(super) struct Link {
    client: Client,
    script: Script,
    code: String,
    state: Mutex<State>,
}

#[derive(Clone)]
enum State {
    /// Not connected yet.
    New,
    There(MultiplexedConnection),
    /// With the task that tries to reconnect. The task ends with its runtime, which may be one of several.
    Away(AbortHandle),
}

/// The arguments of the script.
pub(super) struct Ask<'a> {
    pub(super) keys: &'a [String; 3],
    pub(super) limit: u32,
    /// The number of refusals since the last call.
    pub(super) refusals: u32,
    pub(super) purpose: &'static str,
    /// The number of the requested permit.
    pub(super) number: u64,
    /// Whether this process is idle.
    pub(super) is_idle: bool,
    /// The requests that have ended since the last call.
    pub(super) finished: &'a [u64],
}

fn is_unknown_script(error: &RedisError) -> bool {
    error.kind() == ErrorKind::Server(ServerErrorKind::NoScript)
}

impl Link {
    pub(super) fn new(client: Client) -> Self {
        let code = format!("{}{}", pace::lua_constants(), include_str!("pace.lua"));
        let script = Script::new(&code);
        Self { client, script, code, state: Mutex::new(State::New) }
    }

    /// Returns the wait until the next permit, zero if a permit was taken, or `None` if Redis is unavailable.
    pub(super) async fn ask(self: &Arc<Self>, ask: Ask<'_>) -> Option<Duration> {
        match self.try_ask(&ask).await {
            Ok(answer) => answer,
            Err(error) => {
                self.lost(&error);
                None
            }
        }
    }

    pub(super) fn is_away(&self) -> bool {
        matches!(*self.state(), State::Away(_))
    }

    async fn try_ask(self: &Arc<Self>, ask: &Ask<'_>) -> RedisResult<Option<Duration>> {
        let state = self.state().clone();
        let mut connection = match state {
            State::There(connection) => connection,
            State::Away(look) => {
                if look.is_finished() {
                    self.look_again();
                }
                return Ok(None);
            }
            State::New => {
                let connection = self.connect().await?;
                *self.state() = State::There(connection.clone());
                connection
            }
        };
        // If Redis does not have the script, or no longer, send its code.
        let microseconds: u64 = match self.call("EVALSHA", ask, &mut connection).await {
            Err(error) if is_unknown_script(&error) => {
                self.call("EVAL", ask, &mut connection).await?
            }
            answer => answer?,
        };
        let away = Duration::from_micros(microseconds);
        match away > pace::longest_wait(ask.limit) {
            true => Err((ErrorKind::UnexpectedReturnType, "the wait is too long").into()),
            false => Ok(Some(away)),
        }
    }

    async fn call(
        &self,
        command: &str,
        ask: &Ask<'_>,
        connection: &mut MultiplexedConnection,
    ) -> RedisResult<u64> {
        let mut call = redis::cmd(command);
        call.arg(if command == "EVAL" { &self.code } else { self.script.get_hash() });
        call.arg(ask.keys.len()).arg(ask.keys);
        call.arg(ask.limit).arg(ask.refusals).arg(ask.purpose).arg(ask.number);
        // The empty string: the script uses Redis' clock.
        call.arg(if ask.is_idle { "idle" } else { "busy" }).arg("").arg(ask.finished);
        call.query_async(connection).await
    }

    async fn connect(&self) -> RedisResult<MultiplexedConnection> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(TIMEOUT))
            .set_response_timeout(Some(TIMEOUT));
        let mut connection =
            self.client.get_multiplexed_async_connection_with_config(&config).await?;
        // A Redis that only accepts connections, or still loads its data, is not available yet.
        let () = redis::cmd("PING").query_async(&mut connection).await?;
        Ok(connection)
    }

    /// Logs that Redis is unavailable, and starts to reconnect. Only the first of several calls does so.
    fn lost(self: &Arc<Self>, error: &RedisError) {
        let mut state = self.state();
        if matches!(*state, State::Away(_)) {
            return;
        }
        *state = State::Away(self.look_out());
        drop(state);
        // Only the category, because a message may quote data that was sent.
        tracing::warn!(
            reason = error.category(),
            "the rate limiter's Redis is unavailable; this process keeps to its share of the limit"
        );
    }

    /// Tries to reconnect in this runtime, if the runtime that did so has ended.
    fn look_again(self: &Arc<Self>) {
        let mut state = self.state();
        if matches!(&*state, State::Away(look) if look.is_finished()) {
            *state = State::Away(self.look_out());
        }
    }

    /// Spawns the task that tries to reconnect.
    fn look_out(self: &Arc<Self>) -> AbortHandle {
        // The task ends with the limiter.
        let link = Arc::downgrade(self);
        let look = tokio::spawn(async move {
            loop {
                sleep(LOOK).await;
                let Some(link) = link.upgrade() else { return };
                if let Ok(connection) = link.connect().await {
                    *link.state() = State::There(connection);
                    tracing::info!("the rate limiter's Redis is available again");
                    return;
                }
            }
        });
        look.abort_handle()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
