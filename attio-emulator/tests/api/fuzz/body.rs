//! Bodies that fit a schema of the document.

use serde_json::{Map, Value, json};

use super::world::World;
use super::{Target, damage, values};
use crate::document::Document;
use crate::lists::NOBODY;
use crate::schema::resolve;

/// A value that fits the schema. Members whose names are known get values that make sense for the target.
pub(super) fn generate(
    world: &World,
    target: &Target,
    schema: &Value,
    rng: &mut fastrand::Rng,
) -> Value {
    let mut body = Generator { world, target, rng }.value("", schema, 0);
    // The parent and its object belong together.
    if let Some(data) = body.get_mut("data").and_then(Value::as_object_mut)
        && data.contains_key("parent_record_id")
        && rng.u8(..) < 220
    {
        let (record, object) = world.parent(target, rng);
        data.insert("parent_record_id".to_owned(), json!(record));
        data.insert("parent_object".to_owned(), json!(object));
    }
    body
}

struct Generator<'a> {
    world: &'a World,
    target: &'a Target,
    rng: &'a mut fastrand::Rng,
}

impl Generator<'_> {
    fn value(&mut self, name: &str, schema: &Value, depth: usize) -> Value {
        if let Some(reference) = schema["$ref"].as_str() {
            let found = resolve(Document::get().json(), reference).unwrap();
            return self.value(name, found, depth);
        }
        match name {
            "filter" => return values::filter(self.world, self.target, self.rng, 0),
            "sorts" => return values::sorts(self.world, self.target, self.rng),
            "values" | "entry_values" => {
                return values::of_record(self.world, self.target, self.rng);
            }
            "config" => return values::config(self.world, self.rng),
            _ => {}
        }
        for alternatives in ["anyOf", "oneOf"] {
            if let Some(all) = schema[alternatives].as_array() {
                let chosen = &all[self.rng.usize(..all.len())];
                return self.value(name, chosen, depth);
            }
        }
        if let Some(all) = schema["enum"].as_array() {
            return all[self.rng.usize(..all.len())].clone();
        }
        let kind = match &schema["type"] {
            Value::Array(kinds) => kinds[self.rng.usize(..kinds.len())].as_str(),
            kind => kind.as_str(),
        };
        match kind {
            Some("object") => self.object(schema, depth),
            Some("array") => {
                let least = schema["minItems"].as_u64().unwrap_or(0).try_into().unwrap_or(0);
                let count = self.rng.usize(least..least + 3);
                (0..count).map(|_| self.value(name, &schema["items"], depth + 1)).collect()
            }
            Some("string") => self.string(name, schema),
            Some("integer") => json!(self.rng.u8(1..50)),
            Some("number") => match name {
                "limit" | "offset" => json!(self.rng.u8(1..50)),
                _ => json!(f64::from(self.rng.i32(-1000..1000)) / 8.0),
            },
            Some("boolean") => json!(self.rng.bool()),
            Some("null") => Value::Null,
            _ => damage::json(self.rng, 0),
        }
    }

    fn object(&mut self, schema: &Value, depth: usize) -> Value {
        let mut members = Map::new();
        let required = schema["required"].as_array();
        for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
            let is_required = required.is_some_and(|all| all.contains(&json!(name)));
            // A view excludes a filter.
            let is_rare = name == "filter_view_id" || name == "relationship";
            let share = if is_rare { 20 } else { 128 };
            if depth < 6 && (is_required || self.rng.u8(..) < share) {
                members.insert(name.clone(), self.value(name, schema, depth + 1));
            }
        }
        if members.contains_key("filter_view_id") && self.rng.u8(..) < 230 {
            members.remove("filter");
        }
        Value::Object(members)
    }

    fn string(&mut self, name: &str, schema: &Value) -> Value {
        let (world, rng) = (self.world, &mut *self.rng);
        let found = match name {
            "api_slug" => Some(format!("{}_{}", ["a", "b", "text"][rng.usize(..3)], rng.u8(..))),
            "parent_object" | "object" | "objects" | "allowed_objects" | "target_object" => {
                world.object(rng)
            }
            "record_id" | "primary_record_id" | "secondary_record_id" | "parent_record_id" => {
                let ids = world.api.attio.record_ids(&self.target.name);
                match ids.len() {
                    0 => world.name("record_id", rng),
                    count => Some(ids[rng.usize(..count)].to_string()),
                }
            }
            "filter_view_id" => world.name("view_id", rng),
            "workspace_member_id" => world.name("workspace_member_id", rng),
            "email_address" => Some("ada@example.com".to_owned()),
            "target_time_in_status" => {
                Some(["P1D", "PT5H", "P1Y2M3DT4H5M6S"][rng.usize(..3)].to_owned())
            }
            "title" | "name" | "singular_noun" | "plural_noun" => {
                Some(format!("{} {}", ["Small", "Done", "New", "Ä"][rng.usize(..4)], rng.u16(..)))
            }
            "query" => Some(["", "ada", "acme"][rng.usize(..3)].to_owned()),
            _ => None,
        };
        if let Some(found) = found {
            return json!(found);
        }
        match schema["format"].as_str() {
            Some("uuid") => json!(NOBODY),
            Some("date") => json!("2026-02-03"),
            Some("date-time") => json!("2026-02-03T04:05:06Z"),
            _ => json!(["x", "y", "z"][rng.usize(..3)]),
        }
    }
}
