//! Sends the valid rows in a bulk job with a journal.

use std::collections::HashSet;
use std::fmt;

use anyhow::{Context, bail};
use attio_core::bulk::{Journal, Progress};
use attio_core::{Client, DynamicRecord};

use super::check::{Checked, line};
use super::report::Report;
use super::rows::Plan;
use super::{Args, Input, show};
use crate::output::Output;

/// A row to send. Its key is its number; the journal compares the content sent under each key.
struct Key {
    number: u64,
    row: csv::StringRecord,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number.fmt(f)
    }
}

/// Refuses an input whose rows have moved since the journal was written. Rows are identified by their
/// numbers, so records would be created twice.
fn nothing_has_moved(
    journal: &Journal,
    input: &Input,
    plan: &Plan,
    checked: &Checked,
) -> anyhow::Result<()> {
    let rows = input.reader()?.into_records().zip(1_u64..).filter_map(|(row, number)| {
        let record = plan.record(&row.ok()?).ok().filter(|_| !checked.invalid.contains(&number))?;
        Some((number.to_string(), record.record.to_json().ok()?))
    });
    let moved = journal.moved(rows)?;
    let Some(first) = moved.first() else { return Ok(()) };
    bail!(
        "row {first} of {} was imported with another number{}: rows moved, and would be created \
         twice. Restore the order, with new rows at the end or in another file; or delete {} to \
         import everything again",
        input.path.display(),
        match moved.len() {
            1 => String::new(),
            more => format!(", as were {} more", more - 1),
        },
        journal.path().display(),
    )
}

/// The rows to send, and how.
pub(super) struct Job<'a> {
    pub(super) args: &'a Args,
    pub(super) input: &'a Input,
    pub(super) journal: Journal,
    pub(super) plan: Plan,
    pub(super) checked: Checked,
}

impl Job<'_> {
    /// Sends all valid rows and returns the counts. Rows that were not applied are in the report.
    pub(super) async fn send(
        self,
        client: &Client,
        report: &mut Report,
        output: &Output,
    ) -> anyhow::Result<Progress> {
        let Self { args, input, journal, plan, checked } = self;
        let total = checked.rows - checked.invalid.len() as u64;
        nothing_has_moved(&journal, input, &plan, &checked)?;
        let object = plan.object.as_str();
        let bulk = match &args.assert {
            Some(attribute) => DynamicRecord::bulk_assert(client, object, attribute),
            None => {
                let unique: HashSet<_> = plan
                    .columns
                    .iter()
                    .filter(|column| column.attribute.is_unique)
                    .map(|column| column.attribute.api_slug.clone())
                    .collect();
                DynamicRecord::bulk_create(client, object, unique)
            }
        };
        let bulk = bulk.concurrency(args.concurrency.into()).total(total);
        let mut job = bulk.journal(&journal).await?;
        if args.retry_refused {
            job = job.retry_refused();
        }
        let valid = input.reader()?.into_records().zip(1_u64..).filter_map(move |(row, number)| {
            if checked.invalid.contains(&number) {
                return None;
            }
            let row = row.ok()?;
            let record = plan.record(&row).ok()?.record;
            Some((Key { number, row }, record))
        });
        let mut results = job.run(valid);
        let progress = results.progress();
        let write = async {
            while let Some((key, result)) = results.next().await {
                if let Err(error) = result {
                    let outcome = if error.may_have_applied() { "unknown" } else { "refused" };
                    let reason = error.to_string();
                    report
                        .add(&key.row, line(&key.row), outcome, &reason)
                        .with_context(|| format!("row {}: {reason}", key.number))?;
                }
            }
            drop(results);
            anyhow::Ok(())
        };
        let (written, ()) = tokio::join!(write, show::show(progress.clone(), output));
        written?;
        let done = progress.get();
        if done.finished() != total {
            bail!("{} changed while being read; run the same command again", input.path.display());
        }
        Ok(done)
    }
}
