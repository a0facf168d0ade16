//! The report: a CSV file with the rows that were not imported, and the reasons.

use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::Context;

/// Creates the file with the first row, so that there is no file without rows.
pub(super) struct Report {
    path: PathBuf,
    headers: Vec<String>,
    writer: Option<csv::Writer<File>>,
    pub(super) rows: u64,
}

impl Report {
    /// Creates the report of a new run, and deletes the report of an earlier run.
    pub(super) fn new(path: &Path, headers: &[String]) -> anyhow::Result<Self> {
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(error).with_context(|| format!("cannot replace {}", path.display()))?;
            }
            _ => {}
        }
        Ok(Self { path: path.to_owned(), headers: headers.to_vec(), writer: None, rows: 0 })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Adds a row with its line, outcome, reason and cells.
    pub(super) fn add(
        &mut self,
        row: &csv::StringRecord,
        line: u64,
        outcome: &str,
        reason: &str,
    ) -> anyhow::Result<()> {
        let written = || format!("cannot write {}", self.path.display());
        let writer = match &mut self.writer {
            Some(writer) => writer,
            none => {
                let file = csv::WriterBuilder::new().flexible(true).from_path(&self.path);
                let mut writer = file.with_context(written)?;
                let own = ["line", "outcome", "reason"].map(str::to_owned);
                writer.write_record(own.iter().chain(&self.headers)).with_context(written)?;
                none.insert(writer)
            }
        };
        let line = line.to_string();
        let own = [line.as_str(), outcome, reason];
        writer.write_record(own.into_iter().chain(row.iter())).with_context(written)?;
        // An interrupted import keeps its reasons.
        writer.flush().with_context(written)?;
        self.rows += 1;
        Ok(())
    }

    /// Flushes the file.
    pub(super) fn finish(&mut self) -> anyhow::Result<()> {
        match &mut self.writer {
            Some(writer) => {
                writer.flush().with_context(|| format!("cannot write {}", self.path.display()))
            }
            None => Ok(()),
        }
    }
}
