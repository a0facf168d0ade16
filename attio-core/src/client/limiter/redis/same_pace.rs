//! The script does what `pace.rs` does.

use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use redis::{Client, Commands, Connection, Script};

use crate::client::limiter::pace::{self, Pace};

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// None, loudly, where Redis is not installed.
fn start(socket: &Path) -> Option<(Server, Connection)> {
    let started = Command::new("redis-server")
        .args(["--port", "0", "--save", "", "--unixsocket"])
        .arg(socket)
        .stdout(Stdio::null())
        .spawn();
    let Ok(child) = started else {
        // Not `eprintln!`: what it prints is only shown when a test fails.
        let _ = writeln!(
            io::stderr(),
            "SKIPPED: redis-server is not installed, so the script was not compared with the pace"
        );
        return None;
    };
    let server = Server(child);
    let client = Client::open(format!("redis+unix://{}", socket.display())).expect("a right URL");
    for _ in 0..1000 {
        if let Ok(connection) = client.get_connection() {
            return Some((server, connection));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("redis-server does not come up");
}

#[test]
fn the_script_keeps_the_same_pace() {
    let socket = std::env::temp_dir().join(format!("attio-pace-{}.sock", std::process::id()));
    let Some((_server, mut redis)) = start(&socket) else { return };
    let script = Script::new(&format!("{}{}", pace::lua_constants(), include_str!("pace.lua")));
    for limit in [1, 25, 100] {
        let key = format!("pace:{limit}");
        let mut pace = Pace::new(limit);
        // Any times and refusals will do, if there are all kinds of them.
        let mut number: u64 = 1;
        let mut random = move || {
            number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (number >> 33) as f64 / (1_u64 << 31) as f64
        };
        let mut now = 1000.0;
        for step in 0..2000 {
            // Quiet times, and storms of refusals.
            let refusals = match step / 200 % 3 {
                0 => u32::from(random() < 0.03),
                1 => u32::from(random() < 0.5),
                _ => 0,
            };
            for _ in 0..refusals {
                pace.refuse(now);
            }
            let waited = random() < 0.5;
            let turn = pace.take(now, waited).is_ok();
            let purpose = match (turn, waited) {
                (false, _) => "report",
                (true, false) => "turn",
                (true, true) => "late",
            };
            if !turn && refusals == 0 {
                now += random() / f64::from(limit);
                continue;
            }
            let mut call = script.prepare_invoke();
            call.key(&key).arg(limit).arg(refusals).arg(purpose).arg(format!("{now:.17e}"));
            let () = call.invoke(&mut redis).expect("the script runs");
            let next: f64 = redis.hget(&key, "next").expect("the state is there");
            let ours = pace.take(f64::NEG_INFINITY, false).expect_err("it was used");
            assert!((ours - next).abs() < 1e-6, "{limit}, step {step}: {ours} and {next}");
            now += random() * 3.0 / f64::from(limit);
        }
    }
    // A clock that is set back by ten minutes holds nothing up.
    let mut turn = |now: f64| -> u64 {
        let mut call = script.prepare_invoke();
        call.key("pace:back").arg(25).arg(0).arg("turn").arg(format!("{now:.17e}"));
        call.invoke(&mut redis).expect("the script runs")
    };
    assert_eq!(turn(1000.0), 0);
    let away = turn(400.0);
    assert!((1..100_000).contains(&away), "{away}");
    assert_eq!(turn(400.0 + away as f64 / 1e6 + 1e-6), 0);
    drop(std::fs::remove_file(socket));
}
