//! The end of `cargo test --workspace`: names the tests that were skipped, and why.

use std::io;

fn main() -> io::Result<()> {
    let skipped = attio_test_support::take_skipped()?;
    println!("\n== Skipped tests");
    for line in &skipped {
        println!("SKIPPED: {line}");
    }
    if skipped.is_empty() {
        println!("none: every test of the workspace ran");
    }
    Ok(())
}
