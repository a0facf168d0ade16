//! A test that the script behaves like `pace.rs`.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use redis::{Client, Connection, Script};

use crate::client::limiter::pace::{self, Pace};

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Starts a Redis at this socket, or lists the test as skipped if Redis is not installed.
fn start(socket: &Path) -> Option<(Server, Connection)> {
    let tests = "the script of the shared limiter, compared with `pace.rs`";
    let [redis] = attio_test_support::require(tests, ["redis-server"])?;
    let child = Command::new(redis)
        .args(["--port", "0", "--save", "", "--unixsocket"])
        .arg(socket)
        .stdout(Stdio::null())
        .spawn()
        .expect("redis-server starts");
    let server = Server(child);
    let client = Client::open(format!("redis+unix://{}", socket.display())).expect("a valid URL");
    for _ in 0..1000 {
        if let Ok(connection) = client.get_connection() {
            return Some((server, connection));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("redis-server does not start");
}

/// Random numbers from 0 to 1, the same in each run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) as f64 / (1_u64 << 31) as f64
    }
}

/// The state of one budget in Redis.
struct Shared<'r> {
    redis: &'r mut Connection,
    script: &'r Script,
    name: String,
    limit: u32,
}

impl Shared<'_> {
    /// Calls the script, and returns the wait for the permit in microseconds.
    fn call(
        &mut self,
        now: f64,
        refusals: u32,
        purpose: &str,
        number: u64,
        idle: &str,
        finished: &[u64],
    ) -> u64 {
        let keys = ["", ":counting", ":awaited"].map(|kind| format!("{}{kind}", self.name));
        let mut call = self.script.prepare_invoke();
        call.key(&keys).arg(self.limit).arg(refusals).arg(purpose).arg(number);
        call.arg(idle).arg(format!("{now:.17e}")).arg(finished);
        call.invoke(self.redis).expect("the script runs")
    }

    fn take(&mut self, now: f64, number: u64) -> u64 {
        self.call(now, 0, "turn", number, "idle", &[])
    }
}

fn script() -> Script {
    Script::new(&format!("{}{}", pace::lua_constants(), include_str!("pace.lua")))
}

#[test]
fn the_script_keeps_the_same_pace() {
    let socket = std::env::temp_dir().join(format!("attio-pace-{}.sock", std::process::id()));
    let Some((_server, mut redis)) = start(&socket) else { return };
    let script = script();
    for limit in [1, 2, 5, 10, 25, 100] {
        let mut shared =
            Shared { redis: &mut redis, script: &script, name: format!("pace:{limit}"), limit };
        let mut pace = Pace::new(limit);
        // The times and events need not be realistic, but of all kinds.
        let mut random = Random(1);
        let mut now = 1000.0;
        let mut awaited = Vec::new();
        let (mut taken, mut at_once) = (f64::NEG_INFINITY, 0);
        for number in 0..1500 {
            // Times without refusals, with few, and with many.
            let refusals = match number / 150 % 5 {
                0 => u32::from(random.next() < 0.03),
                1 => u32::from(random.next() < 0.5),
                _ => 0,
            };
            // Responses arrive in any order, a few never.
            let mut finished = Vec::new();
            while !awaited.is_empty() && random.next() < 0.6 {
                let at = (random.next() * awaited.len() as f64) as usize;
                let ended = awaited.swap_remove(at);
                if random.next() < 0.99 {
                    finished.push(ended);
                }
            }
            let waited = random.next() < 0.5;
            let purpose = match random.next() {
                ..0.1 => "report",
                _ if waited => "late",
                _ => "turn",
            };
            let away = shared.call(now, refusals, purpose, number, "idle", &finished);
            finished.iter().for_each(|ended| pace.finish(now, *ended));
            (0..refusals).for_each(|_| pace.refuse(now));
            if purpose != "report" {
                let ours = pace.take(now, waited, number);
                let ours_away = ours.map_or_else(|next| (next - now) * 1e6, |()| 0.0);
                assert!(
                    (ours_away - away as f64).abs() < 1.001,
                    "limit {limit}, step {number}: {ours_away} and {away} microseconds"
                );
                if ours.is_ok() {
                    pace.start(now, number);
                    awaited.push(number);
                    at_once += u32::from(taken == now);
                    taken = now;
                }
            }
            now += match random.next() {
                ..0.3 => 0.0,
                0.97.. => random.next() * 15.0,
                _ => random.next() * 3.0 / f64::from(limit),
            };
        }
        assert!(limit < 10 || at_once >= 20, "{limit}: {at_once} at once");
    }
    drop(std::fs::remove_file(socket));
}

/// Starts a new Redis, and runs `check` with a budget of 25.
fn with_25(name: &str, check: impl FnOnce(&mut Shared<'_>)) {
    let file = format!("attio-{name}-{}.sock", std::process::id());
    let socket = std::env::temp_dir().join(file);
    let Some((_server, mut redis)) = start(&socket) else { return };
    let script = script();
    let name = name.to_owned();
    check(&mut Shared { redis: &mut redis, script: &script, name, limit: 25 });
    drop(std::fs::remove_file(socket));
}

#[test]
fn a_redis_clock_that_is_set_back_delays_nothing() {
    with_25("back", |shared| {
        for number in 0..5 {
            assert_eq!(shared.take(1000.0, number), 0);
        }
        let away = shared.take(400.0, 5);
        assert!((1..100_000).contains(&away), "{away}");
        // Ten minutes later than before, the same time has passed.
        let later = 400.0 + away as f64 / 1e6 + 1e-6;
        assert_eq!(shared.take(later, 5), 0);
        assert_eq!(shared.call(later, 0, "report", 0, "idle", &[0, 1, 2, 3, 4, 5]), 0);
        assert!(shared.take(later + 1.5, 6) == 0 && shared.take(later + 1.5, 7) > 0);
        shared.call(later + 1.6, 0, "report", 0, "idle", &[6]);
        for number in 8..13 {
            assert_eq!(shared.take(later + 4.0, number), 0, "it is idle");
        }
    });
}

#[test]
fn a_process_that_is_not_idle_gets_no_burst_from_a_redis_that_lost_its_state() {
    with_25("lost", |shared| {
        assert_eq!(shared.call(1000.0, 0, "turn", 0, "busy", &[]), 0);
        assert!(shared.call(1000.0, 0, "turn", 1, "busy", &[]) > 0);
    });
}

#[test]
fn ends_reported_twice_count_once_and_unknown_ends_not_at_all() {
    with_25("twice", |shared| {
        assert_eq!((shared.take(1000.0, 0), shared.take(1000.0, 1)), (0, 0));
        for _ in 0..3 {
            shared.call(1000.1, 0, "report", 0, "idle", &[0, 77]);
        }
        assert_eq!(shared.take(1003.0, 2), 0);
        assert!(shared.take(1003.0, 3) > 0, "one response is awaited");
    });
}
