//! `attio import`.

mod cell;
mod columns;
mod report;
mod rows;
mod send;
mod show;

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use attio_core::Client;
use attio_schema::{AttributeType, Object};
use serde_json::json;

use super::schema::{live, no_object};
use crate::Found;
use crate::connect::ConnectArgs;
use crate::output::Output;
use columns::Columns;
use report::Report;
use rows::Plan;

/// The settings of `attio import`.
#[derive(clap::Args)]
#[command(after_long_help = "\
A row becomes a record. A column whose header is the slug or the title of an attribute is found by
itself; --map says the others, as `Header=attribute`. `Header=` leaves a column out. A column may hold a
part of a value: `Header=name.first_name`, `Header=primary_location.locality`; and a reference is found
by a unique attribute of the record that it leads to: `Header=company.domains`, else it is a record ID.

All rows are checked against the live schema before the first is sent: types, options, required
attributes, unique values that come twice. Where a row does not fit, nothing is imported, unless
--skip-invalid is given. Rows that were not imported are in the report, with the reason: `invalid` and
`refused` rows are not in the workspace; `unknown` ones may be, and nothing can tell, since no mapped
attribute is unique.

The journal knows what was sent. After an interruption, also by `kill -9`, run the same command again:
no record is made twice, and what was imported is `done before`. A row that was edited after it was
imported is not sent again, but reported. Delete the journal to import the file anew.

Dates are written as 2026-01-31, times as 2026-01-31T12:00:00Z, phone numbers with + and country code,
checkboxes as true or false, options by their titles. A name without a comma is split at the last space.
It needs the scopes object_configuration:read and record_permission:read-write.

Examples:
  attio import people.csv --object people --map \"E-mail=email_addresses\" --map \"Name=name\"
  attio import people.csv --object people --dry-run          # only check the rows
  attio import companies.csv --object companies --assert domains --report not-imported.csv
  attio import deals.csv --object deals --map \"Company=associated_company.domains\"")]
pub(crate) struct Args {
    /// The CSV file; its first row has the headers
    file: PathBuf,

    /// The object, by slug or ID
    #[arg(long, value_name = "OBJECT")]
    object: String,

    /// Which attribute a column is; can be given several times
    #[arg(long, value_name = "HEADER=ATTRIBUTE")]
    map: Vec<String>,

    /// Update the record that has the same value of this unique attribute, if there is one
    #[arg(long, value_name = "ATTRIBUTE")]
    assert: Option<String>,

    /// Check the rows and send nothing
    #[arg(long)]
    dry_run: bool,

    /// Import the valid rows where others are not
    #[arg(long)]
    skip_invalid: bool,

    /// Send rows again that Attio refused in an earlier run
    #[arg(long)]
    retry_refused: bool,

    /// Where to note what was sent [default: FILE.journal]
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,

    /// Where to write the rows that were not imported [default: FILE.refused.csv]
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,

    /// How many rows are under way at a time
    #[arg(long, value_name = "N", default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..))]
    concurrency: u16,

    /// What separates the values in a cell of an attribute that takes several
    #[arg(long, value_name = "TEXT", default_value = ";", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    separator: String,

    /// What separates the cells
    #[arg(long, value_name = "CHAR", default_value = ",", value_parser = delimiter)]
    delimiter: u8,

    #[command(flatten)]
    connect: ConnectArgs,
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        [b'\\', b't'] => Ok(b'\t'),
        [byte] if !matches!(byte, b'"' | b'\n' | b'\r') => Ok(*byte),
        _ => Err("one ASCII character, or \\t".to_owned()),
    }
}

/// A file that is imported.
struct Input {
    path: PathBuf,
    delimiter: u8,
    headers: Vec<String>,
}

impl Input {
    fn open(args: &Args) -> anyhow::Result<Self> {
        let mut input =
            Self { path: args.file.clone(), delimiter: args.delimiter, headers: Vec::new() };
        let headers = input.reader()?.headers().cloned();
        let headers = headers.with_context(|| format!("cannot read {}", args.file.display()))?;
        input.headers = headers.iter().map(str::to_owned).collect();
        Ok(input)
    }

    fn reader(&self) -> anyhow::Result<csv::Reader<File>> {
        csv::ReaderBuilder::new()
            .delimiter(self.delimiter)
            .flexible(true)
            .from_path(&self.path)
            .with_context(|| format!("cannot read {}", self.path.display()))
    }
}

/// The file's name with something behind it.
fn beside(file: &Path, extension: &str) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(extension);
    file.with_file_name(name)
}

pub(crate) fn run(args: Args, output: &Output) -> anyhow::Result<Found> {
    let input = Input::open(&args)?;
    let report = args.report.clone().unwrap_or_else(|| beside(&args.file, ".refused.csv"));
    let mut report = Report::new(&report, &input.headers)?;
    args.connect.run(async |client| {
        let plan = plan(&args, &input, &client, output).await?;
        let checked = check(&input, &plan, &mut report)?;
        report.finish()?;
        let (rows, invalid) = (checked.rows, report.rows);
        if args.dry_run || (invalid > 0 && !args.skip_invalid) {
            return not_sent(&args, rows, &report, output);
        }
        output.note(format!("{} rows to import", rows - invalid));
        let job = send::Job { args: &args, input: &input, plan, checked };
        let done = job.send(&client, &mut report, output).await?;
        report.finish()?;
        if output.json {
            output.value(&json!({
                "rows": rows,
                "invalid": invalid,
                "created": done.created,
                "asserted": done.asserted,
                "already_existing": done.already_existing,
                "done_before": done.done_before,
                "refused": done.refused,
                "unknown": done.unknown,
                "report": (report.rows > 0).then(|| report.path().display().to_string()),
            }))?;
        } else {
            let mut counts = show::counts(&done);
            if invalid > 0 {
                counts.push_str(&format!(", {invalid} invalid"));
            }
            output.line(format!("{rows} rows: {counts}"))?;
        }
        Ok(told(&report, output))
    })
}

/// The end of a run that only checked the rows.
fn not_sent(args: &Args, rows: u64, report: &Report, output: &Output) -> anyhow::Result<Found> {
    let invalid = report.rows;
    if output.json {
        output.value(&json!({
            "rows": rows,
            "invalid": invalid,
            "report": (invalid > 0).then(|| report.path().display().to_string()),
        }))?;
    } else {
        output.line(format!("{rows} rows: {} valid, {invalid} invalid", rows - invalid))?;
    }
    if args.dry_run {
        output.note("nothing was sent: --dry-run");
    } else {
        output.note("nothing was sent; --skip-invalid imports the valid rows");
    }
    Ok(told(report, output))
}

fn told(report: &Report, output: &Output) -> Found {
    if report.rows == 0 {
        return Found::Nothing;
    }
    output.note(format!("{} rows with reasons are in {}", report.rows, report.path().display()));
    Found::Differences
}

/// Finds the columns in the live schema.
async fn plan(
    args: &Args,
    input: &Input,
    client: &Client,
    output: &Output,
) -> anyhow::Result<Plan> {
    let pulled = live(client, Some(vec![args.object.clone()]), output).await?;
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
        bail!("the attribute `{}` is required, and no column is it", attribute.api_slug);
    }
    if let Some(slug) = &args.assert {
        let Some(attribute) = object.attribute(slug) else {
            bail!("there is no attribute `{slug}` to assert by");
        };
        if !attribute.is_unique {
            bail!("the attribute `{slug}` is not unique, so records cannot be matched by it");
        }
        if !has(&attribute.api_slug) {
            bail!("no column is `{slug}`, by which records are to be matched");
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

/// The objects that references lead to, where a column finds them by an attribute.
async fn targets(
    columns: &[columns::Column],
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
                "`{}` may lead to several objects, so `{part}` of them cannot be looked for; use \
                 record IDs, as `object:ID`",
                attribute.api_slug
            ),
        }
    }
    if objects.is_empty() {
        return Ok(Vec::new());
    }
    let objects = live(client, Some(objects), output).await?.objects;
    for (attribute, part) in references {
        match rows::target(attribute, part, &objects) {
            Some((_, target)) if target.is_unique => {}
            _ => bail!(
                "`{part}` is no unique attribute of the records that `{}` leads to",
                attribute.api_slug
            ),
        }
    }
    Ok(objects)
}

/// What the check of all rows found.
struct Checked {
    rows: u64,
    /// The numbers of those that are not valid.
    invalid: HashSet<u64>,
}

/// Checks all rows; those that are not valid are in the report.
fn check(input: &Input, plan: &Plan, report: &mut Report) -> anyhow::Result<Checked> {
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
                    let twice = record.unique.into_iter().find_map(|value| {
                        let slug = value.0.clone();
                        let other = *unique.entry(value).or_insert(line);
                        (other != line)
                            .then(|| format!("line {other} has the same `{slug}`, which is unique"))
                    });
                    match twice {
                        Some(wrong) => (row, vec![wrong]),
                        None => continue,
                    }
                }
            },
        };
        checked.invalid.insert(checked.rows);
        report.add(&row, line(&row), "invalid", &wrong.join("; "))?;
    }
    Ok(checked)
}

/// Where a row begins in the file; the header is line 1.
fn line(row: &csv::StringRecord) -> u64 {
    row.position().map_or(0, csv::Position::line)
}
