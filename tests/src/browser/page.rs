//! A page that is clicked on, over the browser's pipe for its developer tools.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Browser, FLAGS, Profile};

/// A page of a browser that runs until this is dropped. What it cannot do fails the test.
#[derive(Debug)]
pub struct Page {
    browser: Child,
    pipe: ChildStdin,
    answers: Receiver<Value>,
    last_id: u64,
    session: Option<String>,
    _profile: Profile,
}

impl Browser {
    /// Starts the browser with an empty page.
    #[must_use]
    pub fn page(&self) -> Page {
        let profile = Profile::new().expect("a folder");
        // The browser reads descriptor 3 and writes descriptor 4; the shell makes them of two that
        // a child can be given.
        let mut browser = Command::new("sh")
            .args(["-c", r#"exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1"#])
            .arg(&self.program)
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", profile.0.display()))
            .args(["--remote-debugging-pipe", "about:blank"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell");
        let pipe = browser.stdin.take().expect("piped");
        let mut out = BufReader::new(browser.stdout.take().expect("piped"));
        let (send, answers) = channel();
        thread::spawn(move || {
            let mut message = Vec::new();
            while out.read_until(0, &mut message).is_ok_and(|length| length > 0) {
                message.pop();
                let Ok(value) = serde_json::from_slice(&message) else { break };
                if send.send(value).is_err() {
                    break;
                }
                message.clear();
            }
        });
        let mut page =
            Page { browser, pipe, answers, last_id: 0, session: None, _profile: profile };
        let target = page.call("Target.createTarget", json!({"url": "about:blank"}));
        let attach = json!({"targetId": target["targetId"], "flatten": true});
        let session = page.call("Target.attachToTarget", attach);
        page.session = session["sessionId"].as_str().map(str::to_owned);
        page
    }
}

impl Page {
    /// Opens a URL, and waits until it is there.
    pub fn open(&mut self, url: &str) {
        let answer = self.call("Page.navigate", json!({"url": url}));
        assert!(answer.get("errorText").is_none(), "{url}: {answer}");
        self.wait_until(&format!("location.href.startsWith({})", Value::from(start_of(url))));
    }

    /// Clicks on what a CSS selector finds, as soon as it is there.
    pub fn click(&mut self, selector: &str) {
        let element = format!("document.querySelector({})", Value::from(selector));
        self.wait_until(&format!("{element} !== null"));
        self.value(&format!("{element}.click()"));
    }

    /// Waits until an expression is true on a page that is loaded.
    pub fn wait_until(&mut self, condition: &str) {
        let condition = format!("document.readyState === 'complete' && ({condition})");
        let started = Instant::now();
        while self.value(&condition) != Value::Bool(true) {
            assert!(
                started.elapsed() < Browser::TIMEOUT,
                "never: {condition}\n{}",
                self.value("location.href + document.documentElement.outerHTML")
            );
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// What an expression is on the page; null while the page changes.
    pub fn value(&mut self, expression: &str) -> Value {
        let answer = self.call("Runtime.evaluate", json!({"expression": expression}));
        answer["result"]["value"].clone()
    }

    /// The text of the page.
    pub fn text(&mut self) -> String {
        self.value("document.body.innerText").as_str().unwrap_or_default().to_owned()
    }

    /// Calls a method of the developer tools; an error is null.
    fn call(&mut self, method: &str, params: Value) -> Value {
        self.last_id += 1;
        let mut message = json!({"id": self.last_id, "method": method, "params": params});
        if let Some(session) = &self.session {
            message["sessionId"] = session.as_str().into();
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.pipe.write_all(&bytes).expect("the browser runs");
        loop {
            match self.answers.recv_timeout(Browser::TIMEOUT) {
                Ok(answer) if answer["id"] == self.last_id => return answer["result"].clone(),
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => panic!("the browser does not answer {method}"),
                Err(RecvTimeoutError::Disconnected) => panic!("the browser ended at {method}"),
            }
        }
    }
}

/// Scheme, host and port.
fn start_of(url: &str) -> String {
    url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
}

impl Drop for Page {
    fn drop(&mut self) {
        // The end of the pipe ends the browser too; this is sooner.
        let _ = self.browser.kill();
        let _ = self.browser.wait();
    }
}
