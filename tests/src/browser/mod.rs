//! A real browser, where there is one: headless Chromium.

mod page;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use std::{env, thread};

pub use page::Page;
use uuid::Uuid;

/// What every start of the browser has.
const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // A proxy for the world outside has no business with loopback.
    "--no-proxy-server",
];

/// A browser that needs no screen.
#[derive(Debug)]
pub struct Browser {
    program: PathBuf,
}

impl Browser {
    /// How long a page may take, the start of the browser included: a machine may have a lot to do.
    const TIMEOUT: Duration = Duration::from_secs(120);

    /// How often a page is tried: a browser may fail to start for no reason of ours.
    const ATTEMPTS: usize = 2;

    /// The browser of this machine; without one it says on the terminal what is not tested.
    #[must_use]
    pub fn find_for(what: &str) -> Option<Self> {
        let found = Self::find();
        if found.is_none() {
            // Not `eprintln!`: what it prints is only shown when a test fails.
            let _ = writeln!(io::stderr(), "SKIPPED: no Chromium in PATH, so no browser {what}");
        }
        found
    }

    fn find() -> Option<Self> {
        let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
        let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH")?).collect();
        let program = names
            .iter()
            .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
            .find(|program| program.is_file())?;
        Some(Self { program })
    }

    /// What the browser made of the page.
    #[must_use]
    pub fn dom(&self, url: &str) -> String {
        let mut failures = Vec::new();
        for _ in 0..Self::ATTEMPTS {
            match self.try_dom(url) {
                Ok(dom) => return dom,
                Err(failure) => failures.push(failure),
            }
        }
        panic!("{} does not open {url}: {failures:#?}", self.program.display());
    }

    fn try_dom(&self, url: &str) -> Result<String, String> {
        let profile = Profile::new().map_err(|error| error.to_string())?;
        let (out, err) = (profile.0.join("dom.html"), profile.0.join("stderr.txt"));
        let status = self
            .start(url, &profile.0, &out, &err)
            .and_then(|child| wait(child, Self::TIMEOUT))
            .map_err(|error| error.to_string())?;
        let dom = fs::read_to_string(&out).map_err(|error| error.to_string())?;
        if status.is_some_and(|status| status.success()) && dom.contains("<html") {
            return Ok(dom);
        }
        let end = status.map_or("took too long, killed".to_owned(), |status| status.to_string());
        let told = fs::read_to_string(&err).unwrap_or_default();
        Err(format!("{end}: {told}"))
    }

    fn start(&self, url: &str, profile: &Path, out: &Path, err: &Path) -> io::Result<Child> {
        Command::new(&self.program)
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", profile.display()))
            .arg("--dump-dom")
            .arg(url)
            .stdin(Stdio::null())
            // Files, not pipes: nobody has to read while the browser writes.
            .stdout(File::create(out)?)
            .stderr(File::create(err)?)
            .spawn()
    }
}

/// Waits for the end of a process; answers how it ended, or nothing when it had to be killed.
fn wait(mut child: Child, timeout: Duration) -> io::Result<Option<ExitStatus>> {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if started.elapsed() > timeout {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(50));
    }
}

/// A new folder for the browser's files; it goes when this is dropped.
#[derive(Debug)]
struct Profile(PathBuf);

impl Profile {
    fn new() -> io::Result<Self> {
        let path = env::temp_dir().join(format!("attio-browser-{}", Uuid::new_v4()));
        fs::create_dir(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Profile {
    fn drop(&mut self) {
        // Processes of the browser that end a little later may still write.
        for _ in 0..20 {
            match fs::remove_dir_all(&self.0) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    thread::sleep(Duration::from_millis(100));
                }
                _ => return,
            }
        }
    }
}
