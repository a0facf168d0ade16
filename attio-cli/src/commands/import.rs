//! `attio import`.

mod cell;
mod check;
mod columns;
mod plan;
mod report;
mod rows;
mod send;
mod show;

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use attio_core::bulk::Journal;
use serde_json::json;

use crate::Found;
use crate::connect::ConnectArgs;
use crate::output::Output;
use check::check;
use report::Report;

/// The settings of `attio import`.
#[derive(clap::Args)]
#[command(after_long_help = "\
A row becomes a record. A column whose header is the slug or the title of an attribute is found by \
itself; --map says the others, as `Header=attribute`. `Header=` leaves a column out. A column may \
hold a part of a value: `Header=name.first_name`, `Header=primary_location.locality`; and a \
reference is found by a unique attribute of the record that it leads to: `Header=company.domains`, \
else it is a record ID.

All rows are checked against the live schema before the first is sent: types, options, required \
attributes, unique values that come twice. Where a row does not fit, nothing is imported, unless \
--skip-invalid is given. Rows that were not imported are in the report, with the reason: `invalid` \
and `refused` rows are not in the workspace; `unknown` ones may be, and nothing can tell, since no \
mapped attribute is unique.

The journal knows what was sent. After an interruption, also by `kill -9`, run the same command \
again: no record is made twice, and what was imported is `done before`. A row that was edited \
after it was imported is not sent again, but reported; where rows have moved, nothing is sent. \
Delete the journal to import the file anew.

Dates are written as 2026-01-31, times as 2026-01-31T12:00:00Z, phone numbers with + and country \
code, checkboxes as true or false, options by their titles. A name without a comma is split at the \
last space. It needs the scopes object_configuration:read and record_permission:read-write.

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
        // It is read three times: a pipe would be empty the second time.
        let about = std::fs::metadata(&args.file);
        if about.is_ok_and(|about| !about.is_file()) {
            bail!(
                "{} is no file that can be read again; save it as one first",
                args.file.display()
            );
        }
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

fn is_same(a: &Path, b: &Path) -> bool {
    // The file may not be there yet, its folder is.
    let real = |path: &Path| {
        path.canonicalize().ok().or_else(|| {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            Some(folder.unwrap_or(Path::new(".")).canonicalize().ok()?.join(path.file_name()?))
        })
    };
    real(a).unwrap_or_else(|| a.to_owned()) == real(b).unwrap_or_else(|| b.to_owned())
}

pub(crate) fn run(args: Args, output: &Output) -> anyhow::Result<Found> {
    let input = Input::open(&args)?;
    let report = args.report.clone().unwrap_or_else(|| beside(&args.file, ".refused.csv"));
    let journal = args.journal.clone().unwrap_or_else(|| beside(&args.file, ".journal"));
    // The report replaces what is there.
    for (other, what) in [(&args.file, "the input"), (&journal, "the journal")] {
        if is_same(&report, other) {
            bail!("{} cannot be the report: it is {what}", report.display());
        }
    }
    // Another import over the same journal has the report, too.
    let open = journal.exists().then(|| Journal::open(&journal)).transpose()?;
    args.connect.run(async |client| {
        let plan = plan::make(&args, &input, &client, output).await?;
        let mut report = Report::new(&report, &input.headers)?;
        let checked = check(&input, &plan, &mut report)?;
        report.finish()?;
        let (rows, invalid) = (checked.rows, report.rows);
        if args.dry_run || (invalid > 0 && !args.skip_invalid) {
            return not_sent(&args, rows, &report, output);
        }
        output.note(format!("{} to import", counted(rows - invalid)));
        let journal = match open {
            Some(journal) => journal,
            None => Journal::open(&journal)?,
        };
        let job = send::Job { args: &args, input: &input, journal, plan, checked };
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
            output.line(format!("{}: {counts}", counted(rows)))?;
        }
        Ok(told(&report, output))
    })
}

fn counted(rows: u64) -> String {
    if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") }
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
        let valid = rows - invalid;
        output.line(format!("{}: {valid} valid, {invalid} invalid", counted(rows)))?;
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
    let path = report.path().display();
    output.note(format!("not imported: {}, with reasons in {path}", counted(report.rows)));
    Found::Differences
}
