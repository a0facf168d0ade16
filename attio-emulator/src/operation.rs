//! The kind of operation of a request, by method and path.

use http::Method;

/// A kind of operation, for [`Injection::on`](crate::Injection::on).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Operation {
    /// `POST …/records` and `POST …/entries`
    Create,
    /// `PUT …/records?matching_attribute=` and `PUT …/entries`
    Assert,
    /// `GET …/records/{record_id}` and `GET …/entries/{entry_id}`
    Get,
    /// `PATCH …/records/{record_id}` and `PATCH …/entries/{entry_id}`
    Append,
    /// `PUT …/records/{record_id}` and `PUT …/entries/{entry_id}`
    Overwrite,
    /// `DELETE …/records/{record_id}` and `DELETE …/entries/{entry_id}`
    Delete,
    /// `POST …/records/query` and `POST …/entries/query`
    Query,
    /// `POST /v2/objects/records/search`
    Search,
    /// `POST …/records/merge`
    Merge,
    /// Any read, as the rate limit counts reads: every `GET`, queries and search.
    Read,
    /// Any write, as the rate limit counts writes: every request that is not an [`Operation::Read`].
    Write,
}

impl Operation {
    /// Whether a request is of this kind.
    pub(crate) fn is(self, method: &Method, path: &str) -> bool {
        match self {
            Self::Read => is_read(method, path),
            Self::Write => !is_read(method, path),
            exact => Self::of(method, path) == Some(exact),
        }
    }

    /// The exact kind of a request, if it has one.
    pub(crate) fn of(method: &Method, path: &str) -> Option<Self> {
        exact_kind(method, path)
    }

    /// The kind with this name, as [`Operation::name`] returns it.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The name in the textual form of a fault.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Assert => "assert",
            Self::Get => "get",
            Self::Append => "append",
            Self::Overwrite => "overwrite",
            Self::Delete => "delete",
            Self::Query => "query",
            Self::Search => "search",
            Self::Merge => "merge",
            Self::Read => "read",
            Self::Write => "write",
        }
    }

    pub(crate) const ALL: [Self; 11] = [
        Self::Create,
        Self::Assert,
        Self::Get,
        Self::Append,
        Self::Overwrite,
        Self::Delete,
        Self::Query,
        Self::Search,
        Self::Merge,
        Self::Read,
        Self::Write,
    ];
}

/// Whether a request is a read by the nature of the operation (Attio's docs, "Rate limiting"). The docs
/// only imply that the query endpoints are reads.
pub(crate) fn is_read(method: &Method, path: &str) -> bool {
    *method == Method::GET
        || *method == Method::HEAD
        || (*method == Method::POST
            && ["/records/query", "/entries/query", "/records/search"]
                .iter()
                .any(|query| path.ends_with(query)))
}

fn exact_kind(method: &Method, path: &str) -> Option<Operation> {
    if path == "/v2/objects/records/search" {
        return (*method == Method::POST).then_some(Operation::Search);
    }
    let objects = path.strip_prefix("/v2/objects/").map(|rest| (rest, "records"));
    let lists = || path.strip_prefix("/v2/lists/").map(|rest| (rest, "entries"));
    let (rest, items) = objects.or_else(lists)?;
    let (_target, rest) = rest.split_once('/')?;
    let rest = rest.strip_prefix(items)?;
    match (method.as_str(), rest) {
        ("POST", "") => Some(Operation::Create),
        ("PUT", "") => Some(Operation::Assert),
        ("POST", "/query") => Some(Operation::Query),
        ("POST", "/merge") => (items == "records").then_some(Operation::Merge),
        (method, rest) => {
            let id = rest.strip_prefix('/')?;
            match method {
                _ if id.contains('/') => None,
                "GET" => Some(Operation::Get),
                "PATCH" => Some(Operation::Append),
                "PUT" => Some(Operation::Overwrite),
                "DELETE" => Some(Operation::Delete),
                _ => None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_has_its_kind() {
        use Operation::{
            Append, Assert, Create, Delete, Get, Merge, Overwrite, Query, Read, Search, Write,
        };
        let id = "/v2/objects/people/records/1";
        for (method, path, kind, class) in [
            (Method::POST, "/v2/objects/people/records", Some(Create), Write),
            (Method::PUT, "/v2/objects/people/records", Some(Assert), Write),
            (Method::POST, "/v2/objects/people/records/query", Some(Query), Read),
            (Method::POST, "/v2/objects/people/records/merge", Some(Merge), Write),
            (Method::POST, "/v2/objects/records/search", Some(Search), Read),
            (Method::GET, id, Some(Get), Read),
            (Method::PATCH, id, Some(Append), Write),
            (Method::PUT, id, Some(Overwrite), Write),
            (Method::DELETE, id, Some(Delete), Write),
            (Method::GET, "/v2/objects/people/records/1/entries", None, Read),
            (Method::POST, "/v2/lists/sales/entries", Some(Create), Write),
            (Method::PUT, "/v2/lists/sales/entries", Some(Assert), Write),
            (Method::POST, "/v2/lists/sales/entries/query", Some(Query), Read),
            (Method::PUT, "/v2/lists/sales/entries/1", Some(Overwrite), Write),
            (Method::DELETE, "/v2/lists/sales/entries/1", Some(Delete), Write),
            (Method::GET, "/v2/lists/sales/attributes", None, Read),
            (Method::POST, "/v2/lists", None, Write),
            (Method::GET, "/v2/self", None, Read),
            (Method::POST, "/v2/objects", None, Write),
        ] {
            assert_eq!(exact_kind(&method, path), kind, "{method} {path}");
            assert!(class.is(&method, path), "{method} {path}");
        }
    }
}
