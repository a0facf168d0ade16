//! Checks all rows before the first one is sent.

use std::collections::{HashMap, HashSet};

use anyhow::Context;

use super::Input;
use super::report::Report;
use super::rows::Plan;

/// The result of checking all rows.
pub(super) struct Checked {
    pub(super) rows: u64,
    /// The numbers of the invalid rows.
    pub(super) invalid: HashSet<u64>,
}

/// Checks all rows, and adds invalid ones to the report.
pub(super) fn check(input: &Input, plan: &Plan, report: &mut Report) -> anyhow::Result<Checked> {
    let mut unique = HashMap::new();
    let mut checked = Checked { rows: 0, invalid: HashSet::new() };
    for row in input.reader()?.into_records() {
        checked.rows += 1;
        let (row, wrong) = match row {
            Err(error) if matches!(error.kind(), csv::ErrorKind::Utf8 { .. }) => {
                let mut row = csv::StringRecord::new();
                row.set_position(error.position().cloned());
                (row, vec!["it is not UTF-8".to_owned()])
            }
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read {}", input.path.display()));
            }
            Ok(row) => match plan.record(&row) {
                Err(wrong) => (row, wrong),
                Ok(record) => {
                    let line = line(&row);
                    let twice = record.unique.iter().find_map(|value| {
                        let other = unique.get(value).filter(|other| **other != line)?;
                        Some(format!("line {other} has the same `{}`, which is unique", value.0))
                    });
                    match twice {
                        Some(wrong) => (row, vec![wrong]),
                        None => {
                            // Only imported rows occupy a unique value.
                            unique.extend(record.unique.into_iter().map(|value| (value, line)));
                            continue;
                        }
                    }
                }
            },
        };
        checked.invalid.insert(checked.rows);
        report.add(&row, line(&row), "invalid", &wrong.join("; "))?;
    }
    Ok(checked)
}

/// Returns the first line of a row in the file; the header is line 1.
pub(super) fn line(row: &csv::StringRecord) -> u64 {
    row.position().map_or(0, csv::Position::line)
}
