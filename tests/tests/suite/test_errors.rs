//! Errors that users build for their unit tests are classified as those of real calls are.

use std::time::Duration;

use attio_core::testing::TestError;
use attio_core::{
    AttioRecord, Client, EmailAddress, Error, Outcome, RecordId, RetryPolicy, Target,
};
use attio_emulator::{Fault, Operation};
use attio_tests::Attio;

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(slug = "email_addresses", unique)]
    emails: Vec<EmailAddress>,
}

fn ada() -> Person {
    Person { emails: vec!["ada@example.com".parse().expect("an address")] }
}

/// The results of all methods that a program decides by.
fn answers(error: &Error) -> Vec<(&'static str, String)> {
    let mut answers = vec![
        ("outcome", format!("{:?}", error.outcome())),
        ("status", format!("{:?}", error.status())),
        ("code", format!("{:?}", error.code())),
        ("api", error.api().is_some().to_string()),
        ("attribute", format!("{:?}", error.attribute())),
        ("conflicting_records", format!("{:?}", error.conflicting_records())),
        ("attempts", error.attempts().to_string()),
        ("retry_after", format!("{:?}", error.retry_after())),
    ];
    type Question = (&'static str, fn(&Error) -> bool);
    let questions: [Question; 14] = [
        ("may_have_applied", Error::may_have_applied),
        ("is_retryable", Error::is_retryable),
        ("is_not_found", Error::is_not_found),
        ("is_uniqueness_conflict", Error::is_uniqueness_conflict),
        ("is_rate_limited", Error::is_rate_limited),
        ("is_foreign_response", Error::is_foreign_response),
        ("is_auth", Error::is_auth),
        ("is_timeout", Error::is_timeout),
        ("is_connect", Error::is_connect),
        ("is_config", Error::is_config),
        ("is_encode", Error::is_encode),
        ("is_decode", Error::is_decode),
        ("is_response_too_large", Error::is_response_too_large),
        ("has_body", |error| error.body().is_some()),
    ];
    answers.extend(questions.map(|(name, ask)| (name, ask(error).to_string())));
    answers
}

#[track_caller]
fn assert_same(built: TestError, real: &Error) {
    let built = built.build();
    assert_eq!(answers(&built), answers(real), "\nbuilt: {built}\nreal: {real}");
    assert!(built.to_string().starts_with("cannot call Attio in a test: "), "{built}");
}

#[tokio::test]
async fn a_built_error_answers_as_a_real_one() {
    let attio = Attio::start();
    let client = Client::builder()
        .api_key(attio.emulator.api_key())
        .base_url(attio.emulator.base_url())
        .retry(RetryPolicy::off())
        .timeout(Duration::from_millis(500))
        .build()
        .expect("a client");
    let there = ada().create(&client).await.expect("created").id.record_id;

    let conflict = ada().create(&client).await.expect_err("it is unique");
    let slug = "email_addresses";
    assert_same(TestError::uniqueness_conflict(slug, [there.uuid()]), &conflict);

    let gone: RecordId<Person> = "bf071e1f-6035-429d-b874-d83ea64ea13b".parse().expect("an ID");
    let missing = Person::get(&client, gone).await.expect_err("it is not there");
    let built = TestError::not_found().read().id(gone).target(Target::Object("people"));
    assert_eq!(built.clone().build().id(), missing.id());
    assert_eq!(built.clone().build().target(), missing.target());
    assert_same(built, &missing);

    let create = || ada().create(&client);
    for (fault, built) in [
        (Fault::Status(503), TestError::response(503, "service_unavailable")),
        (Fault::StallThenApply(Duration::from_secs(60)), TestError::timeout()),
    ] {
        attio.emulator.inject(fault.once().on(Operation::Create));
        let real = create().await.expect_err("a fault");
        let code = real.code().map(str::to_owned);
        let built = match (code, real.status()) {
            (Some(code), Some(status)) => TestError::response(status, code),
            _ => built,
        };
        assert_same(built, &real);
    }

    attio.emulator.inject(Fault::Truncated.once().on(Operation::Create));
    let other = Person { emails: vec!["grace@example.com".parse().expect("an address")] };
    let applied = other.create(&client).await.expect_err("the body is cut");
    let Outcome::Applied(id) = applied.outcome() else { panic!("{applied}") };
    assert_same(TestError::applied(id), &applied);
}

#[test]
fn outcomes_follow_from_the_error_and_the_call() {
    let id = "bf071e1f-6035-429d-b874-d83ea64ea13b".parse().expect("an ID");
    for outcome in
        [Outcome::NotApplied, Outcome::Unknown, Outcome::Applied(None), Outcome::Applied(Some(id))]
    {
        let error: Error = TestError::with_outcome(outcome).into();
        assert_eq!(error.outcome(), outcome);
        assert_eq!(error.may_have_applied(), outcome != Outcome::NotApplied);
        assert!(!error.is_retryable(), "a create that was refused or may have been applied");
    }
    assert_eq!(TestError::applied(id).build().id(), Some(id));
    let limited = TestError::rate_limited(Duration::from_secs(3)).build();
    assert!(limited.is_rate_limited() && limited.is_retryable());
    assert_eq!(limited.retry_after(), Some(Duration::from_secs(3)));
    assert!(TestError::no_connection().build().is_retryable());
    assert!(TestError::response(401, "unauthorized").build().is_auth());
    assert!(TestError::foreign_response(502).build().is_foreign_response());

    // Reads have no effect, and assert may be made twice.
    for error in [TestError::timeout(), TestError::response(500, "internal_error")] {
        assert_eq!(error.clone().read().build().outcome(), Outcome::NotApplied);
        assert!(error.clone().read().build().is_retryable());
        assert_eq!(error.clone().idempotent().build().outcome(), Outcome::Unknown);
        assert!(error.clone().idempotent().build().is_retryable());
        assert!(!error.build().is_retryable());
    }

    // Another record, or the one that the lost attempt made?
    let conflict = TestError::uniqueness_conflict("domains", [id]).after_lost_attempt().build();
    assert_eq!(conflict.outcome(), Outcome::Unknown);
    assert_eq!((conflict.conflicting_records(), conflict.attempts()), (vec![id], 2));
    let text = TestError::response(400, "value_not_found").message("No such option.").build();
    assert_eq!(text.api().and_then(|api| api.message()), Some("No such option."));
}

#[test]
#[should_panic(expected = "200 is not the status of an error")]
fn a_success_is_no_error() {
    let _ = TestError::response(200, "ok");
}
