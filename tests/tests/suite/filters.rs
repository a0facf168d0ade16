//! Typed filters and sorts: exactly the properties and operators that the API has.
#![allow(dead_code, reason = "the fields are used only through their constants")]

use attio_core::query::ThroughPath;
use attio_core::{
    Actor, ActorRef, AnyRecordRef, AttioOption, AttioRecord, AttioValue, Currency, Date, Decimal,
    Domain, EmailAddress, Filter, Interaction, Location, PersonalName, PhoneNumber, Rating,
    RecordId, RecordRef, SelectOption, Status, Timestamp,
};
use uuid::{Uuid, uuid};

#[derive(AttioValue)]
struct Title(String);

#[derive(AttioOption)]
enum Tier {
    Gold,
    #[attio(title = "In Progress")]
    InProgress,
}

#[derive(AttioRecord)]
#[attio(object = "companies")]
struct Company {
    name: Option<String>,
    #[attio(unique)]
    domains: Vec<Domain>,
    owner_company: Option<RecordRef<Company>>,
}

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(read_only)]
    record_id: Option<String>,
    name: Option<PersonalName>,
    #[attio(slug = "email_addresses", unique)]
    emails: Vec<EmailAddress>,
    phones: Vec<PhoneNumber>,
    title: Option<Title>,
    #[attio(kind = "text")]
    text: Option<String>,
    score: Option<f64>,
    #[attio(kind = "number")]
    number: Option<i64>,
    #[attio(kind = "rating")]
    stars: Option<u8>,
    rating: Option<Rating>,
    money: Option<Currency>,
    amount: Option<Decimal>,
    done: Option<bool>,
    born: Option<Date>,
    seen: Option<Timestamp>,
    tier: Option<Tier>,
    #[attio(kind = "select")]
    tags: Vec<String>,
    option: Option<SelectOption>,
    stage: Option<Status>,
    #[attio(kind = "status")]
    phase: Option<Tier>,
    company: Option<RecordRef<Company>>,
    anything: Option<AnyRecordRef>,
    owner: Option<ActorRef>,
    location: Option<Location>,
    #[attio(read_only)]
    last_interaction: Option<Interaction>,
    #[attio(id = "41252299-f8c7-4b5e-99c9-4ff8321d2f96", slug = "note")]
    note: Option<String>,
}

const ID: Uuid = uuid!("bf071e1f-6035-429d-b874-d83ea64ea13b");

fn is<N>(filter: Filter<Person, N>, json: &str) {
    assert_eq!(filter.to_json(), json);
    serde_json::from_str::<serde_json::Value>(json).expect("the expectation is JSON");
}

#[test]
fn texts() {
    is(Person::TITLE.eq("CTO"), r#"{"title":{"$eq":"CTO"}}"#);
    is(Person::TITLE.is_in(["CTO", "CEO"]), r#"{"title":{"$in":["CTO","CEO"]}}"#);
    is(Person::TEXT.eq("a \"b\""), r#"{"text":{"value":{"$eq":"a \"b\""}}}"#);
    is(Person::TEXT.is_in(vec![String::from("a")]), r#"{"text":{"value":{"$in":["a"]}}}"#);
    is(Person::TEXT.contains("a"), r#"{"text":{"value":{"$contains":"a"}}}"#);
    is(Person::TEXT.starts_with("a"), r#"{"text":{"value":{"$starts_with":"a"}}}"#);
    is(Person::TEXT.ends_with(String::from("a")), r#"{"text":{"value":{"$ends_with":"a"}}}"#);
    is(Person::NOTE.contains("x"), r#"{"41252299-f8c7-4b5e-99c9-4ff8321d2f96":{"$contains":"x"}}"#);
    is(
        Person::RECORD_ID.is_in([ID.to_string()]),
        &format!(r#"{{"record_id":{{"$in":["{ID}"]}}}}"#),
    );
}

#[test]
fn properties_with_an_order() {
    let born: Date = "2000-02-29".parse().expect("a date");
    let seen: Timestamp = "2023-01-02T03:04:05Z".parse().expect("a timestamp");
    is(Person::SCORE.gte(1.5), r#"{"score":{"$gte":1.5}}"#);
    is(Person::NUMBER.eq(7), r#"{"number":{"value":{"$eq":7}}}"#);
    is(Person::NUMBER.lt(7i64), r#"{"number":{"value":{"$lt":7}}}"#);
    is(Person::STARS.lte(3u8), r#"{"stars":{"value":{"$lte":3}}}"#);
    is(Person::RATING.gt(Rating::new(2).expect("2 stars")), r#"{"rating":{"value":{"$gt":2}}}"#);
    is(Person::MONEY.gt(Decimal::new(49_900, 2)), r#"{"money":{"currency_value":{"$gt":499.00}}}"#);
    is(Person::AMOUNT.eq(5), r#"{"amount":{"currency_value":{"$eq":5}}}"#);
    is(Person::BORN.lt(born), r#"{"born":{"value":{"$lt":"2000-02-29"}}}"#);
    is(Person::SEEN.gte(seen), r#"{"seen":{"value":{"$gte":"2023-01-02T03:04:05.000000000Z"}}}"#);
}

#[test]
fn properties_with_equality_only() {
    is(Person::DONE.eq(true), r#"{"done":{"value":{"$eq":true}}}"#);
    is(Person::TIER.eq(Tier::InProgress), r#"{"tier":{"$eq":"In Progress"}}"#);
    is(Person::TIER.eq("Gold"), r#"{"tier":{"$eq":"Gold"}}"#);
    is(Person::TAGS.eq("a"), r#"{"tags":{"$eq":"a"}}"#);
    is(Person::TAGS.eq(Tier::Gold), r#"{"tags":{"$eq":"Gold"}}"#);
    is(Person::OPTION.eq(SelectOption::id(ID)), &format!(r#"{{"option":{{"$eq":"{ID}"}}}}"#));
    is(Person::STAGE.eq(Status::title("Lead")), r#"{"stage":{"$eq":"Lead"}}"#);
    is(
        Person::PHASE.active_from().lt("2024-01-01T00:00:00Z".parse::<Timestamp>().expect("valid")),
        r#"{"phase":{"active_from":{"$lt":"2024-01-01T00:00:00.000000000Z"}}}"#,
    );
}

#[test]
fn references_and_actors_are_named_in_full() {
    let id = RecordId::<Company>::from(ID);
    is(
        Person::COMPANY.eq(id),
        &format!(
            r#"{{"company":{{"target_object":{{"$eq":"companies"}},"target_record_id":{{"$eq":"{ID}"}}}}}}"#
        ),
    );
    is(
        Person::COMPANY.is_in([id, id]),
        &format!(
            r#"{{"company":{{"target_object":{{"$eq":"companies"}},"target_record_id":{{"$in":["{ID}","{ID}"]}}}}}}"#
        ),
    );
    is(
        Person::ANYTHING.eq(AnyRecordRef::new("deals", ID)),
        &format!(
            r#"{{"anything":{{"target_object":{{"$eq":"deals"}},"target_record_id":{{"$eq":"{ID}"}}}}}}"#
        ),
    );
    is(
        Person::ANYTHING.target_object().eq("deals"),
        r#"{"anything":{"target_object":{"$eq":"deals"}}}"#,
    );
    is(
        Person::OWNER.eq(ID),
        &format!(
            r#"{{"owner":{{"referenced_actor_type":{{"$eq":"workspace-member"}},"referenced_actor_id":{{"$eq":"{ID}"}}}}}}"#
        ),
    );
    let system = Actor { actor_type: attio_core::value::ActorType::ApiToken, id: Some("x".into()) };
    is(
        Person::OWNER.eq(system),
        r#"{"owner":{"referenced_actor_type":{"$eq":"api-token"},"referenced_actor_id":{"$eq":"x"}}}"#,
    );
}

#[test]
fn parts_of_values() {
    is(Person::NAME.contains("Ada"), r#"{"name":{"full_name":{"$contains":"Ada"}}}"#);
    is(Person::NAME.first_name().eq("Ada"), r#"{"name":{"first_name":{"$eq":"Ada"}}}"#);
    is(Person::NAME.last_name().is_not_empty(), r#"{"name":{"last_name":{"$not_empty":true}}}"#);
    is(
        Person::EMAILS.root_domain().eq("acme.com"),
        r#"{"email_addresses":{"email_root_domain":{"$eq":"acme.com"}}}"#,
    );
    is(
        Person::EMAILS.local_specifier().starts_with("ada"),
        r#"{"email_addresses":{"email_local_specifier":{"$starts_with":"ada"}}}"#,
    );
    is(
        Person::EMAILS.domain().ends_with(".com"),
        r#"{"email_addresses":{"email_domain":{"$ends_with":".com"}}}"#,
    );
    is(
        Person::EMAILS.eq("a@b.com".parse::<EmailAddress>().expect("valid")),
        r#"{"email_addresses":{"email_address":{"$eq":"a@b.com"}}}"#,
    );
    is(Person::PHONES.eq("+1"), r#"{"phones":{"phone_number":{"$eq":"+1"}}}"#);
    is(Person::PHONES.country_code().eq("US"), r#"{"phones":{"country_code":{"$eq":"US"}}}"#);
    is(
        Person::PHONES.country_code().is_empty(),
        r#"{"$not":{"phones":{"country_code":{"$not_empty":true}}}}"#,
    );
    is(
        Person::LOCATION.country_code().starts_with("U"),
        r#"{"location":{"country_code":{"$starts_with":"U"}}}"#,
    );
    is(Person::LOCATION.locality().eq("Paris"), r#"{"location":{"locality":{"$eq":"Paris"}}}"#);
    is(Person::LOCATION.line_4().contains("x"), r#"{"location":{"line_4":{"$contains":"x"}}}"#);
    is(
        Person::LAST_INTERACTION.interaction_type().eq("email"),
        r#"{"last_interaction":{"interaction_type":{"$eq":"email"}}}"#,
    );
    is(
        Person::LAST_INTERACTION.owner_member_id().eq(ID),
        &format!(r#"{{"last_interaction":{{"owner_member_id":{{"$eq":"{ID}"}}}}}}"#),
    );
    is(
        Person::LAST_INTERACTION
            .interacted_at()
            .gt("2024-01-01T00:00:00Z".parse::<Timestamp>().expect("valid")),
        r#"{"last_interaction":{"interacted_at":{"$gt":"2024-01-01T00:00:00.000000000Z"}}}"#,
    );
}

#[test]
fn paths_go_through_references() {
    is(
        Person::COMPANY.via(Company::NAME).contains("Acme"),
        r#"{"path":[["people","company"],["companies","name"]],"constraints":{"$contains":"Acme"}}"#,
    );
    is(
        Person::COMPANY
            .via(Company::OWNER_COMPANY)
            .via(Company::DOMAINS)
            .root_domain()
            .eq("acme.com"),
        r#"{"path":[["people","company"],["companies","owner_company"],["companies","domains"]],"constraints":{"root_domain":{"$eq":"acme.com"}}}"#,
    );
}

#[test]
fn groups_are_joined_and_negated() {
    let a = || Person::TITLE.eq("a");
    let b = || Person::TITLE.eq("b");
    let c = || Person::DONE.eq(true);
    is(
        a() & b() & c(),
        r#"{"$and":[{"title":{"$eq":"a"}},{"title":{"$eq":"b"}},{"done":{"value":{"$eq":true}}}]}"#,
    );
    is(
        a() | (b() & c()),
        r#"{"$or":[{"title":{"$eq":"a"}},{"$and":[{"title":{"$eq":"b"}},{"done":{"value":{"$eq":true}}}]}]}"#,
    );
    is(!a(), r#"{"$not":{"title":{"$eq":"a"}}}"#);
    is(!!a(), r#"{"title":{"$eq":"a"}}"#);
    is(
        !(a() | (b() & !c())),
        r#"{"$and":[{"$not":{"title":{"$eq":"a"}}},{"$or":[{"$not":{"title":{"$eq":"b"}}},{"done":{"value":{"$eq":true}}}]}]}"#,
    );
    is(Person::NAME.is_empty(), r#"{"$not":{"name":{"full_name":{"$not_empty":true}}}}"#);
    is(!Person::NAME.is_empty(), r#"{"name":{"full_name":{"$not_empty":true}}}"#);
    let raw = Filter::<Person, ThroughPath>::from_json(r#"{"x": 1}"#).expect("JSON");
    is(a() & raw, r#"{"$and":[{"title":{"$eq":"a"}},{"x": 1}]}"#);
    assert!(Filter::<Person, ThroughPath>::from_json("{").is_err());
}

#[test]
fn sorts() {
    assert_eq!(Person::TITLE.asc().to_json(), r#"{"direction":"asc","attribute":"title"}"#);
    assert_eq!(
        Person::NAME.desc().to_json(),
        r#"{"direction":"desc","attribute":"name","field":"full_name"}"#
    );
    assert_eq!(
        Person::NAME.last_name().asc().to_json(),
        r#"{"direction":"asc","attribute":"name","field":"last_name"}"#
    );
    assert_eq!(
        Person::LAST_INTERACTION.interacted_at().desc().to_json(),
        r#"{"direction":"desc","attribute":"last_interaction","field":"interacted_at"}"#
    );
    assert_eq!(
        Person::COMPANY.via(Company::NAME).desc().to_json(),
        r#"{"direction":"desc","path":[["people","company"],["companies","name"]]}"#
    );
}
