//! Maps columns to attributes.

use anyhow::bail;
use attio_schema::{Attribute, AttributeType, Object};

/// A column that is imported.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// Its index in a row.
    pub(super) index: usize,
    pub(super) header: String,
    pub(super) attribute: Attribute,
    /// A member of the attribute's values, such as `first_name` of a name.
    pub(super) part: Option<String>,
}

/// The columns that are imported, and the headers of the other columns.
#[derive(Debug)]
pub(super) struct Columns {
    pub(super) columns: Vec<Column>,
    pub(super) others: Vec<String>,
}

const NAME_PARTS: &[&str] = &["first_name", "last_name", "full_name"];
pub(super) const LOCATION_PARTS: &[&str] = &[
    "line_1",
    "line_2",
    "line_3",
    "line_4",
    "locality",
    "region",
    "postcode",
    "country_code",
    "latitude",
    "longitude",
];

/// Finds the attribute of each column: the attribute in `maps` (`Header=attribute`), otherwise the one
/// whose slug or title is the header.
pub(super) fn find(
    headers: &[String],
    maps: &[String],
    object: &Object,
) -> anyhow::Result<Columns> {
    let mut targets = vec![None; headers.len()];
    for map in maps {
        let Some((header, target)) = map.rsplit_once('=') else {
            bail!("`--map {map}` is not of the form `Header=attribute`");
        };
        let found = headers.iter().position(|other| other == header);
        let Some(target_of) = found.and_then(|index| targets.get_mut(index)) else {
            bail!("there is no column `{header}`, only {}", headers.join(", "));
        };
        if target_of.replace(target.trim()).is_some() {
            bail!("the column `{header}` is mapped twice");
        }
    }
    let mut found = Columns { columns: Vec::new(), others: Vec::new() };
    for (index, (header, target)) in headers.iter().zip(targets).enumerate() {
        let column = match target {
            // `Header=` ignores the column.
            Some("") => None,
            Some(target) => Some(explicit(target, object)?),
            None => by_header(header, object).map(|attribute| (attribute, None)),
        };
        match column {
            None => found.others.push(header.clone()),
            Some((attribute, part)) => {
                let (header, attribute) = (header.clone(), attribute.clone());
                found.columns.push(Column { index, header, attribute, part });
            }
        }
    }
    if found.columns.is_empty() {
        bail!("no column is an attribute of the object; map one with --map \"Header=attribute\"");
    }
    no_two_of_one(&found.columns)?;
    Ok(found)
}

fn explicit<'o>(
    target: &str,
    object: &'o Object,
) -> anyhow::Result<(&'o Attribute, Option<String>)> {
    let (slug, part) = match target.split_once('.') {
        Some((slug, part)) => (slug, Some(part.to_owned())),
        None => (target, None),
    };
    let Some(attribute) = object.attribute(slug) else {
        let slugs: Vec<_> = writable(object).map(|attribute| &*attribute.api_slug).collect();
        bail!("there is no attribute `{slug}`, only {}", slugs.join(", "));
    };
    if !attribute.is_writable || attribute.is_archived {
        let why = if attribute.is_archived { "archived" } else { "read-only" };
        bail!("the attribute `{slug}` is {why}, so it cannot be imported");
    }
    if let Some(part) = &part {
        let known = match attribute.attribute_type() {
            Some(AttributeType::PersonalName) => NAME_PARTS,
            Some(AttributeType::Location) => LOCATION_PARTS,
            // By an attribute of the record that it refers to.
            Some(AttributeType::RecordReference) => return Ok((attribute, Some(part.clone()))),
            _ => bail!("values of `{slug}` have no parts, so `{target}` is not valid"),
        };
        if !known.contains(&part.as_str()) {
            bail!("values of `{slug}` have no part `{part}`, only {}", known.join(", "));
        }
    }
    Ok((attribute, part))
}

fn by_header<'o>(header: &str, object: &'o Object) -> Option<&'o Attribute> {
    let header = header.trim().to_lowercase();
    writable(object)
        .find(|attribute| attribute.api_slug == header || attribute.title.to_lowercase() == header)
}

fn writable(object: &Object) -> impl Iterator<Item = &Attribute> {
    let attributes = object.attributes.iter();
    attributes.filter(|attribute| attribute.is_writable && !attribute.is_archived)
}

/// Refuses two columns for one attribute, unless it takes several values.
fn no_two_of_one(columns: &[Column]) -> anyhow::Result<()> {
    for (i, column) in columns.iter().enumerate() {
        let same = columns[..i].iter().find(|other| {
            let attribute = other.attribute.api_slug == column.attribute.api_slug;
            let parts = other.part == column.part || other.part.is_none() || column.part.is_none();
            attribute && parts && !column.attribute.is_multiselect
        });
        if let Some(other) = same {
            bail!(
                "the columns `{}` and `{}` both map to `{}`, which takes one value; ignore one with \
                 --map \"{}=\"",
                other.header,
                column.header,
                column.attribute.api_slug,
                column.header
            );
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people() -> Object {
        let mut people = Object::new("people");
        people.attributes = vec![
            Attribute::new("name", "personal-name"),
            Attribute::new("email_addresses", "email-address"),
            Attribute::new("job_title", "text"),
            Attribute::new("created_at", "timestamp"),
        ];
        people.attributes[1].is_multiselect = true;
        people.attributes[2].title = "Job title".to_owned();
        people.attributes[3].is_writable = false;
        people
    }

    fn columns(headers: &[&str], maps: &[&str]) -> anyhow::Result<Vec<String>> {
        let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let found = find(&own(headers), &own(maps), &people())?;
        Ok(found
            .columns
            .into_iter()
            .map(|column| {
                let part = column.part.map(|part| format!(".{part}")).unwrap_or_default();
                format!("{}={}{part}", column.header, column.attribute.api_slug)
            })
            .collect())
    }

    #[test]
    fn columns_are_found_by_slug_title_and_map() {
        let found = columns(
            &["JOB TITLE", "Mail", "First", "created_at", "other"],
            &["Mail=email_addresses", "First=name.first_name"],
        );
        let expected = ["JOB TITLE=job_title", "Mail=email_addresses", "First=name.first_name"];
        assert_eq!(found.expect("columns"), expected);
        let two = columns(&["A", "B"], &["A=email_addresses", "B=email_addresses"]);
        assert_eq!(two.expect("several values").len(), 2);
        assert_eq!(columns(&["name", "job_title"], &["name="]).expect("one").len(), 1);
    }

    #[test]
    fn invalid_maps_are_refused() {
        for (headers, maps, why) in [
            (&["name"][..], &["nmae=name"][..], "no column `nmae`"),
            (&["name"], &["name"], "form"),
            (&["name"], &["name=nmae"], "no attribute `nmae`"),
            (&["name"], &["name=created_at"], "read-only"),
            (&["name"], &["name=job_title.x"], "no parts"),
            (&["name"], &["name=name.x"], "no part `x`"),
            (&["name"], &["name=job_title", "name=job_title"], "twice"),
            (&["a", "job_title"], &["a=job_title"], "takes one value"),
            (&["a", "name"], &["a=name.last_name"], "takes one value"),
            (&["a"], &[], "no column is an attribute"),
        ] {
            let error = columns(headers, maps).expect_err(why).to_string();
            assert!(error.contains(why), "{error}");
        }
    }
}
