//! A client for the tests, and an object with an attribute of every type.

use attio_emulator::{Builder, Emulator, TargetName};
use reqwest::Method;
use reqwest::blocking::{Client, RequestBuilder};
use reqwest::header::HeaderMap;
use serde_json::{Value, json};

use crate::document::{Document, Exchange};

/// An emulator and a client with its token.
pub(crate) struct Api {
    pub(crate) attio: Emulator,
    client: Client,
}

/// A response.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Api {
    pub(crate) fn start() -> Self {
        Self::with(Emulator::builder())
    }

    pub(crate) fn with(builder: Builder) -> Self {
        let client = Client::builder().no_proxy().build().unwrap();
        Self { attio: builder.start_blocking().unwrap(), client }
    }

    /// With the object `things`, which has an attribute of every type that can be created.
    pub(crate) fn with_things() -> Self {
        let api = Self::start();
        api.add_things();
        api
    }

    pub(crate) fn add_things(&self) {
        let data = json!({"api_slug": "things", "singular_noun": "Thing", "plural_noun": "Things"});
        self.attio.create_object(&data).unwrap();
        self.add_attributes("things".into());
    }

    /// Adds an attribute of every type that can be created.
    pub(crate) fn add_attributes(&self, target: TargetName<'_>) {
        let dollars =
            json!({"currency": {"default_currency_code": "USD", "display_type": "symbol"}});
        let companies = json!({"record_reference": {"allowed_objects": ["companies"]}});
        for (slug, kind, many, unique, config) in [
            ("text", "text", false, false, json!({})),
            ("code", "text", false, true, json!({})),
            ("number", "number", false, false, json!({})),
            ("serial", "number", false, true, json!({})),
            ("checkbox", "checkbox", false, false, json!({})),
            ("currency", "currency", false, false, dollars),
            ("date", "date", false, false, json!({})),
            ("timestamp", "timestamp", false, false, json!({})),
            ("rating", "rating", false, false, json!({})),
            ("status", "status", false, false, json!({})),
            ("select", "select", false, false, json!({})),
            ("tags", "select", true, false, json!({})),
            ("company", "record-reference", false, false, companies),
            ("anything", "record-reference", true, false, json!({})),
            ("owner", "actor-reference", false, false, json!({})),
            ("crew", "actor-reference", true, false, json!({})),
            ("location", "location", false, false, json!({})),
            ("domain", "domain", false, false, json!({})),
            ("email", "email-address", false, false, json!({})),
            ("phone", "phone-number", false, false, json!({})),
            ("phones", "phone-number", true, true, json!({})),
        ] {
            let data = json!({
                "api_slug": slug, "type": kind, "is_multiselect": many, "is_unique": unique,
                "config": config,
            });
            self.attio.create_attribute(target, &data).unwrap();
        }
        for title in ["Small", "Medium", "Large"] {
            self.attio.create_option(target, "select", title).unwrap();
            self.attio.create_option(target, "tags", title).unwrap();
        }
        for title in ["To do", "In Progress", "Done"] {
            self.attio.create_status(target, "status", title).unwrap();
        }
    }

    /// A request without a token.
    pub(crate) fn anonymous(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.attio.base_url()))
    }

    /// A request with the token.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.anonymous(method, path).bearer_auth(self.attio.api_key())
    }

    #[track_caller]
    pub(crate) fn get(&self, path: &str) -> Reply {
        send(self.request(Method::GET, path))
    }

    #[track_caller]
    pub(crate) fn post(&self, path: &str, body: &Value) -> Reply {
        send(self.request(Method::POST, path).json(body))
    }

    #[track_caller]
    pub(crate) fn patch(&self, path: &str, body: &Value) -> Reply {
        send(self.request(Method::PATCH, path).json(body))
    }

    #[track_caller]
    pub(crate) fn put(&self, path: &str, body: &Value) -> Reply {
        send(self.request(Method::PUT, path).json(body))
    }

    #[track_caller]
    pub(crate) fn delete(&self, path: &str) -> Reply {
        send(self.request(Method::DELETE, path))
    }

    /// `POST …/records` with these values.
    #[track_caller]
    pub(crate) fn create(&self, object: &str, values: Value) -> Reply {
        self.post(&format!("/v2/objects/{object}/records"), &json!({"data": {"values": values}}))
    }

    /// Creates a record and returns its ID.
    #[track_caller]
    pub(crate) fn created(&self, object: &str, values: Value) -> String {
        record_id(&self.create(object, values).data())
    }

    /// The values of a record.
    #[track_caller]
    pub(crate) fn values(&self, object: &str, id: &str) -> Value {
        self.get(&format!("/v2/objects/{object}/records/{id}")).data()["values"].clone()
    }

    #[track_caller]
    pub(crate) fn append(&self, object: &str, id: &str, values: Value) -> Reply {
        let body = json!({"data": {"values": values}});
        self.patch(&format!("/v2/objects/{object}/records/{id}"), &body)
    }

    #[track_caller]
    pub(crate) fn overwrite(&self, object: &str, id: &str, values: Value) -> Reply {
        let body = json!({"data": {"values": values}});
        self.put(&format!("/v2/objects/{object}/records/{id}"), &body)
    }

    /// `PUT …/records?matching_attribute=`
    #[track_caller]
    pub(crate) fn assert(&self, object: &str, matching: &str, values: Value) -> Reply {
        let path = format!("/v2/objects/{object}/records?matching_attribute={matching}");
        self.put(&path, &json!({"data": {"values": values}}))
    }

    /// `POST …/records/query`
    #[track_caller]
    pub(crate) fn query(&self, object: &str, body: Value) -> Reply {
        self.post(&format!("/v2/objects/{object}/records/query"), &body)
    }

    /// The IDs of the records that a query finds.
    #[track_caller]
    pub(crate) fn found(&self, object: &str, body: Value) -> Vec<String> {
        let records = self.query(object, body).data();
        records.as_array().unwrap().iter().map(record_id).collect()
    }

    /// Checks that a filter finds these records, in any order.
    #[track_caller]
    pub(crate) fn finds(&self, object: &str, filter: Value, ids: &[&str]) {
        let mut found = self.found(object, json!({"filter": filter}));
        found.sort_by_key(|id| ids.iter().position(|other| other == id));
        assert_eq!(found, ids);
    }

    /// Writes `things.<slug>` and returns the values read back.
    #[track_caller]
    pub(crate) fn thing(&self, slug: &str, value: Value) -> Value {
        self.create("things", json!({slug: value})).data()["values"][slug].clone()
    }

    /// Writes one value to `things.<slug>` and returns it as read back, without the members that
    /// every value has.
    #[track_caller]
    pub(crate) fn payload(&self, slug: &str, value: Value) -> Value {
        bare(&self.thing(slug, value)[0])
    }

    /// Checks that `things.<slug>` refuses the value, at this path relative to the value and for
    /// this reason.
    #[track_caller]
    pub(crate) fn refuses(&self, slug: &str, value: Value, path: Value, why: &str) {
        let reply = self.create("things", json!({slug: value.clone()}));
        let body = reply.refused(400, "validation_type");
        let message = format!("An invalid value was passed to attribute with slug \"{slug}\".");
        assert_eq!(body["message"], message, "{value}");
        let violation = &body["validation_errors"][0];
        assert_eq!(violation["path"], path, "{value}: {violation}");
        let found = violation["message"].as_str().unwrap_or_default();
        assert!(found.contains(why), "{value}: {violation}");
        assert!(violation["code"].is_string(), "{violation}");
    }

    /// Checks that `things.<slug>` refuses the value because it names something that does not
    /// exist.
    #[track_caller]
    pub(crate) fn finds_nothing(&self, slug: &str, value: Value, message: &str) {
        let reply = self.create("things", json!({slug: value}));
        assert_eq!(reply.refused(400, "value_not_found")["message"], message);
    }
}

/// Sends a request. Checks it and the response against Attio's OpenAPI document.
#[track_caller]
pub(crate) fn send(request: RequestBuilder) -> Reply {
    let (client, request) = request.build_split();
    let request = request.unwrap();
    let (method, path) = (request.method().clone(), request.url().path().to_owned());
    let body = request.body().and_then(|body| serde_json::from_slice(body.as_bytes()?).ok());
    let response = client.execute(request).unwrap();
    let reply = Reply {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        text: response.text().unwrap(),
    };
    // The document has neither pages nor OAuth, and the tests themselves cause statuses from 500
    // up.
    if path.starts_with("/v2/") && reply.status < 500 {
        let (method, response) = (method.as_str(), &reply.json());
        let body = body.as_ref();
        let exchange = Exchange { method, path: &path, body, status: reply.status, response };
        if let Err(wrong) = Document::get().check(&exchange) {
            panic!("{method} {path}: {wrong}\n{}", reply.text);
        }
    }
    reply
}

/// Checks that the members come in this order.
#[track_caller]
pub(crate) fn in_order(text: &str, members: &[&str]) {
    let mut from = 0;
    for member in members {
        let found = text[from..].find(&format!("\"{member}\":"));
        from += found.unwrap_or_else(|| panic!("no `{member}` after {from} in {text}"));
    }
}

/// The ID of a record in a response.
pub(crate) fn record_id(record: &Value) -> String {
    record["id"]["record_id"].as_str().unwrap().to_owned()
}

/// A value without the members that every value has.
pub(crate) fn bare(value: &Value) -> Value {
    let mut value = value.clone();
    let members = value.as_object_mut().unwrap();
    for name in ["active_from", "active_until", "created_by_actor", "attribute_type"] {
        assert!(members.remove(name).is_some(), "{name}");
    }
    value
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// `data` of a 200.
    #[track_caller]
    pub(crate) fn data(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text);
        let mut json = self.json();
        assert!(json.get("data").is_some(), "{json}");
        json["data"].take()
    }

    /// The body of an error, with the envelope checked.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        let json = self.json();
        assert_eq!(json["status_code"], status);
        assert_eq!(json["code"], code, "{json}");
        let kind = if matches!(status, 401 | 403) { "auth_error" } else { "invalid_request_error" };
        assert_eq!(json["type"], kind);
        assert!(json["message"].as_str().is_some_and(|message| !message.is_empty()));
        assert_eq!(self.headers["content-type"], "application/json; charset=utf-8");
        json
    }

    /// The message of an error.
    #[track_caller]
    pub(crate) fn message(&self, status: u16, code: &str) -> String {
        self.refused(status, code)["message"].as_str().unwrap_or_default().to_owned()
    }
}
