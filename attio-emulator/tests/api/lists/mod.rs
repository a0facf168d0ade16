//! Lists and their entries, by topic. `facts::lists` and `facts::entries` have the facts about Attio.

mod access;
mod attributes;
mod deletion;
mod faults;
mod handle;
mod history;
mod merge;
mod of_record;
mod queries;
mod schema;
mod scopes;
mod settings;
mod values;

use attio_emulator::{Builder, TargetName};
use serde_json::{Value, json};

use crate::support::{Api, Reply};

/// The list of companies that the tests use.
pub(crate) const PIPELINE: TargetName<'_> = TargetName::List("pipeline");

/// An ID that nothing has.
pub(crate) const NOBODY: &str = "891dcbfc-9141-415d-9b2a-2238a6cc012d";

impl Api {
    /// With the list `pipeline`, which has an attribute of every type that can be created.
    pub(crate) fn with_pipeline() -> Self {
        Self::with_pipeline_of(attio_emulator::Emulator::builder())
    }

    /// As [`Api::with_pipeline`], with other settings.
    pub(crate) fn with_pipeline_of(builder: Builder) -> Self {
        let api = Self::with(builder);
        api.attio
            .create_list(&json!({"api_slug": "pipeline", "parent_object": "companies"}))
            .unwrap();
        api.add_attributes(PIPELINE);
        api
    }

    /// Adds a list of companies without attributes of its own.
    pub(crate) fn add_list(&self, slug: &str) {
        self.attio.create_list(&json!({"api_slug": slug, "parent_object": "companies"})).unwrap();
    }

    /// Seeds a company without values.
    pub(crate) fn company(&self) -> String {
        self.attio.seed("companies", &json!({})).unwrap().to_string()
    }

    /// `POST …/entries` with a company as the parent.
    #[track_caller]
    pub(crate) fn add_entry(&self, company: &str, values: Value) -> Reply {
        self.post("/v2/lists/pipeline/entries", &new_entry(company, values))
    }

    /// Adds a company to the list; returns the entry.
    #[track_caller]
    pub(crate) fn added(&self, company: &str, values: Value) -> Value {
        self.add_entry(company, values).data()
    }

    /// Adds a new company to the list; returns the ID of the entry.
    #[track_caller]
    pub(crate) fn entry(&self, values: Value) -> String {
        entry_id(&self.added(&self.company(), values))
    }

    /// `PUT …/entries` with a company as the parent.
    #[track_caller]
    pub(crate) fn assert_entry(&self, company: &str, values: Value) -> Reply {
        self.put("/v2/lists/pipeline/entries", &new_entry(company, values))
    }

    /// `GET …/entries/{entry_id}`
    #[track_caller]
    pub(crate) fn get_entry(&self, id: &str) -> Reply {
        self.get(&entry_path(id))
    }

    /// The values of an entry.
    #[track_caller]
    pub(crate) fn entry_values(&self, id: &str) -> Value {
        self.get_entry(id).data()["entry_values"].clone()
    }

    /// `PATCH …/entries/{entry_id}`
    #[track_caller]
    pub(crate) fn append_entry(&self, id: &str, values: Value) -> Reply {
        self.patch(&entry_path(id), &json!({"data": {"entry_values": values}}))
    }

    /// `PUT …/entries/{entry_id}`
    #[track_caller]
    pub(crate) fn overwrite_entry(&self, id: &str, values: Value) -> Reply {
        self.put(&entry_path(id), &json!({"data": {"entry_values": values}}))
    }

    /// `POST …/entries/query`
    #[track_caller]
    pub(crate) fn query_entries(&self, body: Value) -> Reply {
        self.post("/v2/lists/pipeline/entries/query", &body)
    }

    /// The IDs of the entries that a query finds.
    #[track_caller]
    pub(crate) fn found_entries(&self, body: Value) -> Vec<String> {
        let entries = self.query_entries(body).data();
        entries.as_array().unwrap().iter().map(entry_id).collect()
    }

    /// `GET …/records/{record_id}/entries` of a company
    #[track_caller]
    pub(crate) fn entries_of(&self, company: &str) -> Vec<String> {
        let entries = self.get(&format!("/v2/objects/companies/records/{company}/entries")).data();
        let ids = entries.as_array().unwrap().iter();
        ids.map(|entry| entry["entry_id"].as_str().unwrap().to_owned()).collect()
    }
}

/// The path of an entry of the list `pipeline`.
pub(crate) fn entry_path(id: &str) -> String {
    format!("/v2/lists/pipeline/entries/{id}")
}

/// The body that adds a company to a list.
pub(crate) fn new_entry(company: &str, values: Value) -> Value {
    json!({"data": {
        "parent_record_id": company, "parent_object": "companies", "entry_values": values,
    }})
}

/// The ID of an entry in a response.
pub(crate) fn entry_id(entry: &Value) -> String {
    entry["id"]["entry_id"].as_str().unwrap().to_owned()
}

/// The values of an attribute without the members that every value has.
pub(crate) fn payloads(values: &Value, slug: &str, member: &str) -> Vec<Value> {
    values[slug].as_array().unwrap().iter().map(|value| value[member].clone()).collect()
}

/// The paths of the mistakes of an error.
pub(crate) fn mistakes(error: &Value) -> Vec<Value> {
    let all = error["validation_errors"].as_array();
    all.unwrap().iter().map(|mistake| mistake["path"].clone()).collect()
}
