//! Any bytes as the body of a query: filters, sorts and pages are answered or refused.
#![no_main]

use std::cell::RefCell;

use attio_fuzz::Server;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

thread_local! {
    static SERVER: RefCell<Server> = RefCell::new(Server::new());
}

fuzz_target!(|body: &[u8]| {
    SERVER.with_borrow_mut(|server| {
        let reply = server.send("POST", "/v2/objects/things/records/query", body);
        let answer: Value = serde_json::from_slice(&reply.body).expect("every answer is JSON");
        match reply.status {
            200 => assert!(answer["data"].is_array()),
            status => {
                assert!((400..500).contains(&status), "{status} {answer}");
                assert_eq!(answer["status_code"], status);
            }
        }
    });
});
