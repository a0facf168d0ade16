//! The actors of values, and the response of `/v2/self`.

use std::time::Duration;

use attio_core::{Method, Scope};
use attio_schema::AttributeType;
use serde_json::Value;

use super::bench::Bench;
use super::fact::{Fact, Seen, Stop};
use super::record;

/// How often the company link is searched for, and the interval.
const LOOKS: u32 = 4;
const BETWEEN: Duration = Duration::from_millis(300);

pub(super) const FACTS: &[Fact] = &[
    Fact {
        id: "actors.same",
        sentence: "`created_by_actor` of a create is the token's actor, equal to `created_by`",
        expected: "the same type and ID in two creates, in every written value",
        promise: "a conflicting record of another creator is not the created one",
        source: "Attio's OpenAPI document; captured responses of an app, 2026",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(same(bench)),
    },
    Fact {
        id: "actors.self",
        sentence: "`GET /v2/self` returns the workspace, the scopes and the level of the token",
        expected: "`active`, `workspace_id`, `scope` and `token_level`",
        promise: "`Client::whoami`, `require_scopes`; user tokens prove no creator",
        source: "Attio's OpenAPI document, October 2026",
        needs: &[],
        check: |bench| Box::pin(of_self(bench)),
    },
    Fact {
        id: "actors.company-link",
        sentence: "The actor `system` links a new person to a company after the create",
        expected: "a `company` by `system` within a second, not in the response to the create",
        promise: "none: Attio can change a record after its create",
        source: "captured responses, 2026: 0.2 s to 0.5 s later",
        needs: &Scope::WRITE_RECORDS,
        check: |bench| Box::pin(company_link(bench)),
    },
];

/// The type and the ID of an actor.
type Actor<'r> = (&'r str, &'r str);

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn actors<'r>(made: &'r Value, label: &str) -> Vec<Actor<'r>> {
    let written = [label, "created_at", "created_by"];
    let of_value = |value: &'r Value| {
        let actor = &value["created_by_actor"];
        (text(&actor["type"]), text(&actor["id"]))
    };
    let mut found: Vec<_> = written
        .iter()
        .map(|slug| record::values(made, slug).first().map_or(("nobody", ""), of_value))
        .collect();
    let by = record::values(made, "created_by").first().map_or(("nobody", ""), |by| {
        (text(&by["referenced_actor_type"]), text(&by["referenced_actor_id"]))
    });
    found.push(by);
    found
}

async fn same(bench: &Bench) -> Result<Seen, Stop> {
    let (object, tag) = (bench.any()?, bench.tag());
    let one = bench.create(object, &tag).await?;
    let other = bench.create(object, &tag).await?;
    let mut all = actors(&one, object.label());
    all.extend(actors(&other, object.label()));
    let (kind, id) = all[0];
    let is_one = all.iter().all(|actor| *actor == all[0]);
    // The IDs belong to the workspace, so they are not shown.
    let text = match (is_one, id.is_empty()) {
        (true, false) => format!("{kind} with one ID, in {} actors of two records", all.len()),
        (true, true) => format!("{kind} without an ID"),
        (false, _) => {
            let mut kinds: Vec<_> = all.iter().map(|(kind, _)| *kind).collect();
            kinds.sort_unstable();
            kinds.dedup();
            format!("several actors, of the types {}", kinds.join(", "))
        }
    };
    Ok(Seen::of(is_one && !id.is_empty() && kind != "nobody", text))
}

async fn of_self(bench: &Bench) -> Result<Seen, Stop> {
    let reply = bench.send(Method::GET, "/v2/self", None).await?;
    let is_there = |name: &&&str| !reply.body[**name].is_null();
    let wanted = ["active", "workspace_id", "scope", "token_level"];
    let lacking: Vec<_> = wanted.iter().filter(|name| !is_there(name)).copied().collect();
    let text = match lacking.as_slice() {
        [] => format!("all; the level is {}", text(&reply.body["token_level"])),
        lacking => format!("{} without {}", reply.status, lacking.join(", ")),
    };
    Ok(Seen::of(lacking.is_empty(), text))
}

async fn company_link(bench: &Bench) -> Result<Seen, Stop> {
    let unique = bench.unique_of(AttributeType::EmailAddress)?;
    let object = unique.object;
    if object.slug != "people" {
        return Err(Stop::Lacking("Attio links only people to companies".to_owned()));
    }
    let tag = bench.tag();
    let made = bench.create_with(unique, &tag, &unique.value(&tag)).await?;
    if !record::values(&made, "company").is_empty() {
        return Ok(Seen::noted("a `company` in the response to the create"));
    }
    for look in 1..=LOOKS {
        tokio::time::sleep(BETWEEN).await;
        let now = bench.get(object, record::id(&made)).await?;
        if let Some(company) = record::values(&now, "company").first() {
            let by = text(&company["created_by_actor"]["type"]);
            let after = (BETWEEN * look).as_millis();
            return Ok(Seen::noted(format!("a `company` by {by}, within {after} ms")));
        }
    }
    Ok(Seen::noted(format!("none within {} ms", (BETWEEN * LOOKS).as_millis())))
}
