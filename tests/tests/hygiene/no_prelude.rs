//! The derives without any name of the standard library in scope.

#![no_implicit_prelude]
#![deny(warnings, missing_docs, unused_qualifications, missing_debug_implementations)]

use ::attio_core::{AttioOption, AttioRecord, AttioValue, Client, EmailAddress, Values};
use ::std::assert_eq;
use ::std::borrow::ToOwned as _;

#[derive(AttioRecord, ::std::fmt::Debug)]
#[attio(object = "people")]
struct Person {
    emails: ::std::vec::Vec<EmailAddress>,
    job: ::std::option::Option<Job>,
    #[attio(kind = "select")]
    tier: ::std::option::Option<Tier>,
    #[attio(read_only)]
    note: ::std::option::Option<::std::string::String>,
    #[attio(default)]
    age: u8,
    #[attio(skip)]
    dirty: bool,
}

#[derive(AttioRecord, ::std::fmt::Debug)]
#[attio(object = "people")]
struct Generic<T> {
    tags: ::std::vec::Vec<T>,
}

#[derive(AttioValue, ::std::fmt::Debug)]
struct Job(::std::string::String);

#[derive(AttioOption, ::std::fmt::Debug)]
enum Tier {
    #[attio(id = "11f07f01-c10f-4e05-a522-33e050bc52ee", title = "Gold tier")]
    Gold,
    #[attio(other)]
    Other(::std::string::String),
}

#[test]
fn no_implicit_prelude() {
    let client =
        Client::builder().api_key("test").base_url("http://127.0.0.1:9").build().expect("a client");
    let person = Person {
        emails: ::std::vec![],
        job: ::std::option::Option::Some(Job("x".to_owned())),
        tier: ::std::option::Option::Some(Tier::Gold),
        note: ::std::option::Option::None,
        age: 18,
        dirty: true,
    };
    assert_eq!(
        person.create(&client).body().expect("a body"),
        r#"{"data":{"values":{"job":["x"],"tier":[{"option":"11f07f01-c10f-4e05-a522-33e050bc52ee"}],"age":[18]}}}"#
    );
    let generic = Generic { tags: ::std::vec!["a".to_owned()] };
    assert_eq!(
        generic.create(&client).body().expect("a body"),
        r#"{"data":{"values":{"tags":["a"]}}}"#
    );
    let values = Values::from_json(r#"{"job": [{"value": "y", "attribute_type": "text"}]}"#);
    let person: Person = values.expect("JSON").decode().expect("a record");
    assert_eq!(person.job.expect("a job").0, "y");
    assert_eq!((person.age, person.dirty, person.emails.len()), (0, false, 0));
    assert_eq!(person.note, ::std::option::Option::None);
    assert_eq!(Person::EMAILS.slug(), ::std::option::Option::Some("emails"));
    assert_eq!(Tier::Other("z".to_owned()).key().as_str(), "z");
}
