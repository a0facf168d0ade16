//! Errors and deletes: the sender and the subject of a response.

use attio_core::{Method, Scope};
use serde_json::{Value, json};

use super::bench::{Bench, unknown_id};
use super::fact::{Fact, Seen, Stop};
use super::record;
use super::reply::Reply;

pub(super) const FACTS: &[Fact] = &[
    Fact {
        id: "errors.execution-id",
        sentence: "Every response has the header `x-attio-execution-id`",
        expected: "a UUID in responses of 200, 400 and 404",
        promise: "a response is from Attio, and not from a proxy",
        source: "captured responses, 2025 and 2026",
        needs: &Scope::READ_RECORDS,
        check: |bench| Box::pin(execution_id(bench)),
    },
    Fact {
        id: "errors.envelope",
        sentence: "An error has the members of Attio's envelope, with the status of the response",
        expected: "`status_code` is the status; `type`, `code` and `message` are there",
        promise: "an error is from Attio, and not from a proxy",
        source: "Attio's OpenAPI document; captured responses",
        needs: &Scope::READ_RECORDS,
        check: |bench| Box::pin(envelope(bench)),
    },
    Fact {
        id: "errors.unknown-record",
        sentence: "The 404 of a record that does not exist names the ID that was sent",
        expected: "404 not_found: a message with the ID",
        promise: "a 404 proves a delete only if it is about the record",
        source: "Attio's OpenAPI document; captured responses",
        needs: &Scope::READ_RECORDS,
        check: |bench| Box::pin(unknown_record(bench)),
    },
    Fact {
        id: "errors.unknown-object",
        sentence: "The 404 of an object that does not exist names the object, not the record",
        expected: "404: a message with the slug, without the record's ID, on GET and DELETE",
        promise: "a delete in an unknown object is not a success",
        source: "Attio's OpenAPI document; captured responses",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(unknown_object(bench)),
    },
    Fact {
        id: "errors.deleted-record",
        sentence: "After a delete, GET and a second DELETE return a 404 with the record's ID",
        expected: "200 with `{}`, then 404 with the ID, twice",
        promise: "a delete whose response was lost is settled by the next delete",
        source: "Attio's OpenAPI document; captured responses",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(deleted_record(bench)),
    },
    Fact {
        id: "errors.same-record",
        sentence: "The response to a request with an ID is about that ID",
        expected: "the ID that was sent in `id` and in `values.record_id`, on GET, PATCH and PUT",
        promise: "a response about another record is an error",
        source: "captured responses",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(same_record(bench)),
    },
    Fact {
        id: "errors.malformed-id",
        sentence: "A record ID that is not a UUID",
        expected: "400, according to one report",
        promise: "none: the library sends only UUIDs",
        source: "seen in a public client, 2025",
        needs: &Scope::READ_RECORDS,
        check: |bench| Box::pin(malformed_id(bench)),
    },
    Fact {
        id: "errors.unknown-token",
        sentence: "A token that does not exist is refused",
        expected: "401 with the type auth_error",
        promise: "`Error::is_auth`",
        source: "seen in public clients, 2025 and 2026",
        needs: &[],
        check: |bench| Box::pin(unknown_token(bench)),
    },
];

/// A success, a 400 and a 404.
pub(super) async fn three_replies(bench: &Bench) -> Result<[Reply; 3], Stop> {
    let object = bench.any()?;
    let unknown = bench.tag();
    let query = json!({"filter": {(&unknown): "x"}, "limit": 1});
    Ok([
        bench.send(Method::GET, "/v2/objects", None).await?,
        bench.send(Method::POST, &format!("{}/query", object.records()), Some(&query)).await?,
        bench.send(Method::GET, &object.record(&unknown_id()), None).await?,
    ])
}

/// Returns whether the string has the form of a UUID.
fn is_uuid(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').collect();
    parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12])
        && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

async fn execution_id(bench: &Bench) -> Result<Seen, Stop> {
    let replies = three_replies(bench).await?;
    let has = |reply: &&Reply| reply.header("x-attio-execution-id").is_some_and(is_uuid);
    let with = statuses(replies.iter().filter(has));
    let without = statuses(replies.iter().filter(|reply| !has(reply)));
    let text = match without.is_empty() {
        true => format!("in the responses of {with}"),
        false => format!("not in the responses of {without}"),
    };
    Ok(Seen::of(without.is_empty(), text))
}

fn statuses<'r>(replies: impl Iterator<Item = &'r Reply>) -> String {
    replies.map(|reply| reply.status.to_string()).collect::<Vec<_>>().join(", ")
}

async fn envelope(bench: &Bench) -> Result<Seen, Stop> {
    let [_, invalid, missing] = three_replies(bench).await?;
    let mut wrong = Vec::new();
    for (wanted, reply) in [(400, &invalid), (404, &missing)] {
        let body = &reply.body;
        if reply.status != wanted {
            wrong.push(format!("{} instead of a {wanted}", reply.status));
        } else if body["status_code"] != json!(reply.status) {
            wrong.push(format!("a {wanted} with the `status_code` {}", body["status_code"]));
        }
        let is_text = |name: &&&str| body[**name].is_string();
        for name in ["type", "code", "message"].iter().filter(|name| !is_text(name)) {
            wrong.push(format!("a {wanted} without `{name}`"));
        }
    }
    let text = match wrong.is_empty() {
        true => format!("400 {} and 404 {}, all members", invalid.code(), missing.code()),
        false => wrong.join("; "),
    };
    Ok(Seen::of(wrong.is_empty(), text))
}

async fn unknown_record(bench: &Bench) -> Result<Seen, Stop> {
    let (object, id) = (bench.any()?, unknown_id());
    let reply = bench.send(Method::GET, &object.record(&id), None).await?;
    Ok(Seen::of(reply.is_missing(&id) && reply.code() == "not_found", reply.show()))
}

async fn unknown_object(bench: &Bench) -> Result<Seen, Stop> {
    let (object, id) = (bench.tag(), unknown_id());
    let path = format!("/v2/objects/{object}/records/{id}");
    let mut seen = Vec::new();
    let mut holds = true;
    for method in [Method::GET, Method::DELETE] {
        let reply = bench.send(method.clone(), &path, None).await?;
        holds &= reply.is_missing(&object) && !reply.message().contains(&id);
        seen.push(format!("{method}: {}", reply.show()));
    }
    Ok(Seen::of(holds, seen.join("; ")))
}

async fn deleted_record(bench: &Bench) -> Result<Seen, Stop> {
    let (object, tag) = (bench.any()?, bench.tag());
    let made = bench.create(object, &tag).await?;
    let id = record::id(&made);
    let path = object.record(id);
    let deleted = bench.send(Method::DELETE, &path, None).await?;
    let body = if deleted.body == json!({}) { "`{}`" } else { "another body" };
    let mut holds = deleted.status == 200 && deleted.body == json!({});
    let mut seen = vec![format!("DELETE: {} with {body}", deleted.show())];
    for method in [Method::GET, Method::DELETE] {
        let reply = bench.send(method.clone(), &path, None).await?;
        holds &= reply.is_missing(id);
        seen.push(format!("{method}: {}", reply.show()));
    }
    Ok(Seen::of(holds, seen.join("; ")))
}

async fn same_record(bench: &Bench) -> Result<Seen, Stop> {
    let (object, tag) = (bench.any()?, bench.tag());
    let made = bench.create(object, &tag).await?;
    let id = record::id(&made);
    let values = json!({ object.label(): made_label(&object.values(&tag), object.label()) });
    let mut wrong = Vec::new();
    for method in [Method::GET, Method::PATCH, Method::PUT] {
        let record = match method {
            Method::GET => bench.get(object, id).await?,
            _ => bench.update(method.clone(), object, id, &values).await?,
        };
        let own = record::values(&record, "record_id").first().map(|value| &value["value"]);
        if record::id(&record) != id || own != Some(&json!(id)) {
            wrong.push(method.to_string());
        }
    }
    let text = match wrong.is_empty() {
        true => "the ID is in all three".to_owned(),
        false => format!("another ID or no ID on {}", wrong.join(", ")),
    };
    Ok(Seen::of(wrong.is_empty(), text))
}

fn made_label(values: &Value, label: &str) -> Value {
    values[label].clone()
}

async fn malformed_id(bench: &Bench) -> Result<Seen, Stop> {
    let reply = bench.send(Method::GET, &bench.any()?.record("not-a-uuid"), None).await?;
    Ok(Seen::noted(reply.show()))
}

async fn unknown_token(bench: &Bench) -> Result<Seen, Stop> {
    let send = |path: &'static str| bench.stranger.request(Method::GET, path).call().attempts(1);
    let refused = Reply::new(send("/v2/objects").await)?;
    let of_self = Reply::new(send("/v2/self").await)?;
    let holds = refused.status == 401 && refused.body["type"] == json!("auth_error");
    // `/v2/self` returns a success with `active: false` for an unknown token, and a 400 for a
    // truncated one.
    let of_self = match of_self.is_success() {
        true => format!("{} with `active` {}", of_self.status, of_self.body["active"]),
        false => of_self.show(),
    };
    Ok(Seen::of(holds, format!("{}; `/v2/self`: {of_self}", refused.show())))
}
