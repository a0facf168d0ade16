//! The text that the handle adds to the message of the API if a seeded record is refused.

use std::fmt::Write;

use crate::error::ApiError;
use crate::json::{Json, object};
use crate::store::{Store, Target, TargetName};

/// Returns the text that follows the message: a similar name, and the mistakes of the other attributes.
///
/// The API reports the first mistake only.
pub(crate) fn on_seed(
    store: &Store,
    target: TargetName<'_>,
    values: &Json,
    error: &ApiError,
) -> String {
    let Ok(found) = store.target(target) else {
        let (name, targets) = match target {
            TargetName::Object(name) => (name, &store.objects),
            TargetName::List(name) => (name, &store.lists),
        };
        let slugs: Vec<String> = targets.iter().map(|target| target.slug().to_owned()).collect();
        return list(name, &slugs);
    };
    let Json::Object(members) = values else { return String::new() };
    let mut refusals = members.iter().filter_map(|(slug, value)| {
        let alone = object([(slug.as_str(), value.clone())]);
        store.read_values(found, &alone).err().map(|refusal| (slug.as_str(), refusal))
    });
    let Some((slug, first)) = refusals.next() else { return required(store, found, error) };
    let mut advice = near(store, found, slug, &first);
    for (slug, refusal) in refusals {
        let ApiError { message, validation_errors, .. } = &refusal;
        // Writing to a string cannot fail.
        let _ = write!(advice, "; also: {message}");
        if !validation_errors.is_empty() {
            let envelope = refusal.to_json();
            if let Some(errors) = envelope.get("validation_errors") {
                let _ = write!(advice, " {}", String::from_utf8_lossy(&errors.to_bytes()));
            }
        }
        advice.push_str(&near(store, found, slug, &refusal));
    }
    advice
}

/// The slug of a required attribute, which the message names by its ID.
fn required(store: &Store, target: &Target, error: &ApiError) -> String {
    let missing = |id: &str| error.code == "missing_value" && error.message.contains(id);
    store
        .attributes(target)
        .find(|attribute| missing(&attribute.id.to_string()))
        .map_or_else(String::new, |attribute| format!(" (the attribute `{}`)", attribute.slug()))
}

/// Returns the names that exist in place of the one that does not.
fn near(store: &Store, target: &Target, slug: &str, refusal: &ApiError) -> String {
    let Some(attribute) = store.attribute(target, slug).filter(|found| !found.model.is_archived)
    else {
        let slugs = store
            .attributes(target)
            .filter(|other| !other.model.is_archived && other.model.is_writable);
        return list(slug, &slugs.map(|other| other.slug().to_owned()).collect::<Vec<_>>());
    };
    if refusal.code != "value_not_found" {
        return String::new();
    }
    let model = &attribute.model;
    let options = model.options.iter().filter(|option| !option.is_archived);
    let statuses = model.statuses.iter().filter(|status| !status.is_archived);
    let titles: Vec<String> = options
        .map(|option| format!("\"{}\"", option.title))
        .chain(statuses.map(|status| format!("\"{}\"", status.title)))
        .collect();
    if titles.is_empty() {
        format!(" (in `{slug}`)")
    } else {
        format!(" (in `{slug}`, which has {})", titles.join(", "))
    }
}

/// Returns a question for the name that was meant, or the names.
fn list(wrong: &str, names: &[String]) -> String {
    let meant = names
        .iter()
        .map(|name| (strsim::jaro_winkler(wrong, name), name))
        .filter(|(similarity, _)| *similarity > 0.8)
        .max_by(|one, other| one.0.total_cmp(&other.0));
    match meant {
        Some((_, name)) => format!(" (did you mean `{name}`?)"),
        None if names.is_empty() => String::new(),
        None => {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            format!(" (there are {})", names.join(", "))
        }
    }
}
