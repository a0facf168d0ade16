//! The requests that a fault applies to.

use http::Method;

use crate::Operation;

/// The conditions for a request; it must meet all that are set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Selection {
    pub(crate) method: Option<String>,
    pub(crate) path: Option<String>,
    pub(crate) operation: Option<Operation>,
}

impl Selection {
    pub(crate) fn fits(&self, method: &Method, path: &str) -> bool {
        self.method.as_ref().is_none_or(|own| own.eq_ignore_ascii_case(method.as_str()))
            && self.operation.is_none_or(|operation| operation.is(method, path))
            && self.path.as_ref().is_none_or(|pattern| matches(pattern, path))
    }
}

/// Whether a path matches a pattern, segment by segment.
fn matches(pattern: &str, path: &str) -> bool {
    let mut segments = path.split('/');
    for wanted in pattern.split('/') {
        if wanted == "**" {
            return true;
        }
        match segments.next() {
            Some(segment) if wanted == "*" || wanted == segment => {}
            _ => return false,
        }
    }
    segments.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_go_by_segments() {
        let path = "/v2/objects/people/records";
        for pattern in [path, "/v2/objects/*/records", "/v2/**", "/**", "/v2/objects/people/*"] {
            assert!(matches(pattern, path), "{pattern}");
        }
        for pattern in ["/v2", "/v2/objects/*", "/v2/objects/peop*/records", "", "/v2/*/*/*/*"] {
            assert!(!matches(pattern, path), "{pattern}");
        }
    }
}
