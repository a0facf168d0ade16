//! Creates records, entries, members and parts of the schema through the handle.

use std::time::SystemTime;

use attio_schema::Member;
use serde_json::Value;
use uuid::Uuid;

use crate::advice;
use crate::emulator::{Emulator, Refused};
use crate::error::ApiError;
use crate::json::{Json, object};
use crate::seed::Seed;
use crate::store::{Actor, Creation, TargetName};

impl Emulator {
    /// Creates a record as the first member, with `values` as in a request.
    ///
    /// # Errors
    /// Returns an error if the API would refuse it. Its text is Attio's message, with the object, the other
    /// attributes that are refused, and the nearest slug or title of one that does not exist.
    pub fn seed(&self, object: &str, values: &Value) -> Result<Uuid, Refused> {
        self.seed_with(object, values, &Seed::new())
    }

    /// Creates a record as the first member at this time, as with [`Seed::created_at`].
    ///
    /// # Errors
    /// Returns an error if the API would refuse the values.
    pub fn seed_at(
        &self,
        object: &str,
        values: &Value,
        created_at: SystemTime,
    ) -> Result<Uuid, Refused> {
        self.seed_with(object, values, &Seed::new().created_at(created_at))
    }

    /// Creates a record as this actor.
    ///
    /// # Errors
    /// Returns an error if the API would refuse the values.
    pub fn seed_as(&self, object: &str, values: &Value, actor: Actor) -> Result<Uuid, Refused> {
        self.seed_with(object, values, &Seed::new().by(actor))
    }

    /// Creates a record with the ID, times and author of the seed.
    ///
    /// # Errors
    /// Returns an error if the API would refuse the values, or if a record already has the seed's ID.
    pub fn seed_with(&self, object: &str, values: &Value, seed: &Seed) -> Result<Uuid, Refused> {
        let actor = seed.actor().unwrap_or_else(|| Actor::member(self.member_id()));
        let (id, created) = (seed.record_id(), seed.creation());
        let doing = || format!("seed a record of `{object}`");
        let values =
            json(values).map_err(|error| Refused::from(error).of_call(doing(), String::new()))?;
        let mut store = self.store();
        store.seed(id, object, &values, actor, created).map_err(|error| {
            let advice = advice::on_seed(&store, object.into(), &values, &error);
            Refused::from(error).of_call(doing(), advice)
        })
    }

    /// Adds a record to a list as the first member, with `entry_values` as in a request, and returns the
    /// ID of the entry. Each call adds an entry, as `POST …/entries` does.
    ///
    /// ```
    /// # use attio_emulator::Emulator;
    /// # use serde_json::json;
    /// let attio = Emulator::start_blocking()?;
    /// attio.create_list(&json!({"api_slug": "pipeline", "parent_object": "companies"}))?;
    /// let acme = attio.seed("companies", &json!({"name": "Acme"}))?;
    /// attio.seed_entry("pipeline", acme, &json!({}))?;
    /// assert_eq!(attio.entry_ids("pipeline").len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Returns an error if the list or the record does not exist, if the record's object is not one of the
    /// list's, or if the API would refuse the values.
    pub fn seed_entry(&self, list: &str, record: Uuid, values: &Value) -> Result<Uuid, Refused> {
        self.seed_entry_with(list, record, values, &Seed::new())
    }

    /// Adds a record to a list, with the ID, the time and the author of the seed.
    ///
    /// The two times of creation of an entry are equal, as captured.
    ///
    /// # Errors
    /// Returns an error as [`Emulator::seed_entry`] does, or if a record or an entry already has the seed's
    /// ID.
    pub fn seed_entry_with(
        &self,
        list: &str,
        record: Uuid,
        values: &Value,
        seed: &Seed,
    ) -> Result<Uuid, Refused> {
        let actor = seed.actor().unwrap_or_else(|| Actor::member(self.member_id()));
        let created =
            seed.creation().map(|created| Creation { record: created.attribute, ..created });
        let doing = || format!("seed an entry of the list `{list}`");
        let values =
            json(values).map_err(|error| Refused::from(error).of_call(doing(), String::new()))?;
        let mut store = self.store();
        let target = store.target(TargetName::List(list)).map(|list| list.id);
        let seeded = target.and_then(|list| {
            store.seed_entry(seed.record_id(), list, record, &values, actor, created)
        });
        seeded.map_err(|error| {
            let advice = advice::on_seed(&store, TargetName::List(list), &values, &error);
            Refused::from(error).of_call(doing(), advice)
        })
    }

    /// Saves a view of an object or a list, for `filter_view_id` of a query, and returns its ID.
    ///
    /// # Errors
    /// Returns an error if the object or list does not exist, or if a query would refuse the filter.
    pub fn add_view<'a>(
        &self,
        target: impl Into<TargetName<'a>>,
        title: &str,
        filter: &Value,
    ) -> Result<Uuid, Refused> {
        Ok(self.store().add_view(target.into(), title, json(filter)?)?)
    }

    /// Delays the next merge, whose response is then 202, until [`Emulator::finish_merges`]. Until then,
    /// requests for the merged records fail with `merge_in_progress`.
    pub fn delay_next_merge(&self) {
        self.store().delay_next_merge();
    }

    /// Applies the merges that were accepted with 202.
    pub fn finish_merges(&self) {
        self.store().finish_merges();
    }

    /// Adds a member and returns its ID. An empty ID is derived from the e-mail address.
    ///
    /// # Errors
    /// Returns an error if the ID is not a UUID, or if another member has it.
    pub fn add_member(&self, member: Member) -> Result<Uuid, Refused> {
        let error =
            |error: crate::store::LoadError| ApiError::validation(error.to_string(), vec![]);
        Ok(self.store().add_member(member).map_err(error)?)
    }

    /// Creates an object, as `POST /v2/objects` with this `data` does.
    ///
    /// # Errors
    /// Returns an error if the API would refuse it.
    pub fn create_object(&self, data: &Value) -> Result<Uuid, Refused> {
        Ok(self.store().create_object(&wrapped(data)?)?)
    }

    /// Creates a list as the first member, as `POST /v2/lists` with this `data` does. By default, its name
    /// is the slug, and every member has full access.
    ///
    /// ```
    /// # use attio_emulator::Emulator;
    /// # use serde_json::json;
    /// let attio = Emulator::start_blocking()?;
    /// attio.create_list(&json!({"api_slug": "pipeline", "parent_object": "companies"}))?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Returns an error if the API would refuse it.
    pub fn create_list(&self, data: &Value) -> Result<Uuid, Refused> {
        let defaults = serde_json::json!({
            "name": data.get("api_slug"),
            "workspace_access": "full-access",
            "workspace_member_access": [],
        });
        let actor = Actor::member(self.member_id());
        Ok(self.store().create_list(&wrapped(&with_defaults(defaults, data))?, actor)?)
    }

    /// Creates an attribute of an object or a list, as `POST …/attributes` with this `data` does. The
    /// defaults of missing members are null, false and empty.
    ///
    /// ```
    /// # use attio_emulator::Emulator;
    /// # use serde_json::json;
    /// let attio = Emulator::start_blocking()?;
    /// attio.create_attribute("deals", &json!({"api_slug": "code", "type": "text", "is_unique": true}))?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Returns an error if the API would refuse it.
    pub fn create_attribute<'a>(
        &self,
        target: impl Into<TargetName<'a>>,
        data: &Value,
    ) -> Result<Uuid, Refused> {
        let defaults = serde_json::json!({
            "title": data.get("api_slug"),
            "description": null,
            "is_required": false,
            "is_unique": false,
            "is_multiselect": false,
            "config": {},
        });
        let full = with_defaults(defaults, data);
        Ok(self.store().create_attribute(target.into(), &wrapped(&full)?)?)
    }

    /// Creates an option of a select attribute and returns its ID.
    ///
    /// # Errors
    /// Returns an error if the API would refuse it.
    pub fn create_option<'a>(
        &self,
        target: impl Into<TargetName<'a>>,
        attribute: &str,
        title: &str,
    ) -> Result<Uuid, Refused> {
        let data = wrapped(&serde_json::json!({"title": title}))?;
        let answer = self.store().create_option(target.into(), attribute, &data)?;
        Ok(id_of(&answer, "option_id"))
    }

    /// Creates a status of a status attribute and returns its ID.
    ///
    /// # Errors
    /// Returns an error if the API would refuse it.
    pub fn create_status<'a>(
        &self,
        target: impl Into<TargetName<'a>>,
        attribute: &str,
        title: &str,
    ) -> Result<Uuid, Refused> {
        let data = wrapped(&serde_json::json!({"title": title}))?;
        let answer = self.store().create_status(target.into(), attribute, &data)?;
        Ok(id_of(&answer, "status_id"))
    }
}

/// The data, with the defaults of missing members.
fn with_defaults(mut defaults: Value, data: &Value) -> Value {
    if let (Value::Object(full), Value::Object(data)) = (&mut defaults, data) {
        full.extend(data.clone());
    }
    defaults
}

fn json(value: &Value) -> Result<Json, ApiError> {
    Json::of(value).map_err(|error| ApiError::validation(error.to_string(), Vec::new()))
}

fn wrapped(data: &Value) -> Result<Json, ApiError> {
    Ok(object([("data", json(data)?)]))
}

fn id_of(answer: &Json, member: &str) -> Uuid {
    let id = answer.get("id").and_then(|ids| ids.get(member)).and_then(Json::as_str);
    id.and_then(|id| Uuid::try_parse(id).ok()).unwrap_or_default()
}
