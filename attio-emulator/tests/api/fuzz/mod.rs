//! Random requests from the schemas of the OpenAPI document, valid and damaged ones, with names that
//! exist and names that do not. No response is a server error, and each one fits the document.
//!
//! `ATTIO_LONG=1 ATTIO_FUZZ_SEED=7 cargo test -p attio-emulator --test api fuzz:: -- --nocapture`
//! sends 10,000 requests with this seed.

mod body;
mod damage;
mod values;
mod world;

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::Value;

use self::damage::{damaged, damaged_bytes};
use self::world::World;
use crate::document::{Document, Exchange, Operation};
use crate::openapi::served;

/// The number of requests, and how many of them one emulator gets. Its data would grow otherwise.
const SHORT: usize = 600;
const LONG: usize = 10_000;
const PER_WORLD: usize = 1_000;

/// A request with the bytes of its body.
#[derive(Debug)]
struct Request {
    method: Method,
    path: String,
    body: Option<Vec<u8>>,
    content_type: &'static str,
}

#[test]
fn random_requests_cause_no_server_error_and_their_responses_fit_the_document() {
    let count = if std::env::var_os("ATTIO_LONG").is_some() { LONG } else { SHORT };
    let seed = std::env::var("ATTIO_FUZZ_SEED").ok();
    let seed: u64 = seed.map_or(1, |seed| seed.parse().expect("ATTIO_FUZZ_SEED is a number"));
    println!("{count} requests, ATTIO_FUZZ_SEED={seed}");
    let mut run =
        Run { operations: served(), rng: fastrand::Rng::with_seed(seed), ..Run::default() };
    for sent in (0..count).step_by(PER_WORLD) {
        run.world(PER_WORLD.min(count - sent));
    }
    println!("statuses: {:?}\nsuccesses: {:#?}", run.statuses, run.worked);
    assert!(run.wrong.is_empty(), "ATTIO_FUZZ_SEED={seed}: {:#?}", run.wrong);
    // Requests that are all refused would test little.
    let successes: usize = run.worked.values().sum();
    assert!(successes * 4 > count, "{successes} of {count} requests succeeded");
    let never: Vec<_> = run.worked.iter().filter(|(_, worked)| **worked == 0).collect();
    assert!(count < LONG || never.is_empty(), "{never:?} never succeeded");
}

#[derive(Default)]
struct Run {
    operations: Vec<Operation<'static>>,
    rng: fastrand::Rng,
    /// The number of responses with each status.
    statuses: BTreeMap<u16, usize>,
    /// The number of successes of each operation.
    worked: BTreeMap<String, usize>,
    /// One request for each kind of mistake.
    wrong: BTreeMap<String, String>,
}

impl Run {
    fn operation(&mut self) -> Operation<'static> {
        loop {
            let operation = self.operations[self.rng.usize(..self.operations.len())];
            // Everything that belongs to an object is deleted with it, so that is rare.
            let is_rare = (operation.method, operation.path) == ("delete", "/v2/objects/{object}");
            if !is_rare || self.rng.u8(..) < 50 {
                return operation;
            }
        }
    }

    /// Sends this many requests to a new emulator.
    fn world(&mut self, count: usize) {
        let mut world = World::new(&mut self.rng);
        for number in 0..count {
            if number % 100 == 0 {
                world.refill(&mut self.rng);
            }
            let operation = self.operation();
            let request = request(&world, operation, &mut self.rng);
            let name = format!("{} {}", operation.method, operation.path);
            let worked = self.worked.entry(name.clone()).or_default();
            let (response, wrong) = match world.send(&request) {
                Err(error) => (Value::Null, Some(format!("{error:?}"))),
                Ok((status, text)) => {
                    *self.statuses.entry(status).or_default() += 1;
                    *worked += usize::from(status < 300);
                    let response = serde_json::from_str(&text).unwrap_or_default();
                    let wrong = check(&request, status, &response).err();
                    let wrong = wrong.map(|wrong| format!("{wrong}: {text:.500}"));
                    (response, wrong.or_else(|| (status >= 500).then_some(text)))
                }
            };
            if response.get("message").is_none() {
                world.learn(&response, &mut self.rng);
            }
            if let Some(wrong) = wrong {
                let body = request.body.as_deref().map(String::from_utf8_lossy);
                let (method, path) = (&request.method, &request.path);
                let shown = format!("{wrong}\nof {method} {path} {body:?}");
                let kind = format!("{name}: {}", response["code"]);
                self.wrong.entry(kind).or_insert(shown);
            }
        }
        world.check_entries();
    }
}

fn check(request: &Request, status: u16, response: &Value) -> Result<(), String> {
    let (path, _) = request.path.split_once('?').unwrap_or((&request.path, ""));
    let body = request.body.as_deref().and_then(|body| serde_json::from_slice(body).ok());
    let method = request.method.as_str();
    Document::get().check(&Exchange { method, path, body: body.as_ref(), status, response })
}

/// A request of the operation, perhaps damaged.
fn request(world: &World, operation: Operation<'_>, rng: &mut fastrand::Rng) -> Request {
    let (mut path, target) = path(world, operation, rng);
    let query = query(world, operation, &target, rng);
    if !query.is_empty() {
        path = format!("{path}?{query}");
    }
    let mut method = operation.http_method();
    if rng.u8(..) < 3 {
        let all = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
        method = all[rng.usize(..all.len())].clone();
    }
    let Some(schema) = operation.body() else {
        return Request { method, path, body: None, content_type: "application/json" };
    };
    let mut json = body::generate(world, &target, schema, rng);
    // Two of five bodies are damaged.
    if rng.u8(..) < 102 {
        for _ in 0..rng.usize(1..4) {
            damaged(&mut json, rng);
        }
    }
    let mut bytes = serde_json::to_vec(&json).unwrap();
    if rng.u8(..) < 5 {
        damaged_bytes(&mut bytes, rng);
    }
    let content_type = if rng.u8(..) < 3 { "text/plain" } else { "application/json" };
    Request { method, path, body: (rng.u8(..) > 1).then_some(bytes), content_type }
}

/// The path with a value for each parameter, and the object or list that it names.
fn path(world: &World, operation: Operation<'_>, rng: &mut fastrand::Rng) -> (String, Target) {
    let mut target = Target { is_list: false, name: String::new() };
    let mut path = String::new();
    for part in operation.path.split('/').skip(1) {
        target.is_list |= part == "lists";
        let value = match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some("target") => {
                target.is_list = rng.bool();
                if target.is_list { "lists" } else { "objects" }.to_owned()
            }
            Some(name) => {
                let value = world.path_value(operation.path, name, &target, rng);
                if matches!(name, "object" | "list" | "identifier") {
                    target.name.clone_from(&value);
                }
                value
            }
            None => part.to_owned(),
        };
        path.push('/');
        path.push_str(&encoded(&value));
    }
    (path, target)
}

/// The object or the list that a path is about.
pub(crate) struct Target {
    is_list: bool,
    /// A slug or an ID, which need not exist.
    name: String,
}

fn encoded(text: &str) -> String {
    // A path segment needs more escapes than a form, and a space is `%20` in it.
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

/// Some of the query parameters of the operation.
fn query(
    world: &World,
    operation: Operation<'_>,
    target: &Target,
    rng: &mut fastrand::Rng,
) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for parameter in operation.json["parameters"].as_array().into_iter().flatten() {
        let (name, schema) = (parameter["name"].as_str().unwrap(), &parameter["schema"]);
        let wanted = parameter["required"] == true || rng.u8(..) < 64;
        if parameter["in"] == "query" && wanted && rng.u8(..) > 6 {
            let value = match (name, schema["type"].as_str()) {
                _ if rng.u8(..) < 13 => damage::text(rng),
                ("matching_attribute", _) => world.unique_attribute(target, rng),
                (_, Some("boolean")) => rng.bool().to_string(),
                (_, Some("integer" | "number")) => rng.u8(1..60).to_string(),
                _ => world.any(rng),
            };
            query.append_pair(name, &value);
        }
    }
    query.finish()
}
