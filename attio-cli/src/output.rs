//! Writes to standard output and standard error.

use std::io::{IsTerminal, Write};
use std::time::Duration;

use attio_core::error::ConfigProblem;
use attio_schema::{is_obeyed, plain};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// The color of an alarming word, and the reset.
const RED: &str = "\u{1b}[1;31m";
const USUAL: &str = "\u{1b}[0m";

/// The settings of the output.
#[derive(clap::Args)]
pub(crate) struct OutputArgs {
    /// Print results as JSON
    #[arg(long, global = true)]
    json: bool,

    /// Print only results and errors
    #[arg(short, long, global = true)]
    quiet: bool,
}

/// Writes results, notes and errors.
pub(crate) struct Output {
    pub(crate) json: bool,
    quiet: bool,
    color: bool,
}

impl Output {
    pub(crate) fn new(args: OutputArgs) -> Self {
        // https://no-color.org: set and not empty.
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let color = !no_color && std::io::stdout().is_terminal();
        Self { json: args.json, quiet: args.quiet, color }
    }

    /// Prints a one-line result as text, with escaped control characters.
    pub(crate) fn line(&self, line: impl AsRef<str>) -> anyhow::Result<()> {
        let line = self.painted(&plain(line.as_ref()));
        writeln!(std::io::stdout().lock(), "{line}")?;
        Ok(())
    }

    /// Prints a result of several lines.
    pub(crate) fn lines(&self, lines: impl AsRef<str>) -> anyhow::Result<()> {
        lines.as_ref().split('\n').try_for_each(|line| self.line(line))
    }

    /// Prints a result as JSON.
    pub(crate) fn value(&self, value: &serde_json::Value) -> anyhow::Result<()> {
        self.json(&serde_json::to_string_pretty(value)?)
    }

    /// Prints a result that is already JSON.
    pub(crate) fn json(&self, json: &str) -> anyhow::Result<()> {
        // JSON itself escapes only some of the characters that a terminal obeys.
        let mut text = String::new();
        for character in json.chars() {
            match character {
                _ if character != '\n' && is_obeyed(character) => {
                    let units = character.encode_utf16(&mut [0; 2]).to_vec();
                    text.extend(units.iter().map(|unit| format!("\\u{unit:04x}")));
                }
                _ => text.push(character),
            }
        }
        writeln!(std::io::stdout().lock(), "{text}")?;
        Ok(())
    }

    /// Prints additional information to standard error, unless `--quiet` is given.
    pub(crate) fn note(&self, note: impl AsRef<str>) {
        if !self.quiet {
            eprintln!("{}", plain(note.as_ref()));
        }
    }

    /// Colors a word that must not be overlooked.
    pub(crate) fn alarming(&self, word: &str) -> String {
        if self.color { format!("{RED}{word}{USUAL}") } else { word.to_owned() }
    }

    /// Restores the colors of [`alarming`](Self::alarming), which were escaped with the rest.
    fn painted(&self, line: &str) -> String {
        match self.color {
            true => line.replace(&*plain(RED), RED).replace(&*plain(USUAL), USUAL),
            false => line.to_owned(),
        }
    }

    /// Returns a progress bar on standard error, hidden if standard error is not a terminal.
    pub(crate) fn progress(&self) -> ProgressBar {
        if self.quiet || !std::io::stderr().is_terminal() {
            return ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        }
        let bar = ProgressBar::new(0);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {pos}/{len} {msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(100));
        bar
    }

    /// Prints the error, its causes and the next step.
    pub(crate) fn error(&self, error: &anyhow::Error) {
        eprintln!("error: {}", plain(&error.to_string()));
        let mut said = error.to_string();
        for cause in error.chain().skip(1) {
            let cause = cause.to_string();
            // Some errors include their cause.
            if !said.contains(&cause) {
                eprintln!("  cause: {}", plain(&cause));
            }
            said = cause;
        }
        if let Some(step) = next_step(error) {
            eprintln!("  next: {step}");
        }
    }
}

/// Returns advice about an error of the client.
fn next_step(error: &anyhow::Error) -> Option<&'static str> {
    let error = error.chain().find_map(|cause| cause.downcast_ref::<attio_core::Error>())?;
    Some(match error.status() {
        Some(401) => "check that the token is intact and not revoked: `attio whoami`",
        Some(403) => "check which scope the token lacks: `attio whoami`",
        Some(429) => "wait a moment and try again",
        Some(500..) => "try again; https://attio.com has a status page",
        Some(_) => return None,
        None if error.is_timeout() => "try again, or check whether the host is reachable",
        None if error.is_connect() => {
            "check whether the host is reachable; `ATTIO_BASE_URL` changes it"
        }
        None if error.config_problem() == Some(ConfigProblem::PlainHttp) => {
            "pass --allow-plain-http"
        }
        None => return None,
    })
}

/// Returns whether the reader of the output has closed it, as in `attio … | head -1`.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<std::io::Error>()
        .is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::net::{Ipv4Addr, TcpListener};

    use attio_core::{Client, Error, Method, RetryPolicy};

    use super::next_step;

    fn client(base_url: &str) -> Result<Client, Error> {
        let settings = Client::builder().api_key("token").base_url(base_url);
        settings.retry(RetryPolicy::off()).no_rate_limit().build()
    }

    async fn step_after_a_call(client: &Client, path: &str) -> (String, Option<&'static str>) {
        let error = client.request(Method::GET, path).await.expect_err("a failure");
        (error.to_string(), next_step(&anyhow::Error::new(error).context("the command failed")))
    }

    #[tokio::test]
    async fn the_next_step_depends_on_the_kind_of_the_error_and_not_on_its_message() {
        let server = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let address = server.local_addr().expect("an address");
        let client = client(&format!("http://{address}")).expect("a client");
        let closing = std::thread::spawn(move || {
            for connection in server.incoming().take(2) {
                // The connection is closed after the first bytes of a request.
                let _ = connection.and_then(|mut connection| connection.read(&mut [0; 1024]));
            }
        });
        for words in ["no connection", "allow_plain_http"] {
            let (text, step) = step_after_a_call(&client, &format!("/v2/{words}")).await;
            assert!(text.contains(words), "{text}");
            assert_eq!(step, None, "{text}");
        }
        // After that, nobody listens on the port.
        closing.join().expect("the server");
        let (text, step) = step_after_a_call(&client, "/v2/self").await;
        assert!(step.is_some_and(|step| step.contains("ATTIO_BASE_URL")), "{text}: {step:?}");
    }

    #[test]
    fn refused_plain_http_names_the_argument_and_other_settings_do_not() {
        let step = |url| next_step(&client(url).expect_err("a wrong setting").into());
        assert_eq!(step("http://attio.internal"), Some("pass --allow-plain-http"));
        assert_eq!(step("https://attio.internal?allow_plain_http"), None);
        assert_eq!(step("ftp://attio.internal"), None);
    }
}
