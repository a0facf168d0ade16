//! Paths: URLs with the values of the placeholders, and templates for spans without slugs and IDs.

use url::{PathSegmentsMut, Url};

use super::action::{Action, Argument};
use super::target::TargetBuf;
use crate::describe::Target;

/// The words in the paths of Attio's OpenAPI document. Other segments of a raw path are slugs and IDs.
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

/// A path segment that a URL would drop or change.
#[derive(Debug)]
pub(crate) struct UnusableSegment(pub(crate) String);

/// A part of an operation's path.
enum Segment<'p> {
    /// A fixed word.
    Word(&'p str),
    /// `{target}`: two segments, the kind and the name.
    Target,
    /// The name of a placeholder.
    Placeholder(&'p str),
}

fn segments(path: &str) -> impl Iterator<Item = Segment<'_>> {
    path.split('/').filter(|segment| !segment.is_empty()).map(|segment| {
        match segment.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some("target") => Segment::Target,
            Some(name) => Segment::Placeholder(name),
            None => Segment::Word(segment),
        }
    })
}

/// Returns the value of the placeholder at the end of a path.
pub(super) fn last_name(path: &str, action: &Action) -> Option<String> {
    match segments(path).last()? {
        Segment::Word(_) => None,
        Segment::Target => action.target().map(|target| target.name().to_owned()),
        Segment::Placeholder(name) => action.argument(name).map(|argument| match argument {
            Argument::Name(name) => name.to_string(),
            other => other.to_string(),
        }),
    }
}

/// Returns the segments of the path of a raw request.
pub(super) fn raw_segments(path: &str) -> impl Iterator<Item = &str> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    path.split('/').filter(|segment| !segment.is_empty())
}

/// Returns the object or list that contains the item of a raw request's path.
pub(super) fn raw_parent(path: &str) -> Option<TargetBuf> {
    let segments: Vec<_> = raw_segments(path).collect();
    match segments[..] {
        ["v2", "objects", name, _, ..] => Some(TargetBuf::object(name)),
        ["v2", "lists", name, _, ..] => Some(TargetBuf::List(name.to_owned().into())),
        _ => None,
    }
}

/// Returns the word of a target in a path, and its placeholder in a template.
fn words(target: Target<'_>) -> (&'static str, &'static str) {
    match target {
        Target::Object(_) => ("objects", "{object}"),
        Target::List(_) => ("lists", "{list}"),
        Target::Activity(_) => ("activities", "{activity}"),
    }
}

/// Returns the template of an operation's path: `/v2/objects/{object}/records/{record_id}`.
pub(super) fn template(path: &'static str, target: Option<Target<'_>>) -> String {
    match target.map(words) {
        Some((word, name)) => path.replace("{target}", &format!("{word}/{name}")),
        None => path.to_owned(),
    }
}

/// Returns the template of the path of a raw request.
pub(super) fn raw_template(path: &str) -> String {
    let mut template = String::with_capacity(64);
    let mut before = "";
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        template.push('/');
        match WORDS.iter().find(|word| **word == segment) {
            Some(word) => {
                template.push_str(word);
                before = word;
            }
            None => {
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

/// Returns the URL of an operation's path below this base.
pub(super) fn url(base: &Url, path: &'static str, action: &Action) -> Result<Url, UnusableSegment> {
    below(base, |out| {
        for segment in segments(path) {
            match (segment, action.target()) {
                (Segment::Word(word), _) => push(out, word)?,
                (Segment::Target, Some(target)) => {
                    push(out, words(target).0)?;
                    push(out, target.name())?;
                }
                // A placeholder without a value is a bug of this library.
                (Segment::Target, None) => return Err(UnusableSegment("{target}".to_owned())),
                (Segment::Placeholder(name), _) => match action.argument(name) {
                    Some(Argument::Name(text)) => push(out, text)?,
                    Some(Argument::Id(id)) => {
                        push(out, id.hyphenated().encode_lower(&mut [0; 36]))?;
                    }
                    Some(Argument::Number(number)) => push(out, &number.to_string())?,
                    None => return Err(UnusableSegment(format!("{{{name}}}"))),
                },
            }
        }
        Ok(())
    })
}

/// Returns the URL of a raw request's path below this base.
pub(super) fn raw_url(base: &Url, path: &str) -> Result<Url, UnusableSegment> {
    below(base, |out| {
        path.split('/').filter(|segment| !segment.is_empty()).try_for_each(|part| push(out, part))
    })
}

/// Returns the URL below this base with the segments that `add` adds.
fn below(
    base: &Url,
    add: impl FnOnce(&mut PathSegmentsMut<'_>) -> Result<(), UnusableSegment>,
) -> Result<Url, UnusableSegment> {
    let mut url = base.clone();
    // Always succeeds: the client's builder only accepts http and https URLs.
    if let Ok(mut path) = url.path_segments_mut() {
        add(path.pop_if_empty())?;
    }
    Ok(url)
}

/// Adds a segment, encoded so that it stays one segment.
fn push(path: &mut PathSegmentsMut<'_>, segment: &str) -> Result<(), UnusableSegment> {
    if !is_segment(segment) {
        return Err(UnusableSegment(segment.to_owned()));
    }
    path.push(segment);
    Ok(())
}

/// Returns whether a URL keeps the segment: `.`, `..`, tabs and line breaks are dropped.
fn is_segment(segment: &str) -> bool {
    !matches!(segment, "" | "." | "..") && !segment.contains(char::is_control)
}
