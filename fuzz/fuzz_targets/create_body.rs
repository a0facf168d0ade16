//! Any bytes as the body of a write: the emulator takes it or refuses it in its envelope, and what
//! it took it can write again.
#![no_main]

use std::cell::RefCell;

use attio_fuzz::Server;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

thread_local! {
    static SERVER: RefCell<Server> = RefCell::new(Server::new());
}

fuzz_target!(|data: &[u8]| {
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
        let answer: Value = serde_json::from_slice(&reply.body).expect("every answer is JSON");
        match reply.status {
            200 => assert!(answer["data"]["id"]["record_id"].is_string()),
            status => {
                assert!((400..500).contains(&status), "{status} {answer}");
                assert_eq!(answer["status_code"], status);
            }
        }
    });
});
