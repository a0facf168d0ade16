//! Plans an import from its arguments, the file's headers and the live schema.

use anyhow::bail;
use attio_core::Client;
use attio_schema::{AttributeType, Object};

use super::columns::{self, Column, Columns};
use super::rows::{self, Plan};
use super::{Args, Input};
use crate::commands::schema::{Only, live, no_object};
use crate::output::Output;

/// Finds the columns in the live schema.
pub(super) async fn make(
    args: &Args,
    input: &Input,
    client: &Client,
    output: &Output,
) -> anyhow::Result<Plan> {
    let pulled = live(client, Some(Only::objects([args.object.clone()])), output).await?;
    let Some(object) = pulled.object(&args.object) else {
        return Err(no_object(&args.object, &live(client, None, output).await?));
    };
    let Columns { columns, others } = columns::find(&input.headers, &args.map, object)?;
    if !others.is_empty() {
        output.note(format!("not imported: the columns {}", others.join(", ")));
    }
    let has = |slug: &str| columns.iter().any(|column| column.attribute.api_slug == slug);
    let mut required: Vec<_> = object.attributes.clone();
    required.retain(|a| {
        a.is_required && a.is_writable && !a.is_archived && !a.is_default_value_enabled
    });
    if let Some(attribute) = required.iter().find(|attribute| !has(&attribute.api_slug)) {
        bail!("the attribute `{}` is required but no column has it", attribute.api_slug);
    }
    if let Some(slug) = &args.assert {
        let Some(attribute) = object.attribute(slug) else {
            bail!("there is no attribute `{slug}` to assert by");
        };
        if !attribute.is_unique {
            bail!("the attribute `{slug}` is not unique, so records cannot be matched by it");
        }
        if !has(&attribute.api_slug) {
            bail!("no column has `{slug}`, which is needed to match records");
        }
        required.push(attribute.clone());
    }
    let targets = targets(&columns, client, output).await?;
    Ok(Plan {
        object: args.object.clone(),
        columns,
        width: input.headers.len(),
        separator: args.separator.clone(),
        required,
        targets,
    })
}

/// Returns the objects that references lead to, if a column refers to their records by an attribute.
async fn targets(
    columns: &[Column],
    client: &Client,
    output: &Output,
) -> anyhow::Result<Vec<Object>> {
    let references: Vec<_> = columns
        .iter()
        .filter(|c| c.attribute.attribute_type() == Some(AttributeType::RecordReference))
        .filter_map(|column| column.part.as_deref().map(|part| (&column.attribute, part)))
        .collect();
    let mut objects = Vec::new();
    for (attribute, part) in &references {
        match attribute.config.record_reference.allowed_object_ids.as_deref() {
            Some([object]) => objects.push(object.clone()),
            _ => bail!(
                "`{}` can refer to several objects, so `{part}` cannot identify a record; use \
                 record IDs, as in `object:ID`",
                attribute.api_slug
            ),
        }
    }
    if objects.is_empty() {
        return Ok(Vec::new());
    }
    let objects = live(client, Some(Only::objects(objects)), output).await?.objects;
    for (attribute, part) in references {
        match rows::target(attribute, part, &objects) {
            Some((_, target)) if target.is_unique => {}
            _ => bail!(
                "`{part}` is not a unique attribute of the target of `{}`",
                attribute.api_slug
            ),
        }
    }
    Ok(objects)
}
