//! The emulator that gets the requests, and the names that exist in it.

use std::collections::BTreeMap;

use attio_emulator::{Emulator, TargetName};
use reqwest::blocking::Client;
use serde_json::{Value, json};

use super::{Request, Target, damage};
use crate::lists::NOBODY;
use crate::support::Api;

/// The largest number of names of one kind.
const NAMES: usize = 60;

pub(super) struct World {
    pub(super) api: Api,
    client: Client,
    /// IDs by the name of their member, such as `record_id`; slugs and titles too.
    names: BTreeMap<&'static str, Vec<String>>,
}

/// The members of responses whose strings are names.
const LEARNT: [&str; 11] = [
    "record_id",
    "entry_id",
    "list_id",
    "object_id",
    "attribute_id",
    "option_id",
    "status_id",
    "view_id",
    "workspace_member_id",
    "new_record_id",
    "title",
];

impl World {
    pub(super) fn new(rng: &mut fastrand::Rng) -> Self {
        let api = Api::with(Emulator::builder());
        api.add_things();
        for (slug, parent) in [("pipeline", "companies"), ("hiring", "people"), ("board", "things")]
        {
            api.attio.create_list(&json!({"api_slug": slug, "parent_object": parent})).unwrap();
            api.add_attributes(TargetName::List(slug));
        }
        let client = Client::builder().no_proxy().build().unwrap();
        let mut world = Self { api, client, names: BTreeMap::new() };
        world.names.insert(
            "object",
            ["people", "companies", "deals", "things"].map(str::to_owned).to_vec(),
        );
        world.names.insert("list", ["pipeline", "hiring", "board"].map(str::to_owned).to_vec());
        world.names.insert("workspace_member_id", vec![world.api.attio.member_id().to_string()]);
        world.refill(rng);
        world
    }

    /// Adds records, entries and views, because requests delete some.
    pub(super) fn refill(&mut self, rng: &mut fastrand::Rng) {
        let mut made = Vec::new();
        for (object, list) in [("companies", "pipeline"), ("people", "hiring"), ("things", "board")]
        {
            let attio = &self.api.attio;
            // Requests rename and delete things.
            let Ok(record) = attio.seed(object, &json!({})) else { continue };
            made.push(("record_id", record));
            let entry = attio.seed_entry(list, record, &json!({})).ok();
            made.extend(entry.map(|entry| ("entry_id", entry)));
            let views = [
                attio.add_view(object, "All", &json!({})),
                attio.add_view(TargetName::List(list), "All", &json!({})),
            ];
            made.extend(views.into_iter().flatten().map(|view| ("view_id", view)));
        }
        made.into_iter().for_each(|(kind, id)| self.add(kind, id.to_string(), rng));
    }

    fn add(&mut self, kind: &'static str, name: String, rng: &mut fastrand::Rng) {
        let names = self.names.entry(kind).or_default();
        if names.contains(&name) {
            return;
        }
        if names.len() < NAMES {
            names.push(name);
        } else {
            names[rng.usize(..NAMES)] = name;
        }
    }

    pub(super) fn send(&self, request: &Request) -> Result<(u16, String), reqwest::Error> {
        let url = format!("{}{}", self.api.attio.base_url(), request.path);
        let mut sent = self.client.request(request.method.clone(), url);
        sent = sent.bearer_auth(self.api.attio.api_key());
        if let Some(body) = &request.body {
            sent = sent.header("content-type", request.content_type).body(body.clone());
        }
        let reply = sent.send()?;
        Ok((reply.status().as_u16(), reply.text()?))
    }

    /// Keeps the names in a response.
    pub(super) fn learn(&mut self, response: &Value, rng: &mut fastrand::Rng) {
        match response {
            Value::Array(items) => {
                // The first items are enough.
                items.iter().take(5).for_each(|item| self.learn(item, rng));
            }
            Value::Object(members) => {
                for (name, value) in members {
                    if let Some(kind) = LEARNT.iter().find(|kind| *kind == name)
                        && let Some(text) = value.as_str()
                    {
                        let kind = if *kind == "new_record_id" { "record_id" } else { kind };
                        self.add(kind, text.to_owned(), rng);
                    }
                    self.learn(value, rng);
                }
                // An object, a list or an attribute has a slug.
                if let (Some(slug), Some(id)) = (members.get("api_slug"), members.get("id")) {
                    let kind = match (id.get("list_id"), id.get("attribute_id")) {
                        (Some(_), None) => "list",
                        (None, None) => "object",
                        _ => "attribute",
                    };
                    slug.as_str().into_iter().for_each(|slug| self.add(kind, slug.to_owned(), rng));
                }
            }
            _ => {}
        }
    }

    /// A name of this kind, if there is one.
    pub(super) fn name(&self, kind: &str, rng: &mut fastrand::Rng) -> Option<String> {
        let names = self.names.get(kind).filter(|names| !names.is_empty())?;
        Some(names[rng.usize(..names.len())].clone())
    }

    /// A name of any kind.
    pub(super) fn any(&self, rng: &mut fastrand::Rng) -> String {
        let kinds: Vec<_> = self.names.keys().collect();
        self.name(kinds[rng.usize(..kinds.len())], rng).unwrap_or_default()
    }

    /// An attribute of the object or list, mostly one with options or statuses where these follow.
    fn attribute(&self, path: &str, target: &Target, rng: &mut fastrand::Rng) -> String {
        let mut all = self.attributes(target);
        let kind = match path {
            path if path.contains("/options") => Some("select"),
            path if path.contains("/statuses") => Some("status"),
            _ => None,
        };
        all.retain(|attribute| kind.is_none_or(|kind| attribute.type_name == kind));
        match all.len() {
            0 => self.name("attribute", rng).unwrap_or_else(|| "text".to_owned()),
            count => {
                let attribute = &all[rng.usize(..count)];
                let name = if rng.bool() { &attribute.id } else { &attribute.api_slug };
                name.clone()
            }
        }
    }

    /// The title or the ID of an option or a status of some attribute of the target.
    fn choice(&self, kind: &str, target: &Target, rng: &mut fastrand::Rng) -> Option<String> {
        let all = self.attributes(target).into_iter().flat_map(|attribute| {
            let options = attribute.options.into_iter().map(|option| (option.title, option.id));
            let statuses = attribute.statuses.into_iter().map(|status| (status.title, status.id));
            if kind == "option" { options.collect::<Vec<_>>() } else { statuses.collect() }
        });
        let all: Vec<_> = all.collect();
        let (title, id) = all.get(rng.usize(..all.len().max(1)))?.clone();
        Some(if rng.bool() { title } else { id })
    }

    /// The attributes of the object or list.
    pub(super) fn attributes(&self, target: &Target) -> Vec<attio_schema::Attribute> {
        let schema = self.api.attio.snapshot();
        let name = target.name.as_str();
        if target.is_list {
            let list = schema.lists.unwrap_or_default().into_iter().find(|list| list.is(name));
            return list.map(|list| list.attributes).unwrap_or_default();
        }
        let object = schema
            .objects
            .into_iter()
            .find(|object| object.id == name || object.api_slug.as_deref() == Some(name));
        object.map(|object| object.attributes).unwrap_or_default()
    }

    /// An attribute that an assert can match by.
    pub(super) fn unique_attribute(&self, target: &Target, rng: &mut fastrand::Rng) -> String {
        let mut all = self.attributes(target);
        all.retain(|attribute| attribute.is_unique && attribute.is_writable);
        let chosen = all.get(rng.usize(..all.len().max(1)));
        chosen.map_or_else(|| "text".to_owned(), |attribute| attribute.api_slug.clone())
    }

    /// The value of a path parameter: mostly something that exists.
    pub(super) fn path_value(
        &self,
        path: &str,
        name: &str,
        target: &Target,
        rng: &mut fastrand::Rng,
    ) -> String {
        match rng.u8(..) {
            0..5 => damage::text(rng),
            5..12 => self.any(rng),
            12..15 => NOBODY.to_owned(),
            _ => {
                let found = match name {
                    "identifier" if target.is_list => self.list(rng),
                    "identifier" | "object" => self.object(rng),
                    "list" => self.list(rng),
                    "attribute" => Some(self.attribute(path, target, rng)),
                    "record_id" => self.member(target, "record_id", rng),
                    "entry_id" => self.member(target, "entry_id", rng),
                    "option" | "status" => self.choice(name, target, rng),
                    other => self.name(other, rng),
                };
                let found = found.unwrap_or_else(|| NOBODY.to_owned());
                if rng.u8(..) < 5 { found.to_uppercase() } else { found }
            }
        }
    }

    /// An object by slug or ID: mostly one that exists.
    pub(super) fn object(&self, rng: &mut fastrand::Rng) -> Option<String> {
        match rng.u8(..) {
            0..4 => self.name("object_id", rng),
            4..8 => self.name("object", rng),
            n => {
                let all = self.api.attio.snapshot().objects;
                let object = all.get(rng.usize(..all.len().max(1)))?;
                let slug = object.api_slug.clone().filter(|_| n > 40);
                Some(slug.unwrap_or_else(|| object.id.clone()))
            }
        }
    }

    /// A list by slug or ID: mostly one that exists.
    fn list(&self, rng: &mut fastrand::Rng) -> Option<String> {
        match rng.u8(..) {
            0..4 => self.name("list_id", rng),
            4..8 => self.name("list", rng),
            n => {
                let all = self.api.attio.snapshot().lists.unwrap_or_default();
                let list = all.get(rng.usize(..all.len().max(1)))?;
                Some(if n > 40 { list.api_slug.clone() } else { list.id.clone() })
            }
        }
    }

    /// A record of the object, or an entry of the list, if there is one.
    fn member(&self, target: &Target, kind: &str, rng: &mut fastrand::Rng) -> Option<String> {
        let ids = match target.is_list {
            true => self.api.attio.entry_ids(&target.name),
            false => self.api.attio.record_ids(&target.name),
        };
        match ids.len() {
            0 => self.name(kind, rng),
            count => Some(ids[rng.usize(..count)].to_string()),
        }
    }

    /// A record that can be a parent on the list, with its object.
    pub(super) fn parent(&self, target: &Target, rng: &mut fastrand::Rng) -> (String, String) {
        let lists = self.api.attio.snapshot().lists.unwrap_or_default();
        let list = lists.iter().find(|list| target.is_list && list.is(&target.name));
        let object = list.and_then(|list| list.parent_objects.first().cloned());
        let object = object.or_else(|| self.object(rng)).unwrap_or_default();
        let records = Target { is_list: false, name: object.clone() };
        let record = self.member(&records, "record_id", rng).unwrap_or_else(|| NOBODY.to_owned());
        (record, object)
    }

    /// Each entry has a parent that exists and that lists it.
    pub(super) fn check_entries(&self) {
        let attio = &self.api.attio;
        attio.finish_merges();
        for list in attio.snapshot().lists.unwrap_or_default() {
            for id in attio.entry_ids(&list.id) {
                let reply = self.api.get(&format!("/v2/lists/{}/entries/{id}", list.id));
                // The list may be hidden from the token.
                if reply.status == 404 {
                    continue;
                }
                let entry = reply.data();
                assert_eq!(entry["entry_values"]["entry_id"][0]["value"], json!(id));
                let (object, parent) = (&entry["parent_object"], &entry["parent_record_id"]);
                let path = format!(
                    "/v2/objects/{}/records/{}/entries?limit=1000",
                    object.as_str().unwrap(),
                    parent.as_str().unwrap()
                );
                let entries = self.api.get(&path).data();
                let found = entries.as_array().unwrap().iter().any(|e| e["entry_id"] == json!(id));
                assert!(found, "{id} is not an entry of its parent {parent}");
            }
        }
    }
}
