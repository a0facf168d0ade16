//! The load of a task: one random operation after another.

use std::sync::Arc;
use std::time::Instant;

use attio_core::{AttioRecord, Client, Error, RecordId};

use super::tally::{Slot, Tally};
use crate::people::{Contact, Worker};

/// The operation that a task calls.
#[derive(Clone, Copy, Debug)]
pub(super) enum Operation {
    Create,
    CreateOrReconcile,
    Assert,
    Append,
    Query,
    Stream,
    Delete,
    History,
}

impl Operation {
    pub(super) const ALL: [Self; 8] = [
        Self::Create,
        Self::CreateOrReconcile,
        Self::Assert,
        Self::Append,
        Self::Query,
        Self::Stream,
        Self::Delete,
        Self::History,
    ];
}

/// The maximum number of streamed records. Records beyond it are deleted, so that those from calls of unknown
/// outcome do not fill the workspace.
const STREAMED: usize = 300;

pub(super) struct Load {
    client: Client,
    slot: Arc<Slot>,
    tally: Arc<Tally>,
    random: fastrand::Rng,
    /// The records that this task created last. Other tasks may have deleted them.
    workers: Vec<RecordId<Worker>>,
    first: u64,
    made: u64,
}

impl Load {
    pub(super) fn new(client: &Client, slot: Arc<Slot>, tally: Arc<Tally>, number: u64) -> Self {
        Self {
            client: client.clone(),
            slot,
            tally,
            random: fastrand::Rng::with_seed(number),
            workers: Vec::new(),
            first: number << 32,
            made: 0,
        }
    }

    pub(super) async fn run(mut self, ends: Instant) {
        while Instant::now() < ends {
            let operation = Operation::ALL[self.random.usize(..Operation::ALL.len())];
            self.perform(operation).await;
        }
    }

    /// Makes one call, which is watched and counted.
    async fn call<T>(
        &self,
        operation: Operation,
        call: impl Future<Output = Result<T, Error>>,
    ) -> Option<T> {
        self.slot.begin();
        let result = call.await;
        self.slot.end();
        self.tally.note(operation, &result);
        result.ok()
    }

    /// Returns a number that no other task has.
    fn number(&mut self) -> u64 {
        self.made += 1;
        self.first + self.made
    }

    /// Returns the number of a contact that this task has created or will create.
    fn known_number(&mut self) -> u64 {
        self.first + self.made.saturating_sub(self.random.u64(..8))
    }

    fn worker(&mut self) -> RecordId<Worker> {
        let places = self.workers.len();
        // Without a worker, no record has the ID.
        if places == 0 {
            uuid::Uuid::nil().into()
        } else {
            self.workers[self.random.usize(..places)]
        }
    }

    async fn perform(&mut self, operation: Operation) {
        let client = self.client.clone();
        match operation {
            Operation::Create => {
                let worker = Worker::numbered(self.number());
                if let Some(made) = self.call(operation, worker.create(&client)).await {
                    self.workers.push(made.id.record_id);
                    if self.workers.len() > 8 {
                        self.workers.remove(0);
                    }
                }
            }
            Operation::CreateOrReconcile => {
                let contact = Contact::numbered(self.number());
                self.call(operation, contact.create_or_reconcile(&client)).await;
            }
            Operation::Assert => {
                let contact = Contact::numbered(self.known_number());
                let call = contact.assert(&client, Contact::EMAILS);
                self.call(operation, call).await;
            }
            Operation::Append => {
                let (id, worker) = (self.worker(), Worker::numbered(self.number()));
                self.call(operation, worker.append(&client, id)).await;
            }
            Operation::Query => {
                let address = Contact::numbered(self.known_number()).emails.remove(0);
                let query = Contact::query().filter(Contact::EMAILS.eq(address));
                self.call(operation, query.first(&client)).await;
            }
            Operation::Stream => self.stream(&client).await,
            Operation::Delete => {
                let id = self.worker();
                self.call(operation, Worker::delete(&client, id)).await;
                self.workers.retain(|worker| *worker != id);
            }
            Operation::History => {
                let id = self.worker();
                let history = Worker::history(&client, id, Worker::JOB_TITLE);
                self.call(operation, history).await;
            }
        }
    }

    async fn stream(&mut self, client: &Client) {
        let mut records = Contact::query().page_size(100).stream(client);
        let mut beyond = Vec::new();
        for place in 0..STREAMED + 50 {
            self.slot.begin();
            let next = records.next_record().await;
            self.slot.end();
            let Some(next) = next else { break };
            if place == 0 || next.is_err() {
                self.tally.note(Operation::Stream, &next);
            }
            let Ok(record) = next else { break };
            if place >= STREAMED {
                beyond.push(record.id.record_id);
            }
        }
        for id in beyond {
            self.call(Operation::Delete, Contact::delete(client, id)).await;
        }
    }
}
