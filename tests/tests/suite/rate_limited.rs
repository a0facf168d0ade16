//! Persistent 429s: nothing is lost, the deadline bounds the waits, and the error says so.

use std::time::{Duration, SystemTime};

use attio_core::{AttioRecord, Error};
use attio_emulator::{CannedResponse, Fault, RetryAfter};
use attio_tests::fault_table::{End, Figures, Kind, Pace, Rows, count};
use attio_tests::people::Contact;
use attio_tests::{Attio, FastClock, client_of};

const SECOND: Duration = Duration::from_secs(1);

/// Every form of `Retry-After` that lets a call end within its deadline, with its minimum wait.
fn forms() -> Vec<(RetryAfter, Duration)> {
    let seconds = [1, 8, 20, 40];
    let text = |text: &str| (RetryAfter::Text(text.to_owned()), Duration::ZERO);
    let mut forms: Vec<_> =
        seconds.map(|s| (RetryAfter::Seconds(s), Duration::from_secs(s))).to_vec();
    // Rounded up to the second, so at least this far ahead; but the clock advances meanwhile.
    forms.extend(seconds.map(|s| {
        let ahead = Duration::from_secs(s);
        (RetryAfter::Date(ahead), ahead - SECOND)
    }));
    forms.extend([
        (RetryAfter::NextSecond, Duration::ZERO),
        (RetryAfter::Absent, Duration::ZERO),
        (RetryAfter::PastDate(60 * SECOND), Duration::ZERO),
        text("in a while"),
        text("Tue, 99 May 2023 14:42:01 GMT"),
        text("-1"),
    ]);
    forms
}

#[tokio::test]
async fn every_kind_of_create_waits_as_requested_and_loses_nothing() {
    for (rows, kind) in Rows::ALL.into_iter().flat_map(|rows| Kind::ALL.map(|kind| (rows, kind))) {
        let (attio, clock) = Attio::with_clock();
        let attio = std::sync::Arc::new(attio);
        let forms = forms();
        let creates = forms.len() as u64;
        rows.prepare(&attio.emulator, creates);
        let faulty = std::sync::Arc::clone(&attio);
        let next = std::sync::Mutex::new(forms.clone().into_iter());
        let pace = Pace::one_by_one(move || {
            let form = next.lock().expect("no panic").next();
            // A bulk job calls this once more, when no form is left.
            if let Some((retry_after, _)) = form {
                faulty.emulator.inject(Fault::RateLimited(retry_after).once());
            }
        });
        let ends = kind.run(rows, &attio.client, creates, pace).await;
        let figures = count(&attio.emulator, rows, rows.key(kind), &ends, false).await;
        let all_ok = Figures { creates, ok: creates, hit: creates, ..Figures::default() };
        assert_eq!(figures, all_ok, "{rows:?}, {}", kind.name());
        let waits = clock.waits();
        assert_eq!(waits.len(), forms.len(), "one wait per refusal: {waits:?}");
        for ((form, least), wait) in forms.iter().zip(&waits) {
            assert!(wait >= least && *wait <= *least + 3 * SECOND, "{form:?}: {wait:?}");
        }
    }
}

#[tokio::test]
async fn without_a_future_time_the_deadline_ends_the_call_and_the_error_says_so() {
    for retry_after in [
        RetryAfter::Absent,
        RetryAfter::PastDate(60 * SECOND),
        RetryAfter::Text("in a while".into()),
        RetryAfter::Seconds(0),
    ] {
        let (attio, clock) = Attio::with_clock();
        attio.emulator.inject(Fault::RateLimited(retry_after.clone()).always());
        let error = Contact::numbered(0).create(&attio.client).await.expect_err("never let in");
        assert_nothing_was_stored(&attio, &error);
        assert!(error.retry_after().is_none(), "{retry_after:?}");
        let waited: Duration = clock.waits().iter().sum();
        // The last wait, of 10 seconds at most, did not fit into the deadline of 120.
        assert!((109 * SECOND..120 * SECOND).contains(&waited), "{retry_after:?}: {waited:?}");
    }
}

#[tokio::test]
async fn no_kind_of_create_waits_for_an_hour() {
    for retry_after in [RetryAfter::Seconds(3600), RetryAfter::Date(3600 * SECOND)] {
        let (attio, clock) = Attio::with_clock();
        attio.emulator.inject(Fault::RateLimited(retry_after).always());
        let Attio { client, .. } = &attio;
        let contact = Contact::numbered(0);
        let mut job = Contact::bulk_create(client).run([(0, Contact::numbered(0))]);
        let (_, bulk) = job.next().await.expect("a result");
        for error in [
            contact.create(client).await.expect_err("refused"),
            contact.create_or_reconcile(client).await.expect_err("refused"),
            contact.assert(client, Contact::EMAILS).await.expect_err("refused"),
            bulk.expect_err("refused"),
        ] {
            assert_nothing_was_stored(&attio, &error);
            assert!(error.retry_after().is_some_and(|wait| wait > 3590 * SECOND));
            assert!(error.to_string().contains("asks for a wait of"), "{error}");
        }
        assert!(clock.waits().is_empty());
        // The same record can be created afterwards.
        attio.emulator.clear_faults();
        let kind = Kind::CreateOrReconcile;
        let ends = kind.run(Rows::Records, client, 1, Pace::one_by_one(|| ())).await;
        assert!(matches!(ends[..], [Some(End::Record(_))]));
    }
}

fn assert_nothing_was_stored(attio: &Attio, error: &Error) {
    assert!(error.is_rate_limited() && error.is_retryable() && !error.may_have_applied());
    assert!(error.to_string().contains("the deadline leaves"), "{error}");
    assert_eq!(attio.emulator.record_ids("people").len(), 0);
}

#[tokio::test]
async fn a_retry_by_this_machines_clock_is_never_before_the_date() {
    let attio = Attio::start();
    let header = httpdate::fmt_http_date(SystemTime::now() + 2 * SECOND);
    let date = httpdate::parse_http_date(&header).expect("a date");
    let refused = CannedResponse::new(429).header("retry-after", header);
    attio.emulator.stub("POST", "/v2/objects/people/records", refused);
    Contact::numbered(0).create(&attio.client).await.expect("the second one is accepted");
    assert!(SystemTime::now() >= date);
    assert_eq!(attio.emulator.requests().len(), 2);
}

#[tokio::test]
async fn a_calls_own_deadline_bounds_it() {
    let emulator = Attio::start().emulator;
    let client = client_of(&emulator).clock(FastClock::default()).build();
    let attio = Attio { client: client.expect("the settings are right"), emulator };
    attio.emulator.inject(Fault::RateLimited(RetryAfter::Seconds(8)).always());
    let call = Contact::numbered(0).create(&attio.client).deadline(7 * SECOND);
    let error = call.await.expect_err("eight seconds are too many");
    assert_nothing_was_stored(&attio, &error);
    assert_eq!(error.attempts(), 1);
    assert!(error.to_string().contains("a wait of 8 s"), "{error}");
}
