//! Deletes the records of a run.

use std::collections::HashSet;
use std::time::Duration;

use attio_core::Method;
use serde_json::{Value, json};

use super::bench::{Bench, Made};
use super::record;

/// How often records with the mark are searched for. A record can appear late: from a create that was
/// cut short, or created by Attio for an e-mail domain.
const SWEEPS: u32 = 4;
const BETWEEN: Duration = Duration::from_secs(1);
/// How long after the last record Attio may still create a company: twice the longest captured time.
const ENRICHMENT: Duration = Duration::from_secs(1);

/// The records that could not be deleted.
#[derive(Default)]
pub(super) struct Left {
    /// Records, with the reason.
    pub(super) records: Vec<(Made, String)>,
    /// Objects whose records could not be queried, with the reason.
    pub(super) unseen: Vec<(String, String)>,
    /// The number of created records whose ID was neither in a response nor found.
    pub(super) unnamed: usize,
}

impl Left {
    pub(super) fn is_nothing(&self) -> bool {
        self.records.is_empty() && self.unseen.is_empty() && self.unnamed == 0
    }
}

/// Deletes the records from responses, and then other records that have the mark.
pub(super) async fn clean(bench: &Bench) -> (usize, Left) {
    let (mut count, mut sweep, mut found_in_all) = (0, 1, 0);
    loop {
        let (deleted, mut records) = delete(bench).await;
        count += deleted;
        let (found, unseen) = sweep_up(bench).await;
        found_in_all += found;
        let is_clean = found == 0 && !bench.is_in_doubt() && bench.quiet_for() > ENRICHMENT;
        if is_clean || sweep == SWEEPS {
            // Attio reports these as deleted, but still returns them.
            for made in bench.made() {
                if !records.iter().any(|(left, _)| *left == made) {
                    records.push((made, "queries still return it".to_owned()));
                }
            }
            let unnamed = bench.unnamed().saturating_sub(found_in_all);
            return (count, Left { records, unseen, unnamed });
        }
        sweep += 1;
        tokio::time::sleep(BETWEEN).await;
    }
}

/// Deletes the known records. Returns the number of deleted records, and the records that are left.
async fn delete(bench: &Bench) -> (usize, Vec<(Made, String)>) {
    let (mut deleted, mut left) = (0, Vec::new());
    let mut gone = HashSet::new();
    for made in bench.made() {
        let path = format!("/v2/objects/{}/records/{}", made.object, made.id);
        match bench.client().request(Method::DELETE, path).await {
            Ok(_) => {
                deleted += 1;
                gone.insert(made);
            }
            // A check already deleted it.
            Err(error) if error.is_not_found() => {
                gone.insert(made);
            }
            Err(error) => left.push((made, error.to_string())),
        }
    }
    bench.forget(&gone);
    (deleted, left)
}

/// Notes the records with the mark that were in no response. Returns their number, and the objects that
/// could not be queried.
async fn sweep_up(bench: &Bench) -> (usize, Vec<(String, String)>) {
    let known: HashSet<_> = bench.made().into_iter().map(|made| made.id).collect();
    let (mut found, mut unseen) = (0, Vec::new());
    let own = bench.objects.iter().map(|object| (object.slug.as_str(), object.marked(&bench.mark)));
    let mut places: Vec<_> = own.collect();
    // Attio creates a company for the domain of a person's e-mail address.
    if places.iter().any(|(slug, _)| *slug == "people")
        && !places.iter().any(|(slug, _)| *slug == "companies")
    {
        places.push(("companies", vec![json!({"domains": {"$contains": bench.mark}})]));
    }
    for (slug, filters) in places {
        let query = json!({"filter": {"$or": filters}});
        let path = format!("/v2/objects/{slug}/records/query");
        let request = bench.client().request(Method::POST, path).read_only().json(&query);
        let records = request.await.and_then(|response| response.json::<Value>());
        match records {
            Err(error) => unseen.push((slug.to_owned(), error.to_string())),
            Ok(body) => {
                let records = body["data"].as_array().cloned().unwrap_or_default();
                let is_new = |record: &&Value| !known.contains(record::id(record));
                let noted = |record: &&Value| bench.note_record(slug, record);
                found += records.iter().filter(is_new).filter(noted).count();
            }
        }
    }
    (found, unseen)
}
