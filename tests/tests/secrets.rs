//! The token is in no `Debug`, error, log line, journal or URL. The values of records are in no log
//! line or journal, and only in errors that are about them.

use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use attio_core::bulk::Journal;
use attio_core::{
    AttioRecord, Client, EmailAddress, Error, Outcome, PersonalName, PhoneNumber, RetryPolicy,
};
use attio_emulator::{CannedResponse, Emulator, Fault};
use attio_tests::fault_table::{faults, timeout};
use attio_tests::{Attio, FastClock, Log, client_of};
use futures_util::StreamExt;
use futures_util::future::{LocalBoxFuture, join_all};
use serde_json::json;
use uuid::Uuid;

const TOKEN: &str = "5ecret5ecret5ecret5ecret5ecret5ecret5ecret5ecret5ecret5ecret5ecr";

#[derive(AttioRecord, Debug)]
#[attio(object = "people")]
struct Person {
    job_title: Option<String>,
}

/// A person with private data.
#[derive(AttioRecord)]
#[attio(object = "people")]
struct Private {
    name: PersonalName,
    #[attio(slug = "email_addresses", unique)]
    emails: Vec<EmailAddress>,
    #[attio(slug = "phone_numbers")]
    phones: Vec<PhoneNumber>,
    job_title: String,
    description: Option<String>,
}

/// Parts of all her values in lower case, which occur in no word of the API.
const PRIVATE: [&str; 5] = ["zebulon", "quux", "5550123", "astrologer", "left-handed"];

impl Private {
    fn numbered(number: usize) -> Self {
        Self {
            name: PersonalName::new("Zebulon", "Quux"),
            emails: vec![Self::email(number).parse().expect("an address")],
            phones: vec![PhoneNumber::international("+12125550123").expect("a number")],
            job_title: "Astrologer".to_owned(),
            description: Some("Is left-handed".to_owned()),
        }
    }

    fn email(number: usize) -> String {
        format!("zebulon.{number}@quux.example.com")
    }
}

fn assert_private(what: &str, text: &str) {
    assert_clean(what, text);
    let lower = text.to_lowercase();
    for value in PRIVATE {
        assert!(!lower.contains(value), "{what} shows a value of the record: {text}");
        // Bytes are also shown as numbers.
        let bytes = format!("{:?}", value.as_bytes());
        let bytes = bytes.trim_matches(['[', ']']);
        assert!(!lower.contains(bytes), "{what} shows a value of the record: {text}");
    }
}

/// Everything that an error shows.
fn text(error: &Error) -> String {
    let mut text = format!("{error}\n{error:?}\n{error:#?}");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text += &format!("\n{cause}\n{cause:?}");
        source = cause.source();
    }
    text
}

/// Everything that this process logs from now on, from every crate: reqwest, hyper and our own.
fn log() -> &'static Log {
    static LOG: OnceLock<Log> = OnceLock::new();
    LOG.get_or_init(|| {
        let log = Log::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        tracing::subscriber::set_global_default(subscriber).expect("the first one");
        log
    })
}

fn assert_clean(what: &str, text: &str) {
    assert!(!text.contains(TOKEN), "{what} shows the token: {text}");
}

#[tokio::test]
async fn the_token_is_shown_nowhere() {
    let log = log();
    calls().await;
    let log = log.text();
    assert!(log.contains(r#"attio.operation="create""#), "the calls were logged: {log}");
    assert!(log.contains("hyper"), "lines of other crates are checked too");
    assert_clean("the log", &log);
}

async fn calls() {
    let emulator = Emulator::builder().api_key(TOKEN).start().await.expect("it starts");
    let attio = Attio::of(emulator);
    let client = &attio.client;
    assert_clean("Debug of the client", &format!("{client:?} {client:#?}"));
    let builder = Client::builder().api_key(TOKEN);
    assert_clean("Debug of the builder", &format!("{builder:?} {builder:#?}"));

    let person = Person { job_title: Some("Analyst".into()) };
    let call = person.create(client);
    assert_clean("Debug of a call", &format!("{call:?}"));
    let created = call.await.expect("created");
    assert_clean("Debug of a record", &format!("{created:?}"));
    client.whoami().await.expect("identified");

    let mut errors = vec![Person::get(client, Uuid::nil().into()).await.expect_err("not found")];
    attio.emulator.stub("GET", "/v2/objects", CannedResponse::new(502).body("Bad gateway"));
    errors.push(Person::get(client, Uuid::nil().into()).await.expect_err("bad gateway"));
    let wrong = Client::builder().api_key(TOKEN).base_url("http://127.0.0.1:1").build();
    errors.push(person.create(&wrong.expect("settings")).await.expect_err("no connection"));
    for bad in ["not a URL", "ftp://x", "https://api.attio.com/v2"] {
        errors.push(Client::builder().api_key(TOKEN).base_url(bad).build().expect_err("refused"));
    }
    let with_newline = format!("{TOKEN}\n{TOKEN}");
    errors.push(Client::builder().api_key(with_newline).build().expect_err("refused"));
    let in_url = format!("https://user:{TOKEN}@api.attio.com");
    errors.push(Client::builder().api_key("k").base_url(in_url).build().expect_err("refused"));
    for error in errors {
        assert_clean("an error", &text(&error));
    }
    for request in attio.emulator.requests() {
        assert_clean("the path of a request", &request.path);
        assert_eq!(request.bearer(), Some(TOKEN));
        assert_clean("the emulator's log of requests", &format!("{request:?}"));
    }
}

#[tokio::test]
async fn under_every_fault_values_are_only_in_errors_about_them() {
    let log = log();
    let mut faults = faults();
    faults.push(Fault::Redirect("http://127.0.0.1:9".to_owned()));
    let mut failed = 0;
    for (number, fault) in faults.iter().enumerate() {
        failed += calls_under(fault, number).await;
    }
    assert!(failed > 4 * faults.len(), "{failed} errors were checked");
    let log = log.text();
    for line in ["retrying", "failed", "succeeded", "hyper"] {
        assert!(log.contains(line), "there are lines of `{line}`");
    }
    assert_private("the log", &log);
}

/// Makes every kind of call while each request has the fault, and checks their errors and the
/// journal. Returns the number of failures.
async fn calls_under(fault: &Fault, number: usize) -> usize {
    let emulator = Emulator::builder().api_key(TOKEN).start().await.expect("it starts");
    let client = client_of(&emulator)
        .clock(FastClock::default())
        .retry(RetryPolicy::new().max_attempts(2))
        .timeout(timeout(fault))
        .deadline(Duration::from_secs(20))
        .max_response_size(1 << 20)
        .build()
        .expect("the settings are right");
    let patient = client_of(&emulator).build().expect("the settings are right");
    let known = Private::numbered(9000).create(&patient).await.expect("created").id.record_id;
    let journal = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("private-{number}.journal"));
    let _ = std::fs::remove_file(&journal);
    let journal = Journal::open(&journal).expect("a journal");
    let job = Private::bulk_create(&client).journal(&journal).await.expect("a job");
    emulator.inject(fault.clone().always());

    let email = || Private::email(9000).parse::<EmailAddress>().expect("an address");
    let query = Private::query().filter(Private::EMAILS.eq(email()));
    let people = (10..15).map(|number| (Private::email(number), Private::numbered(number)));
    let (one, two, three) = (Private::numbered(1), Private::numbered(2), Private::numbered(3));
    let there = Private::numbered(9000);
    let patch = Private::patch(known).set(Private::JOB_TITLE, "Astrologer");
    let calls = join_all([
        failure(one.create(&client)),
        failure(two.create_or_reconcile(&client)),
        failure(three.reconcile(&client)),
        failure(there.assert(&client, Private::EMAILS)),
        failure(there.append(&client, known)),
        failure(patch.append(&client)),
        failure(query.first(&client)),
        failure(Private::get(&client, known)),
        failure(Private::history(&client, known, Private::JOB_TITLE)),
        failure(client.search("Zebulon", ["people"])),
    ]);
    let results = job.run(people).map(|(_, result)| result.err()).collect::<Vec<_>>();
    let (calls, results) = tokio::join!(calls, results);
    let errors = calls.into_iter().chain(results);
    let mut failed = 0;
    for error in errors.flatten() {
        assert!(!error.is_uniqueness_conflict() && !error.is_encode(), "{error}");
        assert_private(&format!("an error under {fault}"), &text(&error));
        failed += 1;
    }
    let bytes = std::fs::read(journal.path()).expect("the journal");
    assert!(!bytes.is_empty());
    assert_private("the journal", &String::from_utf8_lossy(&bytes));
    let _ = std::fs::remove_file(journal.path());
    failed
}

fn failure<'a, T>(
    call: impl IntoFuture<Output = Result<T, Error>> + 'a,
) -> LocalBoxFuture<'a, Option<Error>> {
    Box::pin(async move { call.await.err() })
}

/// The values that errors quote, according to the docs of `Error`.
#[tokio::test]
async fn errors_quote_the_values_that_they_are_about_and_logs_do_not() {
    let log = log();
    let emulator = Emulator::builder().api_key(TOKEN).start().await.expect("it starts");
    let attio = Attio::of(emulator);
    let client = &attio.client;
    let path = "/v2/objects/people/records";
    let message = format!("The value {} is taken.", Private::email(0));
    let envelope = json!({"status_code": 400, "type": "x", "code": "y", "message": message});
    attio.emulator.stub("POST", path, CannedResponse::json(400, &envelope));
    let told = Private::numbered(0).create(client).await.expect_err("refused");
    assert!(text(&told).contains(&Private::email(0)), "{told}");

    let refused = PhoneNumber::international("5550123").expect_err("no international number");
    assert!(refused.to_string().contains("5550123"), "{refused}");

    let page = CannedResponse::new(502).body(format!("Astrologer{}", " ".repeat(1000)));
    attio.emulator.stub("POST", path, page);
    let proxy = Private::numbered(1).create(client).await.expect_err("bad gateway");
    assert!(text(&proxy).contains("Astrologer") && text(&proxy).len() < 2000, "{proxy}");

    let body = r#"{"data":{"id":{"record_id":"zebulon"},"values":{"job_title":"Astrologer"}}}"#;
    attio.emulator.stub("POST", path, CannedResponse::new(200).body(body));
    let unreadable = Private::numbered(2).create(client).await.expect_err("no ID");
    assert_eq!(unreadable.outcome(), Outcome::Applied(None));
    // An error about an unreadable response quotes only the unreadable part; the rest is in `body`.
    assert!(!text(&unreadable).contains("Astrologer"), "{unreadable:?}");
    assert_eq!(unreadable.body(), Some(body.as_bytes()));

    for error in [&told, &proxy, &unreadable] {
        assert_clean("an error", &text(error));
    }
    assert_private("the log", &log.text());
}
