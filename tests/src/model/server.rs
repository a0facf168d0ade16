//! The server: HTTP/1.1 on loopback, with its store and a fault for each request.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

use super::schedule::{Fault, Schedule, TIMEOUT, Trouble, World};
use super::store::{Actor, By, OBJECT, Refused, Store, Values, WORKSPACE, parent_with, write};
use super::time::{Due, Time};
use crate::fault_table::Rows;

/// The response that a client has had to an attempt to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// The true result, from Attio.
    Everything,
    /// No response, or one from another server.
    Nothing,
}

/// An attempt to write.
#[derive(Clone, Debug)]
pub(super) struct Attempt {
    /// The step that sent the request.
    pub(super) step: u32,
    /// The mark of the record that it writes, or the path of the record that it deletes.
    pub(super) mark: String,
    pub(super) is_post: bool,
    pub(super) told: Told,
    /// The records that its refusal named.
    pub(super) named: Vec<Uuid>,
    /// When it arrived.
    pub(super) received: u64,
}

/// The state of the server.
pub(super) struct State {
    pub(super) time: Time,
    pub(super) store: Store,
    pub(super) attempts: Vec<Attempt>,
    /// The faults of the next requests of each step.
    troubles: Vec<(u32, std::vec::IntoIter<Trouble>)>,
    /// The attempts that will be applied later.
    pub(super) in_pocket: usize,
    /// A log for people.
    pub(super) log: Vec<String>,
    /// Requests that this server does not support.
    pub(super) unknown: Vec<String>,
    world: World,
}

/// The server of a schedule. Clones share it.
#[derive(Clone)]
pub(super) struct Server(Arc<Mutex<State>>);

struct Request {
    method: String,
    path: String,
    step: u32,
    token: usize,
    body: Value,
}

/// A response, or its absence.
enum Reply {
    Response {
        status: u16,
        headers: String,
        body: String,
    },
    /// The response is truncated.
    Cut(String, String),
    Close,
    /// No response until the client closes the connection.
    Hang(Due),
}

/// The reaction of the server to a request.
enum Met {
    Reply(Reply),
    Hang,
}

impl Server {
    pub(super) fn new(schedule: &Schedule, time: Time) -> Self {
        let steps = schedule.clients.iter().flatten();
        Self(Arc::new(Mutex::new(State {
            time,
            store: Store::new(schedule),
            attempts: Vec::new(),
            troubles: steps.map(|step| (step.number, step.troubles.clone().into_iter())).collect(),
            in_pocket: 0,
            log: Vec::new(),
            unknown: Vec::new(),
            world: schedule.world.clone(),
        })))
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Listens, and returns the base URL.
    pub(super) async fn start(&self) -> io::Result<String> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let server = self.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                server.state().time.sign();
                tokio::spawn(server.clone().serve(stream));
            }
        });
        Ok(url)
    }

    async fn serve(self, mut stream: TcpStream) {
        let _ = stream.set_nodelay(true);
        let mut buffer = Vec::new();
        while let Ok(Some(request)) = read(&mut stream, &mut buffer).await {
            let reply = self.reply(request).await;
            let date = httpdate::fmt_http_date(self.state().time.of_day());
            let text = match reply {
                Reply::Response { status, headers, body } => {
                    let length = body.len();
                    let has_date = self.state().world.has_date;
                    let date = if has_date { format!("date: {date}\r\n") } else { String::new() };
                    let length = match status {
                        204 => String::new(),
                        _ => format!("content-length: {length}\r\n"),
                    };
                    format!("HTTP/1.1 {status} \r\n{date}{headers}{length}\r\n{body}")
                }
                Reply::Cut(headers, body) => {
                    let length = body.len();
                    let half = &body[..length / 2];
                    format!("HTTP/1.1 200 \r\n{headers}content-length: {length}\r\n\r\n{half}")
                }
                Reply::Close => return,
                Reply::Hang(_due) => {
                    let _ = stream.read(&mut [0; 16]).await;
                    return;
                }
            };
            self.state().time.sign();
            if stream.write_all(text.as_bytes()).await.is_err() || !text.ends_with(['}', '>', '\n'])
            {
                return;
            }
        }
        self.state().time.sign();
    }

    async fn reply(&self, request: Request) -> Reply {
        let (attempt, trouble, time, due) = {
            let mut state = self.state();
            state.time.sign();
            // No attempt takes longer.
            let due = state.time.is_due_in(TIMEOUT);
            (state.receive(&request), state.trouble(request.step), state.time.clone(), due)
        };
        let Trouble { fault, before, behind } = trouble;
        if let Some(edit) = before {
            self.state().edit(&edit);
        }
        let reply = match fault {
            Fault::Late(late) => {
                self.state().in_pocket += 1;
                let (server, time) = (self.clone(), time.clone());
                // In a separate task, so that it is applied although the client has disconnected.
                let reply = tokio::spawn(async move {
                    time.sleep(late).await;
                    let mut state = server.state();
                    state.in_pocket -= 1;
                    state.apply(&request, attempt)
                });
                reply.await.unwrap_or(Reply::Close)
            }
            Fault::GivenUp { status, late } => {
                if let Some(late) = late {
                    self.state().in_pocket += 1;
                    let server = self.clone();
                    tokio::spawn(async move {
                        time.sleep(late).await;
                        let mut state = server.state();
                        state.in_pocket -= 1;
                        state.apply(&request, attempt);
                    });
                }
                failed(status)
            }
            fault => {
                let met = self.state().meet(fault, &request, attempt);
                match met {
                    Met::Reply(reply) => reply,
                    Met::Hang => Reply::Hang(due),
                }
            }
        };
        if let Some(edit) = behind {
            self.state().edit(&edit);
        }
        reply
    }
}

impl State {
    /// Writes a line into the log.
    pub(super) fn note(&mut self, line: impl AsRef<str>) {
        let now = self.time.now();
        self.log.push(format!("{:>7} ms  {}", now, line.as_ref()));
    }

    pub(super) fn edit(&mut self, edit: &super::schedule::Edit) {
        let now = i64::try_from(self.time.now()).unwrap_or(i64::MAX);
        let done = if self.store.edit(edit, now) { "" } else { " (refused)" };
        self.note(format!("others: {edit:?}{done}"));
    }

    /// Logs a request; returns its number if it is an attempt to write.
    fn receive(&mut self, request: &Request) -> Option<usize> {
        let is_read = request.method == "GET" || request.path.ends_with("/query");
        self.note(format!(
            "request of {}: {} {} {}",
            request.step,
            request.method,
            request.path,
            if request.body.is_null() { String::new() } else { request.body.to_string() },
        ));
        if is_read {
            return None;
        }
        let mark = text_of(&self.written(request)["mark"]);
        let received = self.store.tick();
        self.attempts.push(Attempt {
            step: request.step,
            mark: mark.unwrap_or_else(|| format!("{}", request.step)),
            is_post: request.method == "POST",
            // Until the true result is sent.
            told: Told::Nothing,
            named: Vec::new(),
            received,
        });
        Some(self.attempts.len() - 1)
    }

    /// Returns the values that a request writes.
    fn written<'r>(&self, request: &'r Request) -> &'r Value {
        &request.body["data"][match self.world.rows {
            Rows::Records => "values",
            Rows::Entries => "entry_values",
        }]
    }

    fn trouble(&mut self, step: u32) -> Trouble {
        let troubles = self.troubles.iter_mut().find(|(number, _)| *number == step);
        troubles.and_then(|(_, troubles)| troubles.next()).unwrap_or_default()
    }

    fn meet(&mut self, fault: Fault, request: &Request, attempt: Option<usize>) -> Met {
        if fault != Fault::None {
            self.note(format!("fault: {fault:?}"));
        }
        let applied = match fault {
            Fault::Drop { applied }
            | Fault::Status { applied, .. }
            | Fault::Page { applied, .. }
            | Fault::Empty { applied }
            | Fault::NoContent { applied }
            | Fault::Envelope { applied }
            | Fault::Hang { applied } => applied,
            Fault::None | Fault::Cut => true,
            _ => false,
        };
        let reply = if applied { Some(self.apply(request, attempt)) } else { None };
        let knows = |state: &mut Self| {
            if let Some(attempt) = attempt {
                state.attempts[attempt].told = Told::Everything;
            }
        };
        Met::Reply(match (fault, reply) {
            (Fault::None, Some(reply)) => {
                knows(self);
                reply
            }
            (Fault::Cut, Some(Reply::Response { status: 200, headers, body })) => {
                knows(self);
                Reply::Cut(headers, body)
            }
            (Fault::Cut, Some(reply)) => {
                knows(self);
                reply
            }
            (Fault::Limited, _) => {
                knows(self);
                let body = json!({
                    "status_code": 429, "type": "rate_limit_error", "code": "rate_limit_exceeded",
                    "message": "Rate limit exceeded, please try again later",
                });
                let at =
                    httpdate::fmt_http_date(self.time.of_day() + std::time::Duration::from_secs(1));
                let headers = format!("{}retry-after: {at}\r\n", attios());
                Reply::Response { status: 429, headers, body: body.to_string() }
            }
            (Fault::Raced, _) if attempt.is_some() => {
                knows(self);
                refusal(
                    409,
                    "concurrent_write_conflict",
                    "The record was modified by another request while this write was being \
                     validated. Please try again.",
                )
            }
            (Fault::Raced, _) => failed(503),
            (Fault::Drop { .. }, _) => Reply::Close,
            (Fault::Status { status, .. }, _) => failed(status),
            (Fault::Page { status, .. }, _) => Reply::Response {
                status,
                headers: "content-type: text/html\r\n".to_owned(),
                body: format!("<html><h1>{status}</h1>nginx</html>"),
            },
            (Fault::Empty { .. }, _) => {
                Reply::Response { status: 200, headers: String::new(), body: String::new() }
            }
            (Fault::NoContent { .. }, _) => {
                Reply::Response { status: 204, headers: String::new(), body: String::new() }
            }
            (Fault::Envelope { .. }, _) => {
                let body = json!({
                    "status_code": 404, "type": "invalid_request_error", "code": "not_found",
                    "message": "No such route.",
                });
                let headers = "content-type: application/json\r\n".to_owned();
                Reply::Response { status: 200, headers, body: body.to_string() }
            }
            _ => return Met::Hang,
        })
    }

    /// Processes a request.
    fn apply(&mut self, request: &Request, attempt: Option<usize>) -> Reply {
        let by = By::Attempt(attempt.unwrap_or_default());
        let Request { method, path, body, .. } = request;
        let path = path.split('?').next().unwrap_or_default();
        let parts: Vec<_> = path.trim_start_matches("/v2/").split('/').collect();
        let now = i64::try_from(self.time.now()).unwrap_or(i64::MAX);
        let actor = Actor::Token(request.token);
        let record = |state: &Self, id: Uuid| match state.store.get(id) {
            Some((record, values)) => success(&json!({"data": state.store.json(record, values)})),
            None => no_record(id),
        };
        let written = |state: &mut Self, result: Result<Uuid, Refused>| match &result {
            Ok(id) => {
                state.note(format!("applied, {} of {}: {id}", request.method, request.step));
                record(state, *id)
            }
            Err(Refused::NotFound(id)) => no_record(*id),
            Err(Refused::Several) => refusal(
                400,
                "multiple_match_results",
                "Multiple records were found for the values of the matching attribute.",
            ),
            Err(Refused::Conflict(slug, ids)) => {
                state.note(format!("conflict of {}: {slug} with {ids:?}", request.step));
                if let Some(attempt) = attempt {
                    state.attempts[attempt].named.clone_from(ids);
                }
                let ids: Vec<_> = ids.iter().map(Uuid::to_string).collect();
                let message = format!(
                    "A value provided for attribute with slug \"{slug}\" conflicts with one \
                         already in the system. This attribute has a uniqueness constraint. Please \
                         ensure all values for this attribute do not exist on another record. \
                         Conflicting record IDs: {}",
                    ids.join(", ")
                );
                refusal(400, "uniqueness_conflict", &message)
            }
        };
        let id = || parts.get(3).and_then(|id| id.parse::<Uuid>().ok()).unwrap_or_default();
        let mut values = self.values(self.written(request));
        let parent = body["data"]["parent_record_id"].as_str();
        values.parent = parent.and_then(|id| id.parse().ok()).and_then(parent_with);
        let rows = match self.world.rows {
            Rows::Records => "records",
            Rows::Entries => "entries",
        };
        match (method.as_str(), &parts[..]) {
            ("GET", ["self"]) => success(&json!({
                "active": true, "token_level": if self.world.user_tokens { "user" } else { "workspace" },
                "scope": "record_permission:read-write", "token_type": "Bearer",
                "iat": 1, "exp": null, "sub": WORKSPACE, "aud": "a", "iss": "attio.com",
                "workspace_id": WORKSPACE, "workspace_name": "W", "workspace_slug": "w",
                "workspace_logo_url": null, "authorized_by_workspace_member_id": null,
            })),
            // The object or the list.
            ("GET", [_, _]) => success(&json!({"data": {
                "id": {"workspace_id": WORKSPACE, "object_id": OBJECT},
                "api_slug": "accounts", "singular_noun": "Account", "plural_noun": "Accounts",
                "created_at": "2022-11-21T13:22:49.061281000Z",
            }})),
            ("GET", [_, _, "attributes", slug]) => success(&json!({"data": self.attribute(slug)})),
            ("GET", [_, _, "attributes"]) => {
                let all = ["code", "sites", "note", "mark"].map(|slug| self.attribute(slug));
                success(&json!({"data": all}))
            }
            ("GET", [_, _, of, _]) if *of == rows => record(self, id()),
            ("POST", [_, _, of, "query"]) if *of == rows => self.query(body),
            ("POST", [_, _, of]) if *of == rows => {
                let made = self.store.make(values, now, actor, by);
                written(self, made)
            }
            ("PUT", [_, _, of]) if *of == rows => {
                let asserted = self.store.assert(values, now, actor, by);
                written(self, asserted)
            }
            ("PUT" | "PATCH", [_, _, of, _]) if *of == rows => {
                let appends = method == "PATCH";
                let changed = self.store.change(id(), by, now, |held| write(held, values, appends));
                written(self, changed.map(|()| id()))
            }
            ("DELETE", [_, _, of, _]) if *of == rows => match self.store.delete(id(), by, now) {
                Ok(()) => {
                    self.note(format!("applied, DELETE of {}", request.step));
                    success(&json!({}))
                }
                Err(_) => no_record(id()),
            },
            _ => {
                self.unknown.push(format!("{method} {path}"));
                refusal(404, "not_found", "No such route.")
            }
        }
    }

    fn values(&self, written: &Value) -> Values {
        Values {
            code: text_of(&written["code"]).map(|text| self.store.text(&text)),
            sites: texts_of(&written["sites"]).iter().map(|site| self.store.domain(site)).collect(),
            note: text_of(&written["note"]),
            mark: text_of(&written["mark"]),
            parent: None,
        }
    }

    fn attribute(&self, slug: &str) -> Value {
        let (kind, is_unique, is_multiselect) = match slug {
            "code" => ("text", self.world.code_is_unique, false),
            "sites" => ("domain", true, true),
            _ => ("text", false, false),
        };
        json!({
            "id": {
                "workspace_id": WORKSPACE, "object_id": OBJECT,
                "attribute_id": Uuid::from_u128(u128::from(slug.as_bytes()[0])),
            },
            "title": slug, "description": null, "api_slug": slug, "type": kind,
            "is_system_attribute": false, "is_writable": true, "is_required": false,
            "is_unique": is_unique, "is_multiselect": is_multiselect,
            "is_default_value_enabled": false, "is_archived": false, "default_value": null,
            "relationship": null, "created_at": "2022-11-21T13:22:49.061281000Z", "config": {},
        })
    }

    fn query(&mut self, body: &Value) -> Reply {
        let mut found = Vec::new();
        for (record, values) in self.store.all() {
            match self.matches(&body["filter"], &record.id, &values) {
                Some(true) => found.push(self.store.json(&record, &values)),
                Some(false) => {}
                None => {
                    self.unknown.push(body.to_string());
                    return refusal(400, "filter_error", "unknown filter");
                }
            }
        }
        let offset = body["offset"].as_u64().unwrap_or(0);
        let limit = body["limit"].as_u64().unwrap_or(500);
        let place = |number| usize::try_from(number).unwrap_or(usize::MAX);
        let page: Vec<_> = found.into_iter().skip(place(offset)).take(place(limit)).collect();
        success(&json!({"data": page}))
    }

    /// Returns whether a record matches a filter; `None` if the filter is not supported here.
    fn matches(&self, filter: &Value, id: &Uuid, values: &Values) -> Option<bool> {
        let Value::Object(members) = filter else { return Some(true) };
        let mut matches = true;
        for (key, condition) in members {
            let all = |condition: &Value| -> Option<Vec<bool>> {
                let conditions = condition.as_array()?.iter();
                conditions.map(|one| self.matches(one, id, values)).collect()
            };
            matches &= match key.as_str() {
                "$and" => all(condition)?.into_iter().all(|matches| matches),
                "$or" => all(condition)?.into_iter().any(|matches| matches),
                "record_id" => operands(condition)?.contains(&id.to_string()),
                "code" => {
                    let wanted = operands(condition)?;
                    let stored = |text: &String| match self.world.filters_normalize {
                        true => self.store.text(text),
                        false => text.clone(),
                    };
                    wanted.iter().any(|text| values.code == Some(stored(text)))
                }
                "sites" => {
                    let wanted = operands(condition)?;
                    let stored = |text: &String| match self.world.filters_normalize {
                        true => self.store.domain(text),
                        false => text.clone(),
                    };
                    wanted.iter().any(|text| values.sites.contains(&stored(text)))
                }
                _ => return None,
            };
        }
        Some(matches)
    }
}

/// Returns the strings that `$eq` or `$in` compare with, at any property.
fn operands(condition: &Value) -> Option<Vec<String>> {
    match condition {
        Value::String(text) => Some(vec![text.clone()]),
        Value::Object(members) => {
            let (key, inner) = members.iter().next()?;
            match (key.as_str(), inner) {
                ("$in", Value::Array(all)) => {
                    all.iter().map(|one| one.as_str().map(str::to_owned)).collect()
                }
                ("$eq" | "value" | "domain" | "record_id", inner) => operands(inner),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Returns the strings that are written for an attribute, in any form.
fn texts_of(written: &Value) -> Vec<String> {
    match written {
        Value::String(text) => vec![text.clone()],
        Value::Array(all) => all.iter().flat_map(texts_of).collect(),
        Value::Object(members) => {
            let member = members.get("value").or_else(|| members.get("domain"));
            member.map(texts_of).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

fn text_of(written: &Value) -> Option<String> {
    texts_of(written).into_iter().next()
}

/// Returns the headers of a response of Attio's.
fn attios() -> String {
    "content-type: application/json\r\nx-attio-execution-id: \
     40000000-0000-4000-8000-000000000000\r\n"
        .to_owned()
}

fn success(body: &Value) -> Reply {
    Reply::Response { status: 200, headers: attios(), body: body.to_string() }
}

fn refusal(status: u16, code: &str, message: &str) -> Reply {
    let body = json!({
        "status_code": status, "type": "invalid_request_error", "code": code, "message": message,
    });
    Reply::Response { status, headers: attios(), body: body.to_string() }
}

fn failed(status: u16) -> Reply {
    refusal(status, "internal_error", "Something went wrong.")
}

fn no_record(id: Uuid) -> Reply {
    refusal(404, "not_found", &format!("Record with ID \"{id}\" not found."))
}

/// Reads a request; `None` at the end of the connection.
async fn read(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<Option<Request>> {
    let end = loop {
        if let Some(end) = find(buffer, b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(buffer).await? == 0 {
            return Ok(None);
        }
    };
    let head = String::from_utf8_lossy(&buffer[..end]).into_owned();
    let header = |name: &str| {
        head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    };
    let length: usize = header("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
    while buffer.len() < end + 4 + length {
        if stream.read_buf(buffer).await? == 0 {
            return Ok(None);
        }
    }
    let rest = buffer.split_off(end + 4 + length);
    let body = serde_json::from_slice(&buffer[end + 4..]).unwrap_or(Value::Null);
    *buffer = rest;
    let mut words = head.split(' ');
    let mut word = || words.next().unwrap_or_default().to_owned();
    Ok(Some(Request {
        method: word(),
        path: word(),
        step: header("x-step").and_then(|step| step.parse().ok()).unwrap_or(0),
        token: usize::from(header("authorization").is_some_and(|token| token.ends_with('1'))),
        body,
    }))
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
