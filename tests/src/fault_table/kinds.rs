//! The kinds of creates.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use attio_core::bulk::{Bulk, Journal};
use attio_core::{AttioEntry, AttioRecord, Client, Entry, Error, Record, Row};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::{End, Rows};
use crate::deliveries::{Delivery, Note, parent};
use crate::people::{Contact, Worker};

/// A kind of create.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `create` of a row without a unique attribute, which only the client keeps from being duplicated.
    Create,
    /// `create_or_reconcile`.
    CreateOrReconcile,
    /// `assert`: of a record by a unique attribute, of an entry by its parent.
    Assert,
    /// `bulk_create` with a journal.
    Bulk,
}

/// The concurrency of creates, and when faults are injected.
pub struct Pace {
    tasks: usize,
    begin: Box<dyn FnOnce() + Send>,
    before_each: Arc<dyn Fn() + Send + Sync>,
}

impl Pace {
    /// Makes this many creates at once; `begin` is called right before.
    pub fn at_once(tasks: usize, begin: impl FnOnce() + Send + 'static) -> Self {
        Self { tasks, begin: Box::new(begin), before_each: Arc::new(|| ()) }
    }

    /// Makes creates one by one, and calls this before each.
    pub fn one_by_one(before_each: impl Fn() + Send + Sync + 'static) -> Self {
        Self { tasks: 1, begin: Box::new(|| ()), before_each: Arc::new(before_each) }
    }
}

impl std::fmt::Debug for Pace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pace").field("tasks", &self.tasks).finish_non_exhaustive()
    }
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Create, Self::CreateOrReconcile, Self::Assert, Self::Bulk];

    /// Returns the name that users know.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "`create`",
            Self::CreateOrReconcile => "`create_or_reconcile`",
            Self::Assert => "`assert`",
            Self::Bulk => "`bulk_create`, journal",
        }
    }

    /// Returns whether Attio tells its row from others: by a unique attribute, or an entry by its parent.
    #[must_use]
    pub fn is_unique(self) -> bool {
        self != Self::Create
    }

    /// Makes creates number 0 to `creates`, and returns the end of each; `None` if it has none.
    ///
    /// # Panics
    ///
    /// Panics if the journal cannot be created.
    pub async fn run(
        self,
        rows: Rows,
        client: &Client,
        creates: u64,
        pace: Pace,
    ) -> Vec<Option<End>> {
        // A 401 is retried only for a token that has worked.
        client.whoami().await.expect("nothing goes wrong yet");
        match (self, rows) {
            (Self::Bulk, Rows::Records) => {
                let job = Contact::bulk_create(client);
                bulk(job, Contact::numbered, creates, pace).await
            }
            (Self::Bulk, Rows::Entries) => {
                let job = Delivery::bulk_create(client);
                bulk(job, |number| (parent(number), Delivery::numbered(number)), creates, pace)
                    .await
            }
            _ => {
                let call = move |client: Client, number| async move {
                    end(self.one(rows, &client, number).await)
                };
                each(client, creates, pace, call).await
            }
        }
    }

    /// Makes one create.
    async fn one(self, rows: Rows, client: &Client, number: u64) -> Result<Uuid, Error> {
        match (rows, self) {
            (Rows::Records, Self::Create) => {
                Worker::numbered(number).create(client).await.map(|record| record_id(&record))
            }
            (Rows::Records, Self::Assert) => {
                let asserted = Contact::numbered(number).assert(client, Contact::EMAILS).await;
                asserted.map(|record| record_id(&record))
            }
            (Rows::Records, _) => {
                let settled = Contact::numbered(number).create_or_reconcile(client).await;
                settled.map(|settled| settled.id().uuid())
            }
            (Rows::Entries, Self::Create) => {
                let created = Note::numbered(number).create(client, parent(number)).await;
                created.map(|entry| entry_id(&entry))
            }
            (Rows::Entries, Self::Assert) => {
                let asserted = Note::numbered(number).assert(client, parent(number)).await;
                asserted.map(|entry| entry_id(&entry))
            }
            (Rows::Entries, _) => {
                let delivery = Delivery::numbered(number);
                let settled = delivery.create_or_reconcile(client, parent(number)).await;
                settled.map(|settled| settled.id().uuid())
            }
        }
    }
}

fn record_id<T>(record: &Record<T>) -> Uuid {
    record.id.record_id.uuid()
}

fn entry_id<T: attio_core::Rows>(entry: &Entry<T>) -> Uuid {
    entry.id.entry_id.uuid()
}

fn end(result: Result<Uuid, Error>) -> End {
    result.map_or_else(|error| End::from(&error), End::Record)
}

/// Makes the calls, several at a time, each as part of a task.
pub(super) async fn each<C, F>(
    client: &C,
    creates: u64,
    pace: Pace,
    call: impl Fn(C, u64) -> F + Copy + Send + 'static,
) -> Vec<Option<End>>
where
    C: Clone + Send + 'static,
    F: Future<Output = End> + Send + 'static,
{
    (pace.begin)();
    let next = Arc::new(AtomicU64::new(0));
    let mut tasks = JoinSet::new();
    for _ in 0..pace.tasks {
        let (client, next) = (client.clone(), Arc::clone(&next));
        let before_each = Arc::clone(&pace.before_each);
        tasks.spawn(async move {
            let mut ends = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= creates {
                    return ends;
                }
                before_each();
                ends.push((number, call(client.clone(), number).await));
            }
        });
    }
    let mut all = Vec::new();
    // The creates of a task that panicked have no end.
    while let Some(task) = tasks.join_next().await {
        all.extend(task.unwrap_or_default());
    }
    in_order(creates, all)
}

async fn bulk<R, I>(
    job: Bulk<R, I>,
    numbered: fn(u64) -> I,
    creates: u64,
    pace: Pace,
) -> Vec<Option<End>>
where
    R: attio_core::Rows<Id: Into<Uuid>, Row: Row> + 'static,
    I: Send + 'static,
{
    let file = Scratch::new();
    let journal = Journal::open(&file.0).expect("a journal can be made");
    let job = job.concurrency(pace.tasks).journal(&journal).await.expect("nothing goes wrong yet");
    (pace.begin)();
    let before_each = pace.before_each;
    let mut results = job.run((0..creates).map(move |number| {
        before_each();
        (number, numbered(number))
    }));
    let mut ends = Vec::new();
    while let Some((number, result)) = results.next().await {
        ends.push((number, end(result.map(|stored| stored.id.into()))));
    }
    in_order(creates, ends)
}

fn in_order(creates: u64, ends: Vec<(u64, End)>) -> Vec<Option<End>> {
    let mut all = vec![None; usize::try_from(creates).expect("they fit into memory")];
    for (number, end) in ends {
        let place = usize::try_from(number).expect("they fit into memory");
        assert!(all[place].replace(end).is_none(), "create {number} has two ends");
    }
    all
}

/// A file that is removed when dropped.
pub(super) struct Scratch(PathBuf);

impl Scratch {
    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    pub(super) fn new() -> Self {
        let name = format!("attio-faults-{}.journal", Uuid::new_v4());
        Self(std::env::temp_dir().join(name))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
