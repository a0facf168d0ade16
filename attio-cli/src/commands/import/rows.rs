//! Converts rows to records, and checks them against the schema.

use std::collections::BTreeMap;

use attio_core::DynamicRecord;
use attio_core::value::{CountryCode, Latitude, Longitude, PersonalName};
use attio_schema::{Attribute, AttributeType, Object};
use serde_json::{Map, Value, json};

use super::cell::{self, name_value};
use super::columns::{Column, LOCATION_PARTS};

/// The plan that converts rows to records.
#[derive(Debug)]
pub(super) struct Plan {
    /// The slug or ID from the arguments.
    pub(super) object: String,
    pub(super) columns: Vec<Column>,
    /// The number of cells in a row.
    pub(super) width: usize,
    pub(super) separator: String,
    /// Attributes that each record must have.
    pub(super) required: Vec<Attribute>,
    /// The objects that columns with `reference.attribute` refer to.
    pub(super) targets: Vec<Object>,
}

/// A record, and the values of its unique attributes.
pub(super) struct Row {
    pub(super) record: DynamicRecord,
    pub(super) unique: Vec<(String, String)>,
}

impl Plan {
    /// Returns the record of a row, or all reasons why the row is invalid.
    pub(super) fn record(&self, row: &csv::StringRecord) -> Result<Row, Vec<String>> {
        if row.len() != self.width {
            return Err(vec![format!("it has {} cells; the header has {}", row.len(), self.width)]);
        }
        let mut values = BTreeMap::<&str, Vec<Value>>::new();
        let mut parts = BTreeMap::<&str, (&Attribute, Vec<(&str, &str)>)>::new();
        let mut wrong = Vec::new();
        for column in &self.columns {
            let Some(text) = row.get(column.index).map(str::trim).filter(|text| !text.is_empty())
            else {
                continue;
            };
            let attribute = &column.attribute;
            let slug = attribute.api_slug.as_str();
            let found = match &column.part {
                None => cell::values(attribute, &self.separator, text),
                Some(part)
                    if attribute.attribute_type() == Some(AttributeType::RecordReference) =>
                {
                    self.references(attribute, part, text)
                }
                Some(part) => {
                    let (_, parts) = parts.entry(slug).or_insert((attribute, Vec::new()));
                    parts.push((part, text));
                    continue;
                }
            };
            match found {
                Ok(found) => values.entry(slug).or_default().extend(found),
                Err(why) => wrong.push(format!("{}: {why}", column.header)),
            }
        }
        for (slug, (attribute, parts)) in parts {
            match of_parts(attribute, &parts) {
                Ok(value) => values.entry(slug).or_default().push(value),
                Err(why) => wrong.push(format!("{slug}: {why}")),
            }
        }
        values.retain(|_, all| !all.is_empty());
        if wrong.is_empty() {
            for attribute in &self.required {
                if !values.contains_key(attribute.api_slug.as_str()) {
                    wrong.push(format!("`{}` has no value", attribute.api_slug));
                }
            }
            if values.is_empty() {
                wrong.push("it has no values".to_owned());
            }
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let is_unique = |slug: &str| {
            self.columns.iter().any(|c| c.attribute.api_slug == slug && c.attribute.is_unique)
        };
        let unique = values
            .iter()
            .filter(|(slug, _)| is_unique(slug))
            .flat_map(|(slug, all)| all.iter().map(|value| ((*slug).to_owned(), shown(value))))
            .collect();
        let record = values
            .into_iter()
            .fold(DynamicRecord::new(&self.object), |record, (slug, all)| record.set(slug, &all));
        Ok(Row { record, unique })
    }

    /// Returns references by a unique attribute of the target record.
    fn references(
        &self,
        attribute: &Attribute,
        part: &str,
        text: &str,
    ) -> Result<Vec<Value>, String> {
        let Some((object, target)) = target(attribute, part, &self.targets) else {
            return Err(format!(
                "`{part}` is not an attribute of the target of `{}`",
                attribute.api_slug
            ));
        };
        let texts: Vec<_> = if attribute.is_multiselect {
            text.split(&self.separator).map(str::trim).filter(|text| !text.is_empty()).collect()
        } else {
            vec![text]
        };
        let reference = |text: &str| {
            let value = cell::value(target, text)?;
            Ok(json!({"target_object": object.api_slug, (&target.api_slug): [value]}))
        };
        texts.into_iter().map(reference).collect()
    }
}

/// Returns the object that an attribute refers to, and the attribute there.
pub(super) fn target<'o>(
    attribute: &Attribute,
    part: &str,
    targets: &'o [Object],
) -> Option<(&'o Object, &'o Attribute)> {
    let [object] = attribute.config.record_reference.allowed_object_ids.as_deref()? else {
        return None;
    };
    let object = targets.iter().find(|target| target.is(object))?;
    object.attribute(part).map(|attribute| (object, attribute))
}

/// Builds a value from parts in several columns.
fn of_parts(attribute: &Attribute, parts: &[(&str, &str)]) -> Result<Value, String> {
    let part = |name: &str| parts.iter().find(|(part, _)| *part == name).map(|(_, text)| *text);
    if attribute.attribute_type() == Some(AttributeType::PersonalName) {
        let first_and_last = (part("first_name"), part("last_name"));
        let name = match (first_and_last, part("full_name")) {
            ((None, None), Some(full)) => return cell::value(attribute, full),
            ((first, last), full) => {
                let name = PersonalName::new(first.unwrap_or(""), last.unwrap_or(""));
                match full {
                    Some(full) => name.with_full_name(full),
                    None => name,
                }
            }
        };
        return Ok(name_value(&name));
    }
    let mut location = Map::new();
    for name in LOCATION_PARTS {
        let value = match (*name, part(name)) {
            (_, None) => Value::Null,
            ("country_code", Some(code)) => {
                let code: CountryCode = code.parse().map_err(|e| format!("{name}: {e}"))?;
                json!(code.as_str())
            }
            ("latitude", Some(text)) => {
                let latitude: Latitude = text.parse().map_err(|e| format!("{name}: {e}"))?;
                json!(latitude.as_str())
            }
            ("longitude", Some(text)) => {
                let longitude: Longitude = text.parse().map_err(|e| format!("{name}: {e}"))?;
                json!(longitude.as_str())
            }
            (_, Some(text)) => json!(text),
        };
        location.insert((*name).to_owned(), value);
    }
    Ok(Value::Object(location))
}

/// Normalizes a unique value for comparison. Attio ignores the case of e-mail addresses.
fn shown(value: &Value) -> String {
    match value.get("email_address").and_then(Value::as_str) {
        Some(address) => address.to_lowercase(),
        None => value.to_string(),
    }
}
