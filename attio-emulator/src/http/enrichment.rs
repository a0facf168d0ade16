//! The company that Attio sets for a person some time after its creation.

use std::sync::Arc;
use std::time::Duration;

use fastrand::Rng;
use uuid::Uuid;

use super::{Shared, lock};
use crate::store::Store;

/// The delay between the person and its company, in milliseconds, as captured.
const DELAY: std::ops::RangeInclusive<u64> = 200..=500;

/// Links the person to its company later, if it has none and enrichment is enabled.
pub(super) fn enrich(shared: &Arc<Shared>, store: &Store, person: Uuid) {
    let Some((domain, number)) = store.linkable(person) else { return };
    let (era, shared) = (shared.faults.era(), Arc::clone(shared));
    let enriching = shared.enriching.begin();
    // The same person gets the same delay in each run.
    let delay = Duration::from_millis(Rng::with_seed(number).u64(DELAY));
    tokio::spawn(async move {
        tokio::time::sleep(delay).await;
        let mut store = lock(&shared.store);
        if era == shared.faults.era() {
            store.link_company(person, &domain, Rng::with_seed(number));
        }
        drop(store);
        drop(enriching);
    });
}
