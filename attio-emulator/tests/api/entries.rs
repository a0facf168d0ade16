//! The list entries of a record.

use serde_json::json;

use crate::support::Api;

#[test]
fn a_record_has_no_entries() {
    let api = Api::start();
    let id = api.created("people", json!({}));
    let path = format!("/v2/objects/people/records/{id}/entries");
    assert_eq!(api.get(&path).data(), json!([]));
    assert_eq!(api.get(&format!("{path}?limit=1000&offset=5")).data(), json!([]));
    for query in ["limit=0", "limit=1001", "limit=x", "offset=-1", "limit=1.5"] {
        let reply = api.get(&format!("{path}?{query}"));
        assert_eq!(reply.message(400, "validation_type"), "Query params validation error.");
    }
}

#[test]
fn unknown_names_are_404() {
    let api = Api::start();
    let none = "891dcbfc-9141-415d-9b2a-2238a6cc012d";
    let message =
        api.get(&format!("/v2/objects/people/records/{none}/entries")).message(404, "not_found");
    assert_eq!(message, format!("Record with ID \"{none}\" not found."));
    api.get(&format!("/v2/objects/nothing/records/{none}/entries")).refused(404, "not_found");
    api.get("/v2/objects/people/records/x/entries").refused(400, "validation_type");
}
