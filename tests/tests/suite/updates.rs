//! The effects of assert, append, overwrite and patch.

use attio_core::{
    AttioRecord, DynamicRecord, EmailAddress, Outcome, PersonalName, RecordId, RecordRef,
    RetryPolicy, SelectOption,
};
use attio_emulator::CannedResponse;
use attio_tests::invoices::{self, Invoice, Number};
use attio_tests::people::Company;
use attio_tests::{Attio, client_of};
use serde_json::{Value, json};

#[derive(AttioRecord, Debug)]
#[attio(object = "people")]
struct Person {
    name: Option<PersonalName>,
    #[attio(slug = "email_addresses", unique)]
    emails: Vec<EmailAddress>,
    job_title: Option<String>,
    description: Option<String>,
    company: Option<RecordRef<Company>>,
    #[attio(slug = "phone_numbers", kind = "phone-number")]
    phones: Vec<String>,
}

fn person(emails: &[&str]) -> Person {
    Person {
        name: None,
        emails: emails.iter().map(|email| email.parse().expect("valid")).collect(),
        job_title: None,
        description: None,
        company: None,
        phones: Vec::new(),
    }
}

fn emails(person: &Person) -> Vec<&str> {
    person.emails.iter().map(EmailAddress::as_str).collect()
}

async fn get(attio: &Attio, id: RecordId<Person>) -> Person {
    Person::get(&attio.client, id).await.expect("got").decode().expect("decoded")
}

#[tokio::test]
async fn an_assert_creates_and_then_updates_one_record() {
    let attio = Attio::start();
    let client = &attio.client;
    let first = Person {
        job_title: Some("Analyst".into()),
        phones: vec!["+442079460958".into(), "+442079460959".into()],
        ..person(&["ada@example.com"])
    };
    let first = first.assert(client, Person::EMAILS).await.expect("created");
    let second = Person {
        description: Some("Countess".into()),
        phones: vec!["+442079460960".into()],
        ..person(&["Ada@Example.com", "countess@example.com"])
    };
    let second = second.assert(client, Person::EMAILS).await.expect("updated");
    assert_eq!(second.id, first.id);
    assert_eq!(second.created_at, first.created_at);
    let read = get(&attio, first.id.record_id).await;
    let mut added = emails(&read);
    added.sort_unstable();
    assert_eq!(
        added,
        ["ada@example.com", "countess@example.com"],
        "of the matching attribute: added"
    );
    assert_eq!(read.phones, ["+442079460960"], "every other multi-value: replaced");
    assert_eq!(read.job_title.as_deref(), Some("Analyst"), "not written: untouched");
    assert_eq!(read.description.as_deref(), Some("Countess"));

    let requests = attio.emulator.requests();
    assert_eq!(requests[0].method, "PUT");
    assert_eq!(requests[0].path, "/v2/objects/people/records");
    assert_eq!(requests[0].query.as_deref(), Some("matching_attribute=email_addresses"));
}

#[tokio::test]
async fn an_assert_without_a_value_to_match_by_is_not_sent() {
    let attio = Attio::start();
    let error = Person { job_title: Some("CTO".into()), ..person(&[]) }
        .assert(&attio.client, Person::EMAILS)
        .await
        .expect_err("nothing to match by");
    assert!(error.is_encode(), "{error}");
    assert_eq!(error.attribute(), Some("email_addresses"));
    assert!(attio.emulator.requests().is_empty());
}

#[tokio::test]
async fn an_assert_by_an_empty_string_is_not_sent() {
    let attio = Attio::start();
    invoices::make(&attio.emulator);
    for text in ["", "  "] {
        let invoice = Invoice { text: Some(Number(text.into())), ..Invoice::default() };
        let error = invoice.assert(&attio.client, Invoice::TEXT).await.expect_err("no text");
        assert!(error.is_encode() && error.attribute() == Some("text"), "{error}");
    }
    assert!(attio.emulator.requests().is_empty());
    let invoice = Invoice { text: Some(Number("\"".into())), ..Invoice::default() };
    invoice.assert(&attio.client, Invoice::TEXT).await.expect("a text");
}

#[tokio::test]
async fn a_record_without_a_struct_needs_a_value_to_match_by_too() {
    let attio = Attio::start();
    let client = &attio.client;
    let person = || DynamicRecord::new("people").set("job_title", &["CTO"]);
    let emails = |values: Value| person().set("email_addresses", &values);
    let mut nothing = vec![person()];
    for values in [json!(null), json!([]), json!(""), json!([""]), json!([null, " "])] {
        nothing.push(emails(values));
    }
    for record in &nothing {
        let error = record.assert(client, "email_addresses").await.expect_err("no value");
        assert!(error.is_encode() && !error.may_have_applied(), "{error}");
        assert_eq!(error.attribute(), Some("email_addresses"));
    }
    let count = nothing.len();
    let job = DynamicRecord::bulk_assert(client, "people", "email_addresses");
    let mut results = job.run(nothing.into_iter().enumerate());
    let mut refused = 0;
    while let Some((_, result)) = results.next().await {
        assert!(result.expect_err("no value").is_encode());
        refused += 1;
    }
    assert_eq!(refused, count);
    assert!(attio.emulator.requests().is_empty());

    // An attribute given by ID may be any of those named by slugs; only Attio knows which.
    let id = attio.emulator.attribute_id("people", "email_addresses").expect("an attribute");
    let id = id.to_string();
    emails(json!(["ada@example.com"])).assert(client, &id).await.expect("asserted");
    let error = person().assert(client, &id).await.expect_err("no value");
    assert_eq!((error.status(), error.outcome()), (Some(400), Outcome::NotApplied));
}

#[tokio::test]
async fn an_assert_of_values_of_two_records_is_refused() {
    let attio = Attio::start();
    for email in ["a@example.com", "b@example.com"] {
        person(&[email]).create(&attio.client).await.expect("created");
    }
    let both = person(&["a@example.com", "b@example.com"]);
    let error = both.assert(&attio.client, Person::EMAILS).await.expect_err("two match");
    assert_eq!((error.status(), error.code()), (Some(400), Some("multiple_match_results")));
    assert_eq!(error.outcome(), Outcome::NotApplied);
}

#[tokio::test]
async fn concurrent_asserts_of_one_value_create_one_record() {
    let attio = Attio::start();
    let mut asserts = tokio::task::JoinSet::new();
    for n in 0..32 {
        let one = Person { job_title: Some(n.to_string()), ..person(&["ada@example.com"]) };
        asserts.spawn(one.assert(&attio.client, Person::EMAILS));
    }
    let mut ids = std::collections::HashSet::new();
    for result in asserts.join_all().await {
        ids.insert(result.expect("asserted").id.record_id);
    }
    assert_eq!(ids.len(), 1);
    assert_eq!(attio.emulator.record_ids("people").len(), 1);
}

#[tokio::test]
async fn append_adds_in_front_and_overwrite_replaces() {
    let attio = Attio::start();
    let client = &attio.client;
    let id = person(&["a@example.com", "b@example.com"])
        .create(client)
        .await
        .expect("created")
        .id
        .record_id;
    let more =
        Person { job_title: Some("CTO".into()), ..person(&["B@example.com", "c@example.com"]) };
    let answer = more.append(client, id).await.expect("appended");
    assert_eq!(answer.id.record_id, id);
    let read = get(&attio, id).await;
    assert_eq!(emails(&read), ["c@example.com", "a@example.com", "b@example.com"]);
    assert_eq!(read.job_title.as_deref(), Some("CTO"));

    person(&["d@example.com", "a@example.com"]).overwrite(client, id).await.expect("overwritten");
    let read = get(&attio, id).await;
    assert_eq!(emails(&read), ["d@example.com", "a@example.com"]);
    assert_eq!(read.job_title.as_deref(), Some("CTO"), "not written: untouched");
    person(&[]).overwrite(client, id).await.expect("an empty write changes nothing");
    assert_eq!(emails(&get(&attio, id).await), ["d@example.com", "a@example.com"]);
}

#[tokio::test]
async fn a_conflict_changes_nothing() {
    let attio = Attio::start();
    let client = &attio.client;
    person(&["held@example.com"]).create(client).await.expect("created");
    let id = person(&["a@example.com"]).create(client).await.expect("created").id.record_id;
    let change = Person { job_title: Some("CTO".into()), ..person(&["held@example.com"]) };
    for error in [
        change.append(client, id).await.expect_err("held"),
        change.overwrite(client, id).await.expect_err("held"),
    ] {
        assert!(error.is_uniqueness_conflict(), "{error}");
        assert!(!error.may_have_applied());
    }
    let read = get(&attio, id).await;
    assert_eq!(emails(&read), ["a@example.com"]);
    assert_eq!(read.job_title, None);
}

#[tokio::test]
async fn a_patch_changes_only_the_named_attributes() {
    let attio = Attio::start();
    let client = &attio.client;
    let company = Company { name: None, domains: vec!["acme.com".parse().expect("valid")] };
    let company = company.create(client).await.expect("created").id.record_id;
    let id = Person { description: Some("old".into()), ..person(&["a@example.com"]) }
        .create(client)
        .await
        .expect("created")
        .id
        .record_id;
    let email: EmailAddress = "b@example.com".parse().expect("valid");
    let call = Person::patch(id)
        .set(Person::JOB_TITLE, "CTO")
        .set(Person::COMPANY, company)
        .clear(Person::DESCRIPTION)
        .add(Person::EMAILS, email)
        .append(client);
    assert_eq!(
        call.body().expect("written"),
        format!(
            r#"{{"data":{{"values":{{"job_title":["CTO"],"company":[{{"target_object":"companies","target_record_id":"{company}"}}],"description":[],"email_addresses":[{{"email_address":"b@example.com"}}]}}}}}}"#
        )
    );
    call.await.expect("patched");
    let read = get(&attio, id).await;
    assert_eq!(read.job_title.as_deref(), Some("CTO"));
    assert_eq!(read.description, None);
    assert_eq!(read.company.as_ref().and_then(RecordRef::record_id), Some(company));
    assert_eq!(emails(&read), ["b@example.com", "a@example.com"]);
    assert_eq!(attio.emulator.requests().iter().rev().nth(1).expect("a request").method, "PATCH");

    Person::patch(id)
        .clear(Person::EMAILS)
        .set(Person::PHONES, ["+442079460958", "+442079460959"])
        .overwrite(client)
        .await
        .expect("patched");
    let read = get(&attio, id).await;
    assert!(read.emails.is_empty());
    assert_eq!(read.phones, ["+442079460958", "+442079460959"]);
    assert_eq!(read.job_title.as_deref(), Some("CTO"));
}

#[tokio::test]
async fn a_patch_that_names_an_attribute_twice_or_has_a_bad_value_is_not_sent() {
    let attio = Attio::start();
    let id = RecordId::<Person>::from(uuid::Uuid::nil());
    let error = Person::patch(id)
        .set(Person::JOB_TITLE, "CTO")
        .clear(Person::JOB_TITLE)
        .append(&attio.client)
        .await
        .expect_err("twice");
    assert_eq!(error.attribute(), Some("job_title"));
    assert!(error.is_encode() && !error.may_have_applied(), "{error}");
    let error = Person::patch(id)
        .set(Person::JOB_TITLE, "x".repeat(10_000_001))
        .append(&attio.client)
        .await
        .expect_err("too long");
    assert_eq!(error.attribute(), Some("job_title"));
    assert!(attio.emulator.requests().is_empty());
}

#[tokio::test]
async fn a_required_value_cannot_be_cleared_nor_an_unknown_record_changed() {
    #[derive(AttioRecord)]
    #[attio(object = "users", partial)]
    struct User {
        #[attio(unique)]
        user_id: String,
    }
    let attio = Attio::start();
    let user = attio
        .emulator
        .seed(
            "users",
            &serde_json::json!({"user_id": ["u1"], "primary_email_address": ["a@example.com"]}),
        )
        .expect("seeded");
    let error = User::patch(user.into())
        .clear(User::USER_ID)
        .append(&attio.client)
        .await
        .expect_err("required");
    assert_eq!((error.status(), error.code()), (Some(400), Some("missing_value")));
    let error = person(&["a@example.com"])
        .append(&attio.client, uuid::Uuid::nil().into())
        .await
        .expect_err("no such record");
    assert!(error.is_not_found());
}

#[tokio::test]
async fn the_effect_of_a_failed_update_depends_on_its_kind() {
    let attio = Attio::start();
    let client = client_of(&attio.emulator).retry(RetryPolicy::off()).build().expect("a client");
    let client = &client;
    let id = person(&["a@example.com"]).create(client).await.expect("created").id.record_id;
    let change = person(&["b@example.com"]);
    for (method, retryable) in [("PATCH", false), ("PUT", true)] {
        attio.emulator.stub(method, "/v2/objects/people", CannedResponse::new(502));
        let error = if method == "PATCH" {
            change.append(client, id).await.expect_err("bad gateway")
        } else {
            change.overwrite(client, id).await.expect_err("bad gateway")
        };
        assert_eq!(error.outcome(), Outcome::Unknown);
        assert_eq!(error.is_retryable(), retryable, "{method}");
    }
    attio.emulator.stub("PUT", "/v2/objects/people", CannedResponse::new(502));
    let error = change.assert(client, Person::EMAILS).await.expect_err("bad gateway");
    assert!(error.may_have_applied() && error.is_retryable(), "an assert is idempotent");
}

#[tokio::test]
async fn newtypes_and_options_are_patched_with_convertible_values() {
    impl From<&str> for NumberOf {
        fn from(text: &str) -> Self {
            NumberOf(Number(text.to_owned()))
        }
    }
    struct NumberOf(Number);
    impl From<NumberOf> for Number {
        fn from(number: NumberOf) -> Self {
            number.0
        }
    }
    let attio = Attio::start();
    invoices::make(&attio.emulator);
    let id = Invoice::default().create(&attio.client).await.expect("created").id.record_id;
    let patched = Invoice::patch(id)
        .set(Invoice::TEXT, NumberOf::from("2026-1"))
        .set(Invoice::SELECTS, vec![SelectOption::title("export")])
        .set(Invoice::CHECKBOX, true)
        .overwrite(&attio.client)
        .await
        .expect("patched")
        .decode()
        .expect("decoded");
    assert_eq!(patched.text, Some(Number("2026-1".into())));
    assert_eq!(patched.checkbox, Some(true));
    assert_eq!(patched.selects[0].title(), Some("export"));
}

/// Each client writes only the attributes that its patch names.
#[tokio::test]
async fn patches_of_different_attributes_keep_each_others_values() {
    let attio = Attio::start();
    let other = client_of(&attio.emulator).build().expect("a client");
    let id = person(&["ada@x.com"]).create(&attio.client).await.expect("made").id.record_id;
    for number in 0..10 {
        let email: EmailAddress = format!("ada-{number}@x.com").parse().expect("an address");
        let title = Person::patch(id).set(Person::JOB_TITLE, format!("title {number}"));
        let address = Person::patch(id).add(Person::EMAILS, email);
        let (title, address) =
            futures_util::future::join(title.append(&attio.client), address.append(&other)).await;
        title.expect("patched");
        address.expect("patched");
        let after = get(&attio, id).await;
        assert_eq!(after.job_title, Some(format!("title {number}")));
        assert_eq!(after.emails.len(), number + 2);
    }
}
