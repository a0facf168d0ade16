//! The allocations of a create, site by site, compared with a hand-written call with reqwest and a serde struct.
//! It also measures the memory that a page of 500 people takes beyond its body while it is read.
//!
//! `cargo bench -p attio-benches --bench allocations`
//!
//! The figures are counts, so they are the same in each run. The server is in the same process, and does not
//! allocate for a request.

mod common;

use std::collections::BTreeMap;
use std::future::Future;
use std::path::Path;

use attio_core::AttioRecord;
use common::calls::{ByDerive, ByHand, PageByHand};
use common::server::{serve, serve_in_pieces};
use common::{Person, answer, page};
use dhat::{HeapStats, Profiler};
use serde::Deserialize;

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

const CREATES: usize = 1000;
const RECORDS: u32 = 500;

fn main() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let base = serve(&answer());
        let by_derive = ByDerive::new(&base);
        let by_hand = ByHand::new(&base);
        creates("derive", folder, || by_derive.create()).await;
        creates("reqwest by hand", folder, || by_hand.create()).await;
        pages(folder).await;
    });
}

/// Prints each allocation site of a create, with the number and bytes of its allocations.
async fn creates<F: Future<Output = ()>>(name: &str, folder: &Path, create: impl Fn() -> F) {
    // Connections, caches and other one-time allocations.
    for _ in 0..64 {
        create().await;
    }
    let file = folder.join("allocations.json");
    let profiler = Profiler::builder().file_name(&file).trim_backtraces(Some(64)).build();
    for _ in 0..CREATES {
        create().await;
    }
    let stats = HeapStats::get();
    drop(profiler);
    let each = |count: u64| count as f64 / CREATES as f64;
    println!(
        "\n{name}: {:.2} allocations a create, {:.0} bytes",
        each(stats.total_blocks),
        each(stats.total_bytes)
    );
    let profile = Profile::read(&file);
    let bytes: BTreeMap<_, _> = profile.places(|point| point.bytes).into_iter().collect();
    for (place, blocks) in profile.places(|point| point.blocks) {
        let bytes = bytes[&place];
        // Occasional growth does not belong to a create.
        if blocks >= CREATES as u64 / 10 {
            println!("{:>7.2} {:>7.0} B  {place}", each(blocks), each(bytes));
        }
    }
}

/// The needed parts of dhat's file.
#[derive(Deserialize)]
struct Profile {
    #[serde(rename = "pps")]
    points: Vec<Point>,
    #[serde(rename = "ftbl")]
    frames: Vec<String>,
}

#[derive(Deserialize)]
struct Point {
    #[serde(rename = "tbk")]
    blocks: u64,
    #[serde(rename = "tb")]
    bytes: u64,
    #[serde(rename = "gb")]
    bytes_at_peak: u64,
    #[serde(rename = "fs")]
    frames: Vec<usize>,
}

impl Profile {
    fn read(file: &Path) -> Self {
        let profile = std::fs::read(file).expect("dhat wrote it");
        serde_json::from_slice(&profile).expect("the form of dhat's files")
    }

    /// Returns the sum of a figure at each site, the largest first.
    fn places(&self, figure: impl Fn(&Point) -> u64) -> Vec<(String, u64)> {
        let mut places: BTreeMap<String, u64> = BTreeMap::new();
        for point in &self.points {
            *places.entry(self.place(point)).or_default() += figure(point);
        }
        let mut places: Vec<_> = places.into_iter().collect();
        places.sort_by_key(|(_, sum)| std::cmp::Reverse(*sum));
        places
    }

    /// Returns the function that allocates, and the function of this project that calls it.
    fn place(&self, point: &Point) -> String {
        const BELOW: [&str; 6] = ["alloc::", "core::", "std::", "dhat::", "[T]::", "T as "];
        let names = point.frames.iter().map(|frame| {
            let frame = self.frames[*frame].as_str();
            let name = frame.split_once(": ").map_or(frame, |(_, rest)| rest);
            name.rsplit_once(" (").map_or(name, |(name, _)| name)
        });
        let mut names = names.filter(|name| {
            let name = name.trim_start_matches(['<', '&']);
            !BELOW.iter().any(|below| name.starts_with(below))
        });
        let asks = names.next().unwrap_or("?");
        let is_ours = |name: &&str| name.contains("attio_core::") || name.contains("calls::");
        match if is_ours(&asks) { None } else { names.find(is_ours) } {
            Some(ours) => format!("{asks}  for  {ours}"),
            None => asks.to_owned(),
        }
    }
}

/// The maximum size of a TLS record.
const PIECE: usize = 16 << 10;

/// Prints the peak memory while a page is fetched and read, and its allocation sites.
async fn pages(folder: &Path) {
    let body = page(RECORDS as usize);
    println!("\na page of {RECORDS} people: {} bytes of body", body.len());
    for (how, base) in [
        ("in pieces of 16 kB", serve_in_pieces(&body, PIECE)),
        ("as fast as loopback is", serve(&body)),
    ] {
        let by_derive = ByDerive::new(&base);
        let client = &by_derive.client;
        // Opens the connection first.
        Person::query().page(client, RECORDS, 0).await.expect("a page");
        let name = format!("Query::page, {how}");
        let records = Person::query().page(client, RECORDS, 0);
        peak(&name, folder, body.len(), async { records.await.expect("a page").len() }).await;
        let name = format!("Query::decode_page, {how}");
        let people = Person::query().decode_page(client, RECORDS, 0);
        peak(&name, folder, body.len(), async { people.await.expect("people").len() }).await;
        let by_hand = PageByHand::new(&base);
        by_hand.page().await;
        let name = format!("reqwest and serde by hand, {how}");
        peak(&name, folder, body.len(), async { by_hand.page().await.len() }).await;
    }
}

async fn peak(name: &str, folder: &Path, body: usize, records: impl Future<Output = usize>) {
    let file = folder.join("allocations.json");
    let profiler = Profiler::builder().file_name(&file).trim_backtraces(Some(64)).build();
    let records = records.await;
    let stats = HeapStats::get();
    drop(profiler);
    assert_eq!(records, RECORDS as usize);
    let beyond = stats.max_bytes as i64 - body as i64;
    println!("\n{name}: {beyond} bytes beyond the body at the peak");
    for (place, point) in Profile::read(&file).places(|point| point.bytes_at_peak) {
        if point >= 10_000 {
            println!("{point:>10} B  {place}");
        }
    }
}
