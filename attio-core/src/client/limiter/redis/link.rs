//! The connection to Redis, which may be away.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{
    AsyncConnectionConfig, Client, ErrorKind, RedisError, RedisResult, Script, ServerErrorKind,
};
use tokio::task::AbortHandle;
use tokio::time::sleep;

use crate::client::limiter::pace;

/// How long Redis may take to connect or to answer before it counts as away. It stands in the way
/// of a request once, when Redis goes.
const TIMEOUT: Duration = Duration::from_millis(250);
/// How often it is looked for while it is away.
const LOOK: Duration = Duration::from_secs(1);

/// A connection that says once that Redis is away, looks for it, and says that it is back.
pub(super) struct Link {
    client: Client,
    script: Script,
    code: String,
    state: Mutex<State>,
}

#[derive(Clone)]
enum State {
    /// Nothing was asked of it yet.
    New,
    There(MultiplexedConnection),
    /// The task looks for it. It ends with its runtime, which may be one of several.
    Away(AbortHandle),
}

/// What is asked of the script.
pub(super) struct Ask<'a> {
    pub(super) keys: &'a [String; 3],
    pub(super) limit: u32,
    /// Refusals since the last time.
    pub(super) refusals: u32,
    pub(super) purpose: &'static str,
    /// The permit that is asked for.
    pub(super) number: u64,
    /// Whether this process is idle.
    pub(super) is_idle: bool,
    /// The requests that have ended since the last time.
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

    /// How far away the next turn is, zero when it was taken, or none where Redis is away.
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
        // A Redis that has lost the script, or never had it, takes it as a whole.
        let microseconds: u64 = match self.call("EVALSHA", ask, &mut connection).await {
            Err(error) if is_unknown_script(&error) => {
                self.call("EVAL", ask, &mut connection).await?
            }
            answer => answer?,
        };
        let away = Duration::from_micros(microseconds);
        match away > pace::longest_wait(ask.limit) {
            true => Err((ErrorKind::UnexpectedReturnType, "the wait is longer than any").into()),
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
        // The time is Redis' own.
        call.arg(if ask.is_idle { "idle" } else { "busy" }).arg("").arg(ask.finished);
        call.query_async(connection).await
    }

    async fn connect(&self) -> RedisResult<MultiplexedConnection> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(TIMEOUT))
            .set_response_timeout(Some(TIMEOUT));
        let mut connection =
            self.client.get_multiplexed_async_connection_with_config(&config).await?;
        // A Redis that only accepts connections, or still loads its data, is not back.
        let () = redis::cmd("PING").query_async(&mut connection).await?;
        Ok(connection)
    }

    /// Says that Redis is away, and looks for it from now on. Once, however many find out.
    fn lost(self: &Arc<Self>, error: &RedisError) {
        let mut state = self.state();
        if matches!(*state, State::Away(_)) {
            return;
        }
        *state = State::Away(self.look_out());
        drop(state);
        // The category only: a message may quote what was sent.
        tracing::warn!(
            reason = error.category(),
            "the rate limiter's Redis is away; this process paces alone, at its share"
        );
    }

    /// Looks for Redis in this runtime, where the one that did so is gone.
    fn look_again(self: &Arc<Self>) {
        let mut state = self.state();
        if matches!(&*state, State::Away(look) if look.is_finished()) {
            *state = State::Away(self.look_out());
        }
    }

    /// Begins to look for Redis.
    fn look_out(self: &Arc<Self>) -> AbortHandle {
        // It ends with the limiter.
        let link = Arc::downgrade(self);
        let look = tokio::spawn(async move {
            loop {
                sleep(LOOK).await;
                let Some(link) = link.upgrade() else { return };
                if let Ok(connection) = link.connect().await {
                    *link.state() = State::There(connection);
                    tracing::info!("the rate limiter's Redis is back");
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
