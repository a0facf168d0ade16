//! How far an import is: a bar on a terminal, else a line now and then.

use std::time::{Duration, Instant};

use attio_core::bulk::{Progress, ProgressWatch};
use indicatif::ProgressStyle;

use crate::output::Output;

/// How often a line is written where there is no terminal.
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
        // Others are to have their turn, and nobody reads more than that.
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    bar.finish_and_clear();
}

/// The counts in words, without those that are none.
pub(super) fn counts(progress: &Progress) -> String {
    let all = [
        (progress.created, "created"),
        (progress.asserted, "asserted"),
        (progress.already_existing, "there already"),
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
    fn times_are_spoken() {
        for (seconds, expected) in [(5, "5 s"), (65, "1 min 5 s"), (7_260, "2 h 1 min")] {
            assert_eq!(spoken(Duration::from_secs(seconds)), expected);
        }
    }
}
