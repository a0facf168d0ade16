//! Shows the progress of an import: a bar on a terminal, otherwise a line at intervals.

use std::time::{Duration, Instant};

use attio_core::bulk::{Progress, ProgressWatch};
use indicatif::ProgressStyle;

use crate::output::Output;

/// The interval between lines if there is no terminal.
const EVERY: Duration = Duration::from_secs(10);

/// Shows the progress until the job ends.
pub(super) async fn show(mut progress: ProgressWatch, output: &Output) {
    let bar = output.progress();
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    let mut last = Instant::now();
    while let Some(now) = progress.changed().await {
        bar.set_length(now.total.unwrap_or_default());
        bar.set_position(now.finished());
        bar.set_message(message(&now));
        if bar.is_hidden() && last.elapsed() >= EVERY {
            last = Instant::now();
            let total = now.total.map_or_else(String::new, |total| format!(" of {total}"));
            output.note(format!("{}{total} rows: {}", now.finished(), message(&now)));
        }
        // Limit the updates: people cannot read more, and other tasks need the thread.
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    bar.finish_and_clear();
}

/// Formats the counts, without zeros.
pub(super) fn counts(progress: &Progress) -> String {
    let all = [
        (progress.created, "created"),
        (progress.asserted, "asserted"),
        (progress.already_existing, "already there"),
        (progress.done_before, "done before"),
        (progress.refused, "refused"),
        (progress.unknown, "unknown"),
    ];
    let some: Vec<_> =
        all.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
    if some.is_empty() { "nothing".to_owned() } else { some.join(", ") }
}

fn message(progress: &Progress) -> String {
    let mut message = format!("{}; {:.1}/s", counts(progress), progress.per_second());
    if let Some(left) = progress.time_left() {
        message.push_str(&format!(", {} left", spoken(left)));
    }
    message
}

fn spoken(time: Duration) -> String {
    let seconds = time.as_secs();
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_formatted() {
        for (seconds, expected) in [(5, "5 s"), (65, "1 min 5 s"), (7_260, "2 h 1 min")] {
            assert_eq!(spoken(Duration::from_secs(seconds)), expected);
        }
    }
}
