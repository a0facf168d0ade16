//! Every attribute type is documented. The build of `attio-core` checks that each has a Rust type.

use std::borrow::Cow;
use std::fmt::Debug;
use std::marker::PhantomData;
use std::rc::Rc;
use std::sync::Arc;

use attio_core::value::{Fits, ReadValue, kind};
use attio_core::{
    Actor, ActorRef, AnyRecordRef, AttioOption, AttioRecord, AttioValue, Currency, Date, Decimal,
    Domain, EmailAddress, Interaction, Location, PersonalName, PhoneNumber, Rating, RecordRef,
    SelectOption, Status, Timestamp, Values,
};
use attio_schema::AttributeType;

#[test]
fn the_guide_has_every_type() {
    let chapter = include_str!("../../../docs/guide/src/modelling.md");
    let table = chapter.split("| attribute type | Rust types |").nth(1).expect("a table");
    let rows: Vec<_> = table.lines().skip(2).take_while(|line| line.starts_with('|')).collect();
    for kind in AttributeType::ALL {
        let has = |row: &&str| {
            let names = row.split('|').nth(1).unwrap_or_default();
            names.split(',').any(|name| name.trim() == kind.as_str())
        };
        let row = rows.iter().find(|row| has(row));
        let row =
            row.unwrap_or_else(|| panic!("the table of modelling.md has no row for `{kind}`"));
        assert!(row.contains(kind.value_type()), "`{}` is missing in {row}", kind.value_type());
    }
}

/// A value of each attribute type, as responses have it.
const VALUES: [(&str, &str); 17] = [
    (
        "actor-reference",
        r#"{"referenced_actor_type":"workspace-member","referenced_actor_id":"1b5e4a80-0000-4000-8000-000000000001"}"#,
    ),
    ("checkbox", r#"{"value":true}"#),
    ("currency", r#"{"currency_value":99,"currency_code":"USD"}"#),
    ("date", r#"{"value":"2026-02-03"}"#),
    ("domain", r#"{"domain":"attio.com","root_domain":"attio.com"}"#),
    (
        "email-address",
        r#"{"email_address":"a@example.com","original_email_address":"a@example.com","email_domain":"example.com","email_root_domain":"example.com","email_local_specifier":"a"}"#,
    ),
    (
        "interaction",
        r#"{"interaction_type":"email","interacted_at":"2026-02-03T14:07:32.117000000Z","owner_actor":{"type":"system","id":null}}"#,
    ),
    (
        "location",
        r#"{"line_1":"a","line_2":null,"line_3":null,"line_4":null,"locality":"x","region":null,"postcode":"1","country_code":"DE","latitude":"1.5","longitude":"2"}"#,
    ),
    ("number", r#"{"value":4}"#),
    ("personal-name", r#"{"first_name":"A","last_name":"L","full_name":"A L"}"#),
    (
        "phone-number",
        r#"{"phone_number":"+442079460000","original_phone_number":"+442079460000","country_code":"GB"}"#,
    ),
    ("rating", r#"{"value":4}"#),
    (
        "record-reference",
        r#"{"target_object":"people","target_record_id":"1b5e4a80-0000-4000-8000-000000000001"}"#,
    ),
    (
        "select",
        r#"{"option":{"id":{"workspace_id":"1b5e4a80-0000-4000-8000-000000000001","object_id":"1b5e4a80-0000-4000-8000-000000000001","attribute_id":"1b5e4a80-0000-4000-8000-000000000001","option_id":"1b5e4a80-0000-4000-8000-000000000001"},"title":"Lead","is_archived":false}}"#,
    ),
    (
        "status",
        r#"{"status":{"id":{"workspace_id":"1b5e4a80-0000-4000-8000-000000000001","object_id":"1b5e4a80-0000-4000-8000-000000000001","attribute_id":"1b5e4a80-0000-4000-8000-000000000001","status_id":"1b5e4a80-0000-4000-8000-000000000001"},"title":"Lead","is_archived":false,"target_time_in_status":null,"celebration_enabled":false}}"#,
    ),
    ("text", r#"{"value":"a"}"#),
    ("timestamp", r#"{"value":"2026-02-03T14:07:32.117000000Z"}"#),
];

#[derive(AttioOption, Debug)]
enum Stage {
    Lead,
}

#[derive(AttioRecord, Debug)]
#[attio(object = "people")]
struct Person {
    job_title: Option<String>,
}

#[derive(AttioValue, Debug)]
struct Newtype(String);

/// A type and the marker of an attribute type.
struct Pair<T, K>(PhantomData<(T, K)>);

impl<K, T: Fits<K> + ReadValue + Debug> Pair<T, K> {
    /// The type fits the attribute type and can be read.
    fn read(values: &Values, slug: &str) -> Option<Result<(), String>> {
        let read = values.read::<T>(slug);
        Some(read.map(drop).map_err(|error| error.to_string()))
    }
}

/// The function of pairs without [`Pair::read`].
trait Otherwise {
    fn read(_: &Values, _: &str) -> Option<Result<(), String>> {
        None
    }
}

impl<T, K> Otherwise for Pair<T, K> {}

/// A field type that the compiler accepts for an attribute type reads the values of that attribute type.
#[test]
fn a_type_that_fits_can_be_read() {
    let members: Vec<_> = VALUES
        .iter()
        .map(|(kind, value)| {
            let members = value.strip_suffix('}').expect("an object");
            format!("\"{kind}\":[{members},\"attribute_type\":\"{kind}\"}}]")
        })
        .collect();
    let values: Values = Values::from_json(format!("{{{}}}", members.join(","))).expect("values");
    let (mut fitting, mut unreadable) = (0, Vec::new());
    macro_rules! each {
        ($($type:ty),*; $kinds:tt) => {$( each!(@ $type, $kinds); )*};
        (@ $type:ty, [$($marker:ident $slug:literal),*]) => {$(
            match Pair::<$type, kind::$marker>::read(&values, $slug) {
                None => {}
                Some(Ok(())) => fitting += 1,
                Some(Err(error)) => {
                    unreadable.push(format!("{} {}: {error}", stringify!($type), $slug));
                }
            }
        )*};
    }
    each! {
        bool, i8, i16, i32, i64, u8, u16, u32, u64, f32, f64, String, Box<str>, Arc<str>, Rc<str>,
        Cow<'static, str>, Box<String>, Newtype, Actor, ActorRef, AnyRecordRef, RecordRef<Person>, Currency, Date,
        Decimal, Domain, EmailAddress, Interaction, Location, PersonalName, PhoneNumber, Rating,
        SelectOption, Stage, Status, Timestamp;
        [
            ActorReferenceKind "actor-reference", CheckboxKind "checkbox", CurrencyKind "currency",
            DateKind "date", DomainKind "domain", EmailAddressKind "email-address",
            InteractionKind "interaction", LocationKind "location", NumberKind "number",
            PersonalNameKind "personal-name", PhoneNumberKind "phone-number", RatingKind "rating",
            RecordReferenceKind "record-reference", SelectKind "select", StatusKind "status",
            TextKind "text", TimestampKind "timestamp"
        ]
    }
    assert!(unreadable.is_empty(), "{unreadable:#?}");
    assert!(fitting >= 80, "only {fitting} pairs fit");
}
