//! The object of a record in a reference or a search result: the same rule whether the struct names
//! its object by slug or by ID.

use attio_core::{AnyRecordRef, AttioRecord, RecordId, RecordRef};
use attio_emulator::CannedResponse;
use attio_tests::Attio;
use serde_json::json;
use uuid::{Uuid, uuid};

const PEOPLE: Uuid = uuid!("97052eb9-e65e-443f-a297-f2d9a4a7f795");
const ADA: Uuid = uuid!("bf071e1f-6035-429d-b874-d83ea64ea13b");

#[derive(AttioRecord)]
#[attio(object = "people", partial)]
struct BySlug {
    job_title: Option<String>,
}

#[derive(AttioRecord)]
#[attio(object = "97052EB9-e65e-443f-a297-f2d9a4a7f795", partial)]
struct ById {
    job_title: Option<String>,
}

#[derive(AttioRecord)]
#[attio(object = "companies", partial)]
struct OtherSlug {
    description: Option<String>,
}

#[derive(AttioRecord)]
#[attio(object = "00000000-0000-4000-8000-000000000001", partial)]
struct OtherId {
    description: Option<String>,
}

fn found<T: AttioRecord>(reference: &AnyRecordRef) -> Option<Option<Uuid>> {
    let to = reference.to::<T>().map(|reference| reference.record_id().expect("an ID").uuid());
    let points_to = reference.points_to::<T>();
    assert_eq!(to.is_some(), points_to == Some(true), "they agree");
    points_to.map(|_| to)
}

#[test]
fn a_reference_that_names_its_object_by_slug() {
    let reference = AnyRecordRef::new("people", ADA);
    assert_eq!(found::<BySlug>(&reference), Some(Some(ADA)));
    assert_eq!(found::<OtherSlug>(&reference), Some(None));
    assert_eq!(found::<ById>(&reference), None, "nobody can tell");
    assert_eq!(found::<OtherId>(&reference), None, "nobody can tell");
}

#[test]
fn a_reference_that_names_its_object_by_id() {
    for text in [PEOPLE.to_string(), PEOPLE.to_string().to_uppercase()] {
        let reference = AnyRecordRef::new(text, ADA);
        assert_eq!(found::<ById>(&reference), Some(Some(ADA)));
        assert_eq!(found::<OtherId>(&reference), Some(None));
        assert_eq!(found::<BySlug>(&reference), None, "nobody can tell");
        assert_eq!(found::<OtherSlug>(&reference), None, "nobody can tell");
    }
}

#[test]
fn a_reference_from_a_typed_id_points_to_its_own_object() {
    assert_eq!(found::<BySlug>(&RecordId::<BySlug>::from(ADA).into()), Some(Some(ADA)));
    assert_eq!(found::<ById>(&RecordId::<ById>::from(ADA).into()), Some(Some(ADA)));
}

#[tokio::test]
async fn a_search_accepts_slug_and_id() {
    let attio = Attio::start();
    let data = json!([{
        "id": {"workspace_id": Uuid::nil(), "object_id": PEOPLE, "record_id": ADA},
        "object_slug": "people",
        "record_text": "Ada",
        "record_image": null,
    }]);
    let page = CannedResponse::json(200, &json!({ "data": data }));
    attio.emulator.stub("POST", "/v2/objects/records/search", page);
    let found = attio.client.search("ada", ["people"]).await.expect("a page").remove(0);
    assert_eq!(found.id_of::<BySlug>(), Some(ADA.into()));
    assert_eq!(found.id_of::<ById>(), Some(ADA.into()));
    assert_eq!(found.id_of::<OtherSlug>(), None);
    assert_eq!(found.id_of::<OtherId>(), None);
}

#[tokio::test]
async fn a_typed_reference_refuses_only_a_known_other_object() {
    let attio = Attio::start();
    let value = json!([{
        "target_object": "people", "target_record_id": ADA, "attribute_type": "record-reference",
    }]);
    let record = json!({
        "id": {"workspace_id": Uuid::nil(), "object_id": Uuid::nil(), "record_id": ADA},
        "created_at": "2022-11-21T13:22:49.061281000Z",
        "values": {"link": value},
    });
    let page = CannedResponse::json(200, &json!({ "data": [record] }));
    attio.emulator.stub("POST", "/v2/objects/people/records/query", page);
    let record = BySlug::query().first(&attio.client).await.expect("a page").expect("a record");
    record.values.read::<RecordRef<BySlug>>("link").expect("the same object");
    record.values.read::<RecordRef<ById>>("link").expect("it may be the same");
    let error = record.values.read::<RecordRef<OtherSlug>>("link").expect_err("another object");
    assert!(error.is_decode(), "{error}");
}
