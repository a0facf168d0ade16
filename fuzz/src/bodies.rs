//! Arbitrary bytes as the body of a request: the emulator accepts it or refuses it with its error
//! envelope.

use std::cell::RefCell;

use serde_json::Value;

use super::server::{Reply, Server};

thread_local! {
    static SERVER: RefCell<Server> = RefCell::new(Server::new());
}

/// A write, selected by the first byte.
pub fn write(data: &[u8]) {
    let Some((&first, body)) = data.split_first() else { return };
    SERVER.with_borrow_mut(|server| {
        let records = "/v2/objects/things/records";
        let first_thing = format!("{records}/{}", server.first_thing());
        let reply = match first % 5 {
            0 | 1 => server.send("POST", records, body),
            2 => server.send("PUT", &format!("{records}?matching_attribute=email"), body),
            3 => server.send("PATCH", &first_thing, body),
            _ => server.send("PUT", &first_thing, body),
        };
        if let Some(answer) = taken(&reply) {
            assert!(answer["data"]["id"]["record_id"].is_string());
        }
    });
}

/// A query: filters, sorts, pages.
pub fn query(body: &[u8]) {
    SERVER.with_borrow_mut(|server| {
        let reply = server.send("POST", "/v2/objects/things/records/query", body);
        if let Some(answer) = taken(&reply) {
            assert!(answer["data"].is_array());
        }
    });
}

/// Returns the response of an accepted request, and checks the envelope of a refused one.
fn taken(reply: &Reply) -> Option<Value> {
    let answer: Value = serde_json::from_slice(&reply.body).expect("every answer is JSON");
    if reply.status == 200 {
        return Some(answer);
    }
    assert!((400..500).contains(&reply.status), "{} {answer}", reply.status);
    assert_eq!(answer["status_code"], reply.status);
    None
}
