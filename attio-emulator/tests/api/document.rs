//! Checks requests and responses against Attio's OpenAPI document in `tests/openapi`.

use std::sync::LazyLock;

use reqwest::Method;
use serde_json::{Value, json};

use super::schema::{check, resolve};

/// The document.
pub(crate) struct Document(Value);

/// An operation of the document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Operation<'a> {
    /// Lower case, as in the document.
    pub(crate) method: &'a str,
    /// With the names of its parameters in braces.
    pub(crate) path: &'a str,
    pub(crate) json: &'a Value,
}

/// A request and the response to it.
pub(crate) struct Exchange<'a> {
    pub(crate) method: &'a str,
    /// The path without a query.
    pub(crate) path: &'a str,
    /// The JSON of the request.
    pub(crate) body: Option<&'a Value>,
    pub(crate) status: u16,
    /// The JSON of the response.
    pub(crate) response: &'a Value,
}

/// The error statuses that any operation may respond with. The document lists 401 and 429 nowhere,
/// and most of the others only for operations with specific codes.
const COMMON: [u16; 6] = [400, 401, 403, 404, 413, 429];

/// The errors of the emulator that the document does not list for the operation: method, path,
/// status, code. No capture shows how Attio responds.
const CHOSEN: [(&str, &str, u16, &str); 12] = [
    ("patch", "/v2/objects/{object}", 400, "system_edit_unauthorized"),
    ("post", "/v2/{target}/{identifier}/attributes", 400, "value_not_found"),
    ("patch", "/v2/{target}/{identifier}/attributes/{attribute}", 400, "value_not_found"),
    ("patch", "/v2/{target}/{identifier}/attributes/{attribute}", 409, "slug_conflict"),
    ("post", "/v2/objects/{object}/records/query", 400, "value_not_found"),
    ("post", "/v2/lists/{list}/entries/query", 400, "value_not_found"),
    ("patch", "/v2/lists/{list}", 409, "slug_conflict"),
    ("post", "/v2/lists/{list}/entries", 409, "concurrent_write_conflict"),
    ("put", "/v2/lists/{list}/entries", 409, "concurrent_write_conflict"),
    ("get", "/v2/objects/{object}/records/{record_id}/entries", 404, "merge_in_progress"),
    ("post", "/v2/objects/{object}/records/merge", 400, "merge_in_progress"),
    (
        "get",
        "/v2/objects/{object}/records/{record_id}/attributes/{attribute}/values",
        404,
        "merge_in_progress",
    ),
];

impl Document {
    /// The document of the repository.
    pub(crate) fn get() -> &'static Self {
        static DOCUMENT: LazyLock<Document> = LazyLock::new(|| {
            Document(serde_json::from_str(include_str!("../openapi/attio.json")).unwrap())
        });
        &DOCUMENT
    }

    pub(crate) fn json(&self) -> &Value {
        &self.0
    }

    pub(crate) fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        let paths = self.0["paths"].as_object().unwrap();
        paths.iter().flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap();
            methods.iter().map(move |(method, json)| Operation { method, path, json })
        })
    }

    /// The operation of a request.
    pub(crate) fn operation(&self, method: &str, path: &str) -> Option<Operation<'_>> {
        let same = |operation: &Operation<'_>| operation.method.eq_ignore_ascii_case(method);
        let fitting = self.operations().filter(same).filter(|operation| fits(operation.path, path));
        // `records/search` rather than `{object}/records`.
        fitting.min_by_key(|operation| operation.path.matches('{').count())
    }

    /// The codes that the document lists for an operation and a status; none for a success.
    pub(crate) fn codes(&self, operation: Operation<'_>, status: u16) -> Vec<String> {
        let schema = operation.response(self, status);
        let codes = schema.and_then(|schema| schema.pointer("/properties/code/enum"));
        let codes = codes.and_then(Value::as_array).into_iter().flatten();
        codes.map(|code| code.as_str().unwrap().to_owned()).collect()
    }

    /// Checks a response, and the request if the response is a success.
    pub(crate) fn check(&self, exchange: &Exchange<'_>) -> Result<(), String> {
        let Exchange { method, path, status, response, .. } = *exchange;
        let Some(operation) = self.operation(method, path) else {
            return self.check_error(status, response);
        };
        if operation.is_chosen(status, &response["code"]) {
            return self.check_error(status, response);
        }
        match operation.response(self, status) {
            Some(schema) => self.check_value("the response", schema, response)?,
            None if COMMON.contains(&status) => self.check_error(status, response)?,
            None => return Err(format!("the document has no response {status}")),
        }
        match status < 300 {
            true => self.check_body(operation, exchange.body),
            false => Ok(()),
        }
    }

    /// Checks a request that should succeed, and returns its operation.
    #[allow(dead_code, reason = "only the tests of the client, which include this file, call it")]
    pub(crate) fn check_request(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Operation<'_>, String> {
        let operation = self.operation(method, path).ok_or("the document has no such operation")?;
        self.check_body(operation, body)?;
        Ok(operation)
    }

    fn check_body(&self, operation: Operation<'_>, body: Option<&Value>) -> Result<(), String> {
        match (operation.body(), body) {
            (Some(schema), Some(body)) => self.check_value("the request", schema, body),
            _ => Ok(()),
        }
    }

    fn check_error(&self, status: u16, response: &Value) -> Result<(), String> {
        if response["status_code"] != json!(status) {
            return Err(format!("status_code of a {status}: {}", response["status_code"]));
        }
        self.check_value("the response", &self.0["components"]["schemas"]["error"], response)
    }

    fn check_value(&self, what: &str, schema: &Value, value: &Value) -> Result<(), String> {
        check(&self.0, schema, value).map_err(|error| format!("{what}: {error}"))
    }
}

impl<'a> Operation<'a> {
    pub(crate) fn http_method(self) -> Method {
        Method::from_bytes(self.method.to_uppercase().as_bytes()).unwrap()
    }

    /// The schema of a request body.
    pub(crate) fn body(self) -> Option<&'a Value> {
        self.json.pointer("/requestBody/content/application~1json/schema")
    }

    /// The schema of the body of a response with this status.
    fn response(self, document: &'a Document, status: u16) -> Option<&'a Value> {
        let mut response = self.json["responses"].get(status.to_string())?;
        if let Some(reference) = response["$ref"].as_str() {
            response = resolve(&document.0, reference).unwrap();
        }
        response.pointer("/content/application~1json/schema")
    }

    fn is_chosen(self, status: u16, code: &Value) -> bool {
        CHOSEN.iter().any(|&(method, path, chosen_status, chosen_code)| {
            (self.method, self.path) == (method, path)
                && status == chosen_status
                && *code == chosen_code
        })
    }
}

/// Returns whether a template matches this path.
fn fits(template: &str, path: &str) -> bool {
    let mut template = template.split('/');
    let mut path = path.split('/');
    loop {
        match (template.next(), path.next()) {
            (None, None) => return true,
            (Some("{target}"), Some("objects" | "lists")) => {}
            (Some("{target}"), _) => return false,
            (Some(expected), Some(part)) if expected == part || expected.starts_with('{') => {}
            _ => return false,
        }
    }
}
