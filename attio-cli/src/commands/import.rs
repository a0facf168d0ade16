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
Each row becomes a record. A column maps to the attribute whose slug or title is its header; use \
--map for other columns, as `Header=attribute`. `Header=` ignores a column. A column can hold a part \
of a value, as in `Header=name.first_name` or `Header=primary_location.locality`. A reference is a \
record ID, or the value of a unique attribute of the target record, as in `Header=company.domains`.

All rows are checked against the live schema before the first one is sent: types, options, required \
attributes, duplicate unique values. If a row is invalid, nothing is imported, unless --skip-invalid \
is given. The report lists the rows that were not imported, with the reasons. `invalid` and \
`refused` rows were not written by this run. `unknown` rows may have been written, for example if \
the connection broke and no mapped attribute is unique.

The journal records what was sent. After an interruption, even by `kill -9`, run the same command \
again: no record is created twice, and rows that were already imported are counted as `done before`. \
A row that was edited after its import is reported, but not sent again: its record is not changed. \
If rows have moved, nothing is sent: restore their order. Without its journal, a file is imported anew.

Write dates as 2026-01-31, times as 2026-01-31T12:00:00Z, phone numbers with + and country code, \
checkboxes as true or false, and options by title. A name without a comma is split at the last \
space. Requires the scopes object_configuration:read and record_permission:read-write.

Examples:
  attio import people.csv --object people --map \"E-mail=email_addresses\" --map \"Name=name\"
  attio import people.csv --object people --dry-run          # only check the rows
  attio import companies.csv --object companies --assert domains --report not-imported.csv
  attio import deals.csv --object deals --map \"Company=associated_company.domains\"")]
pub(crate) struct Args {
    /// The CSV file; its first row holds the headers
    file: PathBuf,

    /// The object, by slug or ID
    #[arg(long, value_name = "OBJECT")]
    object: String,

    /// Map a column to an attribute; can be given several times
    #[arg(long, value_name = "HEADER=ATTRIBUTE")]
    map: Vec<String>,

    /// Find the record by this unique attribute, and update it; if there is none, create it
    #[arg(long, value_name = "ATTRIBUTE")]
    assert: Option<String>,

    /// Check the rows and send nothing
    #[arg(long)]
    dry_run: bool,

    /// Import the valid rows even if other rows are invalid
    #[arg(long)]
    skip_invalid: bool,

    /// Retry rows that Attio refused in an earlier run
    #[arg(long)]
    retry_refused: bool,

    /// The file that records what was sent [default: FILE.journal]
    #[arg(long, value_name = "PATH")]
    journal: Option<PathBuf>,

    /// The file for the rows that were not imported [default: FILE.refused.csv]
    #[arg(long, value_name = "PATH")]
    report: Option<PathBuf>,

    /// The maximum number of rows in flight
    #[arg(long, value_name = "N", default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..))]
    concurrency: u16,

    /// The separator between values in the cell of a multi-value attribute
    #[arg(long, value_name = "TEXT", default_value = ";", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    separator: String,

    /// The separator between cells
    #[arg(long, value_name = "CHAR", default_value = ",", value_parser = delimiter)]
    delimiter: u8,

    #[command(flatten)]
    connect: ConnectArgs,
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        [b'\\', b't'] => Ok(b'\t'),
        [byte] if !matches!(byte, b'"' | b'\n' | b'\r') => Ok(*byte),
        _ => Err("use one ASCII character or \\t".to_owned()),
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
        // The file is read three times: a pipe would be empty the second time.
        let about = std::fs::metadata(&args.file);
        match about {
            Ok(about) if about.is_dir() => {
                bail!("{} is a folder; pass a file", args.file.display())
            }
            Ok(about) if !about.is_file() => {
                bail!("{} is not a regular file; save its content to one", args.file.display())
            }
            _ => {}
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

/// Appends an extension to the file's name.
fn beside(file: &Path, extension: &str) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(extension);
    file.with_file_name(name)
}

fn is_same(a: &Path, b: &Path) -> bool {
    // The file may not exist yet, but its folder does.
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
    // The report overwrites an existing file.
    for (other, what) in [(&args.file, "the input"), (&journal, "the journal")] {
        if is_same(&report, other) {
            bail!("{} cannot be the report: it is {what}", report.display());
        }
    }
    // Open the journal first: another import with the same journal also uses the report.
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
        Ok(show_report(&report, output))
    })
}

fn counted(rows: u64) -> String {
    if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") }
}

/// Ends a run that only checked the rows.
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
    Ok(show_report(report, output))
}

fn show_report(report: &Report, output: &Output) -> Found {
    if report.rows == 0 {
        return Found::Nothing;
    }
    let path = report.path().display();
    output.note(format!("not imported: {}, with reasons in {path}", counted(report.rows)));
    Found::Differences
}
