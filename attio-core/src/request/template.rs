//! Paths without what they are about, for spans: a path has IDs and slugs in it, which are too many
//! to count by, and may be what no span shall show.

use std::borrow::Cow;

use super::Segment;

/// The words of the paths in Attio's OpenAPI document.
const WORDS: [&str; 37] = [
    "Groups",
    "Schemas",
    "Users",
    "activities",
    "all",
    "attributes",
    "call_recordings",
    "comments",
    "download",
    "emails",
    "entries",
    "files",
    "lists",
    "meetings",
    "merge",
    "notes",
    "objects",
    "options",
    "query",
    "records",
    "resolve",
    "scim",
    "search",
    "self",
    "sequences",
    "sql",
    "statuses",
    "tasks",
    "threads",
    "transcript",
    "unsubscribed_emails",
    "upload",
    "v2",
    "values",
    "views",
    "webhooks",
    "workspace_members",
];

/// A segment of a path that somebody wrote: a word of the API's, or something else.
pub(super) fn segment(text: &str) -> Segment {
    match WORDS.iter().find(|word| **word == text) {
        Some(word) => Cow::Borrowed(word),
        None => Cow::Owned(text.to_owned()),
    }
}

/// `/v2/objects/{object}/records/{record_id}`.
pub(super) fn of(segments: &[Segment]) -> String {
    let mut template = String::with_capacity(64);
    let mut before = "";
    for segment in segments {
        template.push('/');
        match segment {
            Cow::Borrowed(word) => {
                template.push_str(word);
                before = word;
            }
            Cow::Owned(_) => {
                template.push_str(match before {
                    "objects" => "{object}",
                    "lists" => "{list}",
                    "records" => "{record_id}",
                    "entries" => "{entry_id}",
                    "attributes" => "{attribute}",
                    _ => "{id}",
                });
                before = "";
            }
        }
    }
    template
}
