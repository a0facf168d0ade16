//! If a server quotes the call's own secrets, in any escaping and anywhere in a response, they
//! enter no error, log line or `Debug`.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use attio_core::bulk::Journal;
use attio_core::oauth::{AccessToken, Code, OAuthApp};
use attio_core::{AttioRecord, Client, EmailAddress, Error, Method, RetryPolicy};
use attio_tests::{FastClock, Log, size};
use futures_util::StreamExt;
use proptest::prelude::*;
use proptest::{collection, sample};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::{Layer, filter};

/// Contains all characters that some escaping changes and that are allowed in a header.
const TOKEN: &str = r#"t0k/En+of=the&w0rk"sp'ace<1>2\3%2F4;5{6}~7,8$9"#;
/// In the form of Attio's tokens.
const PLAIN: &str = "5ecret5ecret5ecret5ecret5ecret5ecret5ecret5ecret5ecret5ecret5ecr";
const CLIENT_SECRET: &str = "cl1ent+secret/with é & <more>";
const CODE: &str = "c0de/of=the+consent&%41";

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(slug = "email_addresses", unique)]
    emails: Vec<EmailAddress>,
    job_title: Option<String>,
}

fn person(number: usize) -> Person {
    let email = format!("ada.{number}@example.com").parse().expect("an address");
    Person { emails: vec![email], job_title: Some("Analyst".to_owned()) }
}

/// An escape that a server uses for a string that it quotes.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Escape {
    None,
    JsonSlash,
    JsonLower,
    JsonUpper,
    Json,
    Backslash,
    Hex,
    UrlLower,
    UrlUpper,
    Form,
    Html,
    HtmlNamed,
    HtmlDecimal,
    HtmlHex,
    HtmlHexUpper,
    Basic,
    BasicWithName,
    Upper,
    Lower,
}

const ESCAPES: [Escape; 19] = [
    Escape::None,
    Escape::JsonSlash,
    Escape::JsonLower,
    Escape::JsonUpper,
    Escape::Json,
    Escape::Backslash,
    Escape::Hex,
    Escape::UrlLower,
    Escape::UrlUpper,
    Escape::Form,
    Escape::Html,
    Escape::HtmlNamed,
    Escape::HtmlDecimal,
    Escape::HtmlHex,
    Escape::HtmlHexUpper,
    Escape::Basic,
    Escape::BasicWithName,
    Escape::Upper,
    Escape::Lower,
];

impl Escape {
    fn of(self, text: &str) -> String {
        let each = |escape: &dyn Fn(char) -> String| text.chars().map(escape).collect();
        let bytes = |escape: &dyn Fn(u8) -> String| text.bytes().map(escape).collect();
        let sign = |c: char| !c.is_ascii_alphanumeric();
        let named = |c: char| match c {
            '&' => "&amp;".to_owned(),
            '<' => "&lt;".to_owned(),
            '>' => "&gt;".to_owned(),
            '"' => "&quot;".to_owned(),
            '\'' => "&#39;".to_owned(),
            c => c.to_string(),
        };
        match self {
            Self::None => text.to_owned(),
            Self::Json => serde_json::to_string(text).expect("a string").trim_matches('"').into(),
            Self::JsonSlash => Self::Json.of(text).replace('/', "\\/"),
            Self::JsonLower => each(&|c| format!("\\u{:04x}", u32::from(c))),
            Self::JsonUpper => each(&|c| match sign(c) {
                true => format!("\\u{:04X}", u32::from(c)),
                false => c.to_string(),
            }),
            Self::Backslash => each(&|c| match sign(c) {
                true => format!("\\{c}"),
                false => c.to_string(),
            }),
            Self::Hex => bytes(&|b| match b.is_ascii_alphanumeric() {
                true => char::from(b).to_string(),
                false => format!("\\x{b:02X}"),
            }),
            Self::UrlLower => bytes(&|b| format!("%{b:02x}")),
            Self::UrlUpper | Self::Form => bytes(&|b| match b {
                b' ' if self == Self::Form => "+".to_owned(),
                b if b.is_ascii_alphanumeric() => char::from(b).to_string(),
                b => format!("%{b:02X}"),
            }),
            Self::Html => each(&named),
            Self::HtmlNamed => each(&|c| match c {
                '+' => "&plus;".to_owned(),
                '/' => "&sol;".to_owned(),
                '=' => "&equals;".to_owned(),
                '%' => "&percnt;".to_owned(),
                '\\' => "&bsol;".to_owned(),
                c => named(c),
            }),
            Self::HtmlDecimal => each(&|c| match sign(c) {
                true => format!("&#{};", u32::from(c)),
                false => c.to_string(),
            }),
            Self::HtmlHex => each(&|c| format!("&#x{:x};", u32::from(c))),
            Self::HtmlHexUpper => each(&|c| match sign(c) {
                true => format!("&#X{:X};", u32::from(c)),
                false => c.to_string(),
            }),
            Self::Basic => base64(&format!("{text}:")),
            Self::BasicWithName => base64(&format!("ab:{text}")),
            Self::Upper => text.to_uppercase(),
            Self::Lower => text.to_lowercase(),
        }
    }
}

fn base64(text: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for part in text.as_bytes().chunks(3) {
        let all = part.iter().fold(0u32, |all, byte| all << 8 | u32::from(*byte));
        let all = all << (8 * (3 - part.len()));
        for place in 0..4 {
            match place <= part.len() {
                true => out.push(char::from(DIGITS[(all >> (18 - 6 * place) & 63) as usize])),
                false => out.push('='),
            }
        }
    }
    out
}

/// The part of a response that contains the string.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Page,
    Bare,
    Envelope,
    RawEnvelope,
    OAuth,
    Identity,
    Record,
    Ids,
    Header,
    Location,
    BrokenOff,
    BrokenEnvelope,
    /// The end of a truncated body.
    AtTheEnd,
}

const PLACES: [Place; 13] = [
    Place::Page,
    Place::Bare,
    Place::Envelope,
    Place::RawEnvelope,
    Place::OAuth,
    Place::Identity,
    Place::Record,
    Place::Ids,
    Place::Header,
    Place::Location,
    Place::BrokenOff,
    Place::BrokenEnvelope,
    Place::AtTheEnd,
];

const STATUSES: [u16; 15] =
    [200, 201, 202, 302, 307, 400, 401, 403, 404, 409, 422, 429, 500, 502, 503];

/// The response that contains the quoted string.
fn response(place: Place, status: u16, quoted: &str) -> Vec<u8> {
    let json = serde_json::to_string(quoted).expect("a string");
    let ids = format!(r#"{{"record_id":{json},"object_id":{json},"workspace_id":{json}}}"#);
    let mut headers = String::new();
    let body = match place {
        Place::Page => format!("<h1>Bad</h1>\r\nauthorization: Bearer {quoted}\r\n"),
        Place::Bare => quoted.to_owned(),
        Place::Envelope => format!(
            r#"{{"status_code":{status},"type":{json},"code":{json},"message":{json},"path":[{json}],
            "validation_errors":[{{"code":{json},"path":[{json}],"message":{json},"expected":{json},"received":{json}}}]}}"#
        ),
        Place::RawEnvelope => {
            format!(
                r#"{{"status_code":{status},"type":"x","code":"x","message":"Bearer {quoted}"}}"#
            )
        }
        Place::OAuth => format!(r#"{{"error":{json},"error_description":{json}}}"#),
        Place::Identity => format!(r#"{{"active":{json},"scope":{json}}}"#),
        Place::Record => format!(r#"{{"data":{json}}}"#),
        Place::Ids => format!(r#"{{"data":{{"id":{ids},"created_at":{json},"values":{{}}}}}}"#),
        Place::Header | Place::Location => "no".to_owned(),
        Place::BrokenOff | Place::AtTheEnd => format!("<p>Bearer {quoted}"),
        Place::BrokenEnvelope => format!(r#"{{"code":"x","message":{json}"#),
    };
    let line: String = quoted.chars().filter(|c| c.is_ascii() && !c.is_ascii_control()).collect();
    if place == Place::Header {
        let _ = write!(headers, "x-attio-execution-id: {line}\r\nx-accurate-at: {line}\r\n");
    }
    if place == Place::Location || matches!(status, 302 | 307) {
        let _ = write!(headers, "location: /{line}\r\n");
    }
    if status == 429 {
        headers.push_str("retry-after: 1\r\n");
    }
    let is_broken = matches!(place, Place::BrokenOff | Place::BrokenEnvelope);
    let length = body.len() + if is_broken { 100 } else { 0 };
    let head = format!(
        "HTTP/1.1 {status} No\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n"
    );
    [head.into_bytes(), body.into_bytes()].concat()
}

/// Returns the same response to every request.
struct Quoting {
    url: String,
    response: Arc<Mutex<Vec<u8>>>,
}

async fn quoting() -> Quoting {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let response: Arc<Mutex<Vec<u8>>> = Arc::default();
    let shared = Arc::clone(&response);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let response = shared.lock().expect("not poisoned").clone();
            tokio::spawn(async move {
                let mut request = Vec::new();
                while !is_whole(&request)
                    && stream.read_buf(&mut request).await.is_ok_and(|n| n > 0)
                {}
                let _ = stream.write_all(&response).await;
            });
        }
    });
    Quoting { url, response }
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
    body.len() >= length.and_then(|length| length.parse().ok()).unwrap_or(0)
}

/// Everything that an error shows.
fn shown(error: &Error) -> String {
    let mut text = format!("{error}\n{error:?}\n{error:#?}\n{:?}\n", error.request_id());
    text += &format!("{:?} {:?}\n", error.code(), error.attribute());
    text += &String::from_utf8_lossy(error.body().unwrap_or_default());
    if let Some(api) = error.api() {
        text += &format!("\n{api} {api:?} {:?} {:?}", api.message(), api.error_type());
        text += &format!("{:?} {:?}", api.path(), api.validation_errors());
        for wrong in api.validation_errors() {
            text += &format!("\n{wrong} {} {}", wrong.code(), wrong.message());
            text += &format!("{:?} {:?}", wrong.expected(), wrong.received());
        }
        text += &String::from_utf8_lossy(api.body());
    }
    if let Some(problem) = error.oauth() {
        text += &format!("\n{problem} {problem:?}");
    }
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text += &format!("\n{cause}\n{cause:?}");
        source = cause.source();
    }
    text
}

/// Makes every kind of call that has this secret, and returns everything that their errors show.
async fn calls(server: &Quoting, secret: &str) -> String {
    if matches!(secret, CLIENT_SECRET | CODE) {
        of_app(server, secret).await
    } else {
        of_client(server, secret).await
    }
}

async fn of_app(server: &Quoting, secret: &str) -> String {
    let app = app(server);
    let mut errors = vec![app.exchange(Code::new(CODE)).attempts(1).await.err()];
    if secret == CLIENT_SECRET {
        errors.push(app.introspect(&AccessToken::new(PLAIN)).attempts(1).await.err());
    }
    let mut text = format!("{app:?} {app:#?}");
    for error in errors.iter().flatten() {
        text += &shown(error);
    }
    text
}

fn app(server: &Quoting) -> OAuthApp {
    OAuthApp::builder("billing", CLIENT_SECRET, "https://example.com/back")
        .base_url(&server.url)
        .deadline(Duration::from_millis(300))
        .build()
        .expect("settings")
}

async fn of_client(server: &Quoting, token: &str) -> String {
    let settings = || {
        Client::builder()
            .api_key(token)
            .base_url(&server.url)
            .no_rate_limit()
            .clock(FastClock::default())
            .retry(RetryPolicy::new().max_attempts(2))
    };
    let client = settings().build().expect("settings");
    let app = app(server);
    let (one, two) = (person(1), person(2));
    let access = AccessToken::new(token);
    let people = || vec![("a".to_owned(), person(3)), ("b".to_owned(), person(4))];
    let mut errors = vec![
        one.create(&client).await.err(),
        two.create_or_reconcile(&client).await.err(),
        one.assert(&client, Person::EMAILS).await.err(),
        Person::query().first(&client).await.err(),
        Person::query().decode_all(&client).await.err(),
        client.whoami().await.err(),
        client.pull_schema().await.err(),
        app.introspect(&access).attempts(1).await.err(),
    ];
    match client.request(Method::GET, "/v2/things").await {
        Ok(response) => errors.push(response.json::<Vec<u8>>().err()),
        Err(error) => errors.push(Some(error)),
    }
    let job = Person::bulk_create(&client);
    errors.extend(job.run(people()).map(|(_, result)| result.err()).collect::<Vec<_>>().await);
    let mut journal_error = String::new();
    // A journal is on the disk, which is slow.
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    if NUMBER.fetch_add(1, Ordering::Relaxed).is_multiple_of(16) {
        let journal = attio_tests::scratch(env!("CARGO_TARGET_TMPDIR"), "any-form.journal");
        let _ = std::fs::remove_file(&journal);
        let journal = Journal::open(&journal).expect("a journal");
        match Person::bulk_create(&client).journal(&journal).await {
            Ok(job) => {
                let results = job.run(people()).map(|(_, result)| result.err());
                errors.extend(results.collect::<Vec<_>>().await);
            }
            Err(error) => journal_error = format!("{error} {error:?}"),
        }
    }
    let mut text = format!("{journal_error} {client:?} {client:#?} {access:?} {:?}", settings());
    if let Ok(detailed) = client.request(Method::GET, "/v2/things").call().detailed().await {
        text += &format!("{detailed:?}");
    }
    for error in errors.iter().flatten() {
        text += &shown(error);
    }
    text
}

/// Runs the calls, and returns everything that their errors and our crates' log show.
fn all_that_is_said(response: Vec<u8>, secret: &str) -> String {
    static RUNTIME: OnceLock<(Quoting, Runtime)> = OnceLock::new();
    let (server, _) = RUNTIME.get_or_init(|| {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        (runtime.block_on(quoting()), runtime)
    });
    *server.response.lock().expect("not poisoned") = response;
    let log = Log::default();
    let writer = log.clone();
    let ours = filter::Targets::new().with_target("attio", filter::LevelFilter::TRACE);
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .with_filter(ours);
    let subscriber = tracing_subscriber::registry().with(lines);
    let said = tracing::subscriber::with_default(subscriber, || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(calls(server, secret))
    });
    let log = log.text();
    assert!(log.contains("attio.operation="), "the calls were logged: {log}");
    format!("{said}{log}")
}

/// The text without differences that do not matter to a reader: case and the escapes of `Debug`.
fn flat(text: &str) -> String {
    text.to_lowercase().replace('\\', "")
}

/// One response that contains a secret.
#[derive(Clone, Debug)]
struct Case {
    secret: &'static str,
    escapes: Vec<Escape>,
    place: Place,
    status: u16,
}

/// Only one test runs at a time, because the response is shared.
static ONE: Mutex<()> = Mutex::new(());

fn check(case: &Case) -> Result<(), String> {
    let _one = ONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    // A reader could recover the secret from each of these.
    let mut forms = vec![case.secret.to_owned()];
    for escape in &case.escapes {
        let last = forms.last().expect("one").clone();
        forms.push(escape.of(&last));
    }
    let mut quoted = forms.last().expect("one").clone();
    if case.place == Place::AtTheEnd {
        let cut = case.secret.char_indices().nth(14).expect("longer").0;
        forms = vec![case.secret[..cut].to_owned()];
        for escape in &case.escapes {
            let last = forms.last().expect("one").clone();
            forms.push(escape.of(&last));
        }
        // Base64 of a part differs from a part of base64.
        quoted =
            match case.escapes.iter().any(|e| matches!(e, Escape::Basic | Escape::BasicWithName)) {
                true => quoted,
                false => forms.last().expect("one").clone(),
            };
    }
    let said = all_that_is_said(response(case.place, case.status, &quoted), case.secret);
    let said = flat(&said);
    for form in forms {
        let form = flat(&form);
        let form = form.trim_end_matches('=');
        if said.contains(form) {
            let at = said.find(form).expect("it exists");
            let from = (0..=at.saturating_sub(200)).rev().find(|at| said.is_char_boundary(*at));
            let to = (at + form.len()..).find(|at| said.is_char_boundary(*at)).expect("the end");
            return Err(format!("{form} in: {}", &said[from.unwrap_or(0)..to]));
        }
    }
    Ok(())
}

#[test]
fn each_escaping_alone() {
    let mut failed = Vec::new();
    for secret in [TOKEN, PLAIN, CLIENT_SECRET, CODE] {
        for (number, escape) in ESCAPES.into_iter().enumerate() {
            let usual = [(Place::Page, 502), (Place::RawEnvelope, 400), (Place::OAuth, 400)];
            for (place, status) in [
                usual[number % usual.len()],
                (PLACES[number % PLACES.len()], STATUSES[number % STATUSES.len()]),
            ] {
                let case = Case { secret, escapes: vec![escape], place, status };
                if let Err(error) = check(&case) {
                    failed.push(format!("{case:?}: {error}"));
                }
            }
        }
    }
    assert!(failed.is_empty(), "{} shown:\n{}", failed.len(), failed.join("\n"));
}

#[test]
fn each_place_with_each_status() {
    let mut failed = Vec::new();
    for place in PLACES {
        for status in
            STATUSES.into_iter().filter(|status| [200, 302, 400, 401, 429, 500].contains(status))
        {
            let secret = if status / 100 % 2 == 0 { PLAIN } else { TOKEN };
            let case = Case { secret, escapes: vec![Escape::None], place, status };
            if let Err(error) = check(&case) {
                failed.push(format!("{case:?}: {error}"));
            }
        }
    }
    assert!(failed.is_empty(), "{} shown:\n{}", failed.len(), failed.join("\n"));
}

fn case() -> impl Strategy<Value = Case> {
    (
        sample::select(vec![TOKEN, PLAIN, CLIENT_SECRET, CODE]),
        collection::vec(sample::select(ESCAPES.to_vec()), 0..=3),
        sample::select(PLACES.to_vec()),
        sample::select(STATUSES.to_vec()),
    )
        .prop_map(|(secret, mut escapes, place, status)| {
            // Only the base64 itself is escaped: base64 of an escaped string is different.
            if let Some(at) =
                escapes.iter().position(|e| matches!(e, Escape::Basic | Escape::BasicWithName))
            {
                escapes.drain(..at);
                let mut first = true;
                escapes.retain(|e| {
                    !matches!(e, Escape::Basic | Escape::BasicWithName)
                        || std::mem::take(&mut first)
                });
            }
            Case { secret, escapes, place, status }
        })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: u32::try_from(size(3000, 60)).expect("a small number"),
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_secret_is_shown_in_any_form_that_a_server_returns(case in case()) {
        check(&case).map_err(TestCaseError::fail)?;
    }
}
