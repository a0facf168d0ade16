//! Prints differences.

use attio_schema::{Difference, Object, Severity};
use serde_json::{Value, json};

use super::ahead::Superfluous;
use crate::Found;
use crate::output::Output;

pub(super) fn name(object: &Object) -> &str {
    object.api_slug.as_deref().unwrap_or(&object.id)
}

/// Prints the differences, and marks breaking ones. The `ahead`s that can go follow.
pub(super) fn differences(
    found: &[Difference],
    ahead: &[Superfluous],
    output: &Output,
) -> anyhow::Result<Found> {
    if output.json {
        let all = found.iter().map(as_json).chain(ahead.iter().map(Superfluous::as_json));
        output.value(&Value::Array(all.collect()))?;
    } else {
        for one in found {
            let mark = match one.severity() {
                Severity::Breaking => output.alarming("breaking"),
                severity => severity.to_string(),
            };
            output.line(format!("{mark}: {one}"))?;
        }
        ahead.iter().try_for_each(|one| one.show(output))?;
    }
    Ok(if found.is_empty() && ahead.is_empty() { Found::Nothing } else { Found::Differences })
}

fn as_json(one: &Difference) -> Value {
    json!({
        "object": one.object,
        "list": one.list,
        "attribute": one.attribute,
        "severity": one.severity().as_str(),
        "change": one.change.to_string(),
        "consequence": one.consequence(),
    })
}

/// Formats the counts: "3 differences, 1 breaking".
pub(super) fn count(found: &[Difference]) -> String {
    let breaking = found.iter().filter(|one| one.severity() == Severity::Breaking).count();
    let s = if found.len() == 1 { "" } else { "s" };
    format!("{} difference{s}, {breaking} breaking", found.len())
}
