//! The page of a record in a real browser: what `web_url` opens for a person.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use std::{env, thread};

use attio_core::{AttioRecord, Domain, EmailAddress, PersonalName, RecordRef};
use attio_tests::Attio;
use uuid::Uuid;

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: String,
    #[attio(unique)]
    domains: Vec<Domain>,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    name: PersonalName,
    #[attio(slug = "email_addresses", unique)]
    emails: Vec<EmailAddress>,
    job_title: Option<String>,
    company: Option<RecordRef<Company>>,
}

/// Would change the title of the window if any of it ran.
const INJECTED: &str = "<script>document.title = 'it ran'</script>\
                        <img src=x onerror=\"document.title = 'it ran'\">";

#[tokio::test]
async fn a_browser_shows_a_record() {
    let Some(browser) = Browser::find() else {
        // Not `eprintln!`: what it prints is only shown when a test fails.
        let _ = writeln!(
            io::stderr(),
            "SKIPPED: no Chromium in PATH, so no browser has opened a record page"
        );
        return;
    };
    // The browser does run scripts: that none runs below is the page's doing.
    let dom = browser.dom(&format!("data:text/html,<title>none</title>{INJECTED}"));
    assert!(dom.contains("<title>it ran</title>"), "{dom}");

    let attio = Attio::start();
    let company = Company {
        name: "Analytical Engines".to_owned(),
        domains: vec!["engines.example.com".parse().expect("a domain")],
    };
    let company = company.create(&attio.client).await.expect("created");
    let person = Person {
        name: PersonalName::new("Ada", "Lovelace"),
        emails: vec!["ada@engines.example.com".parse().expect("an address")],
        job_title: Some(INJECTED.to_owned()),
        company: Some(RecordRef::new(company.id.record_id)),
    };
    let person = person.create(&attio.client).await.expect("created");
    let url = person.web_url.as_ref().expect("a page");

    let dom = browser.dom(url.as_str());
    assert!(dom.contains("<title>Ada Lovelace · People · Emulator</title>"), "{dom}");
    assert!(dom.contains(">Ada Lovelace</h1>"), "{dom}");
    assert!(dom.contains(">ada@engines.example.com</a>"), "{dom}");
    assert!(dom.contains(&person.id.record_id.to_string()), "{dom}");
    assert!(dom.contains("&lt;script&gt;document.title"), "the text is shown: {dom}");
    assert!(!dom.contains("<script") && !dom.contains("<img"), "{dom}");

    let link = format!("/emulator/company/{}", company.id.record_id);
    assert!(
        dom.contains(&format!("<a href=\"{link}\" dir=\"auto\">Analytical Engines</a>")),
        "{dom}"
    );
    let dom = browser.dom(&format!("{}{link}", attio.emulator.base_url()));
    assert!(dom.contains(">Analytical Engines</h1>"), "{dom}");
    assert!(dom.contains(&format!("href=\"{}\"", url.path())), "{dom}");
    assert!(!dom.contains(attio.emulator.api_key()), "{dom}");
}

/// A browser that needs no screen.
struct Browser {
    program: PathBuf,
}

impl Browser {
    /// How long a page may take, the start of the browser included: a machine may have a lot to do.
    const TIMEOUT: Duration = Duration::from_secs(120);

    /// How often a page is tried: a browser may fail to start for no reason of ours.
    const ATTEMPTS: usize = 2;

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
    fn dom(&self, url: &str) -> String {
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
            .args([
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
            ])
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
struct Profile(PathBuf);

impl Profile {
    fn new() -> io::Result<Self> {
        let path = env::temp_dir().join(format!("attio-record-page-{}", Uuid::new_v4()));
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
