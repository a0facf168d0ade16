//! Writes records, entries and values as in API responses, directly to bytes: a page has thousands of
//! values.

use uuid::Uuid;

use super::{Actor, Attribute, PARENT_RECORD, Payload, Record, Store, Stored, Target};
use crate::json::Json;
use crate::json_writer::JsonWriter;

/// Writes records of one object, or entries of one list.
pub(crate) struct RecordWriter<'a> {
    store: &'a Store,
    /// Everything before the ID of the record or entry.
    head: String,
    form: Form,
    columns: Vec<Column<'a>>,
}

/// The members after the ID.
enum Form {
    /// `created_at`, `web_url`, `values`.
    Record {
        /// The part of `web_url` before the ID, as part of a JSON string.
        web_url: String,
    },
    /// `parent_record_id`, `parent_object`, `created_at`, `entry_values`.
    Entry,
}

/// An attribute, with the parts that are the same for each record.
struct Column<'a> {
    attribute: &'a Attribute,
    /// The slug with its colon.
    key: Vec<u8>,
}

impl<'a> RecordWriter<'a> {
    pub(crate) fn new(store: &'a Store, target: &'a Target) -> Self {
        let (workspace, id) = (store.workspace, target.id);
        let (names, form) = if target.list().is_some() {
            (["list_id", "entry_id"], Form::Entry)
        } else {
            let path = target.web_path().join("/");
            let web_url = format!("{}/{}/{path}/", store.base_url, store.slug);
            let web_url = Json::String(web_url).to_bytes();
            let web_url = String::from_utf8_lossy(&web_url).trim_end_matches('"').to_owned();
            (["object_id", "record_id"], Form::Record { web_url })
        };
        let [of, own] = names;
        let head =
            format!("{{\"id\":{{\"workspace_id\":\"{workspace}\",\"{of}\":\"{id}\",\"{own}\":\"");
        // As captured, an entry has its parent beside its values only.
        let is_parent = |slug: &str| target.list().is_some() && slug == PARENT_RECORD;
        let attributes = store.attributes(target);
        let attributes = attributes.filter(|a| !a.model.is_archived && !is_parent(a.slug()));
        let columns = attributes.map(|attribute| {
            let mut key = JsonWriter::default();
            key.key(attribute.slug());
            Column { attribute, key: key.into_bytes() }
        });
        Self { store, head, form, columns: columns.collect() }
    }

    /// Writes a record or an entry: every attribute that is not archived has its values.
    pub(crate) fn record(&self, out: &mut JsonWriter, record: &Record) {
        out.raw(&self.head);
        out.bare_id(record.id);
        out.raw("\"},");
        match &self.form {
            Form::Record { web_url } => {
                out.raw("\"created_at\":");
                out.instant(record.created.record);
                out.raw(",\"web_url\":");
                out.raw(web_url);
                out.bare_id(record.id);
                out.raw("\",\"values\":{");
            }
            Form::Entry => {
                let (parent, object) = match self.store.parent_of(record) {
                    Some((object, parent)) => (parent.id, object.slug()),
                    None => (Uuid::nil(), ""),
                };
                out.raw("\"parent_record_id\":");
                out.id(parent);
                out.raw(",");
                out.member("parent_object", object);
                out.raw(",\"created_at\":");
                out.instant(record.created.record);
                out.raw(",\"entry_values\":{");
            }
        }
        for (i, column) in self.columns.iter().enumerate() {
            if i > 0 {
                out.raw(",");
            }
            out.bytes(&column.key);
            out.list(record.active(column.attribute.id), |out, value| {
                self.store.write_value(out, column.attribute, value);
            });
        }
        out.raw("}}");
    }
}

impl Store {
    /// Writes `{"data": <record or entry>}`.
    pub(crate) fn record_answer(&self, target: &Target, record: &Record) -> Vec<u8> {
        let mut out = JsonWriter::default();
        out.raw("{\"data\":");
        RecordWriter::new(self, target).record(&mut out, record);
        out.raw("}");
        out.into_bytes()
    }

    /// Writes `{"data": [<record or entry>…]}`.
    pub(crate) fn records_answer(&self, target: &Target, records: &[&Record]) -> Vec<u8> {
        let mut out = JsonWriter::default();
        let writer = RecordWriter::new(self, target);
        out.raw("{\"data\":");
        out.list(records, |out, record| writer.record(out, record));
        out.raw("}");
        out.into_bytes()
    }

    /// Writes `{"data": [<value>…]}`.
    pub(crate) fn values_answer(&self, attribute: &Attribute, values: &[&Stored]) -> Vec<u8> {
        let mut out = JsonWriter::default();
        out.raw("{\"data\":");
        out.list(values, |out, value| self.write_value(out, attribute, value));
        out.raw("}");
        out.into_bytes()
    }

    /// Writes a value of a record, with its validity period and author.
    fn write_value(&self, out: &mut JsonWriter, attribute: &Attribute, value: &Stored) {
        out.raw("{\"active_from\":");
        out.instant(value.active_from);
        out.raw(",\"active_until\":");
        match value.active_until {
            Some(until) => out.instant(until),
            None => out.raw("null"),
        }
        out.raw(",\"created_by_actor\":{\"type\":\"");
        out.raw(value.actor.kind);
        out.raw("\",\"id\":");
        write_actor_id(out, value.actor);
        out.raw("},");
        self.write_payload(out, attribute, &value.payload);
        out.raw("}");
    }

    /// Writes the reduced read form of default values: the content and its type.
    pub(super) fn template_bytes(&self, attribute: &Attribute, payload: &Payload) -> Vec<u8> {
        let mut out = JsonWriter::default();
        out.raw("{");
        self.write_payload(&mut out, attribute, payload);
        out.raw("}");
        out.into_bytes()
    }

    /// Writes the content of a value, and its type.
    fn write_payload(&self, out: &mut JsonWriter, attribute: &Attribute, payload: &Payload) {
        match payload {
            Payload::Text(text) => out.member("value", text),
            Payload::Number(number) => {
                out.key("value");
                out.json(&Json::float(*number));
            }
            Payload::Checkbox(flag) => {
                out.key("value");
                out.raw(if *flag { "true" } else { "false" });
            }
            Payload::Currency(amount) => {
                let code = attribute.model.config.currency.default_currency_code.as_deref();
                out.nullable_member("currency_code", code);
                out.raw(",");
                out.key("currency_value");
                out.raw(&amount.to_string());
            }
            Payload::Date(day) => out.member("value", &day.to_string()),
            Payload::Timestamp(at) => {
                out.key("value");
                out.instant(*at);
            }
            Payload::Rating(stars) => {
                out.key("value");
                out.raw(&stars.to_string());
            }
            Payload::Status(id) => {
                let status = attribute.model.statuses.iter().find(|status| status.id == *id);
                out.key("status");
                out.json(&status.map_or(Json::Null, |s| self.status_json(attribute, s)));
            }
            Payload::Select(id) => {
                let option = attribute.model.options.iter().find(|option| option.id == *id);
                out.key("option");
                out.json(&option.map_or(Json::Null, |o| self.option_json(attribute, o)));
            }
            Payload::Reference { object, record } => {
                let slug = self.target_by_id(*object).map(Target::slug).unwrap_or_default();
                out.member("target_object", slug);
                out.raw(",");
                out.key("target_record_id");
                out.id(*record);
            }
            Payload::Actor(actor) => {
                out.member("referenced_actor_type", actor.kind);
                out.raw(",");
                out.key("referenced_actor_id");
                write_actor_id(out, *actor);
            }
            Payload::Location(place) => {
                let names = ["line_1", "line_2", "line_3", "line_4"];
                for (name, line) in names.into_iter().zip(&place.lines) {
                    out.nullable_member(name, line.as_deref());
                    out.raw(",");
                }
                out.nullable_member("locality", place.locality.as_deref());
                out.raw(",");
                out.nullable_member("region", place.region.as_deref());
                out.raw(",");
                out.nullable_member("postcode", place.postcode.as_deref());
                out.raw(",");
                out.nullable_member("country_code", place.country_code.as_deref());
                out.raw(",");
                out.nullable_member("latitude", place.latitude.as_deref());
                out.raw(",");
                out.nullable_member("longitude", place.longitude.as_deref());
            }
            Payload::Domain(domain) => {
                out.members([("domain", &domain.domain), ("root_domain", &domain.root)]);
            }
            Payload::Email(email) => out.members([
                ("original_email_address", &email.original),
                ("email_address", &email.address),
                ("email_domain", &email.domain),
                ("email_root_domain", &email.root_domain),
                ("email_local_specifier", &email.local),
            ]),
            Payload::Phone(phone) => out.members([
                ("country_code", &phone.country),
                ("original_phone_number", &phone.original),
                ("phone_number", &phone.e164),
            ]),
            Payload::Name { first, last, full } => {
                out.members([("first_name", first), ("last_name", last), ("full_name", full)]);
            }
        }
        out.raw(",");
        out.member("attribute_type", &attribute.model.type_name);
    }
}

fn write_actor_id(out: &mut JsonWriter, actor: Actor) {
    match actor.id {
        Some(id) => out.id(id),
        None => out.raw("null"),
    }
}
