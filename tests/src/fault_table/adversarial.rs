//! Faults that fake evidence, unlike those of the plain table. Attempts come late, others edit records, values
//! have another form, and lookups fail. Responses are not Attio's, clocks are wrong, and records of others have
//! the same unique value.

use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use attio_core::bulk::{Bulk, Journal};
use attio_core::{AttioEntry, AttioRecord, Client, Clock, Error, Outcome, Row, SystemClock};
use attio_emulator::{Actor, Emulator, Fault, Foreign, Injection, Seed, TargetName};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::count::stored;
use super::kinds::Scratch;
use super::rows::{attribute_of, path_of, values_of};
use super::{Kind, Rows, policy_on_trial};
use crate::deliveries::{make_parents, parent};
use crate::people::Company;
use crate::{client_of, emulator_builder};

/// The time limit of each attempt in rows whose fault takes longer.
const TIMEOUT: Duration = Duration::from_secs(1);

/// The slug of the object, and of the list.
const ORDERS: &str = "orders";

/// An order with two unique attributes, and a mark that identifies it in the store.
#[derive(AttioRecord, Debug)]
#[attio(object = "orders")]
struct Order {
    #[attio(unique)]
    number: String,
    #[attio(unique)]
    reference: String,
    mark: String,
}

impl Order {
    fn numbered(number: u64) -> Self {
        Self {
            number: format!("no-{number}"),
            reference: format!("reference {number}"),
            mark: mark(number),
        }
    }
}

/// An order without a unique value.
#[derive(AttioRecord, Debug)]
#[attio(object = "orders")]
struct Loose {
    mark: String,
}

/// The same as entries of a list of companies.
#[derive(AttioEntry, Debug)]
#[attio(list = "orders", parent = Company)]
struct ListedOrder {
    #[attio(unique)]
    number: String,
    #[attio(unique)]
    reference: String,
    mark: String,
}

impl ListedOrder {
    fn numbered(number: u64) -> Self {
        let Order { number, reference, mark } = Order::numbered(number);
        Self { number, reference, mark }
    }
}

#[derive(AttioEntry, Debug)]
#[attio(list = "orders", parent = Company)]
struct ListedLoose {
    mark: String,
}

/// Returns the parent of another entry with the same unique values.
fn other_parent(number: u64) -> Uuid {
    parent(OTHERS + number).uuid()
}

/// The first number that is not of an own parent.
const OTHERS: u64 = 1_000_000;

fn target(rows: Rows) -> TargetName<'static> {
    match rows {
        Rows::Records => TargetName::Object(ORDERS),
        Rows::Entries => TargetName::List(ORDERS),
    }
}

fn mark(number: u64) -> String {
    format!("order {number}")
}

/// A row of the table: one attack.
#[derive(Clone, Debug)]
pub struct Attack {
    /// The name of the row.
    pub name: &'static str,
    rows: Rows,
    injections: Vec<Injection>,
    timeout: Duration,
    /// Whether strings are stored in another form.
    other_forms: bool,
    /// Whether the outcome of some creates with unique values cannot be found out.
    is_undecidable: bool,
    /// Whether attempts arrive late.
    is_late: bool,
    /// Whether others delete records.
    deletes: bool,
}

impl Attack {
    fn new(name: &'static str, injections: impl IntoIterator<Item = Injection>) -> Self {
        Self {
            name,
            rows: Rows::Records,
            injections: injections.into_iter().collect(),
            timeout: Duration::from_secs(30),
            other_forms: false,
            is_undecidable: false,
            is_late: false,
            deletes: false,
        }
    }
}

/// Returns the attacks on creates of records, or of entries.
#[must_use]
pub fn attacks(rows: Rows) -> Vec<Attack> {
    let target = target(rows);
    let all = path_of(target);
    let lost =
        |share: f64, seed| Fault::ApplyThenDrop.with_probability(share).path(&all).seed(seed);
    let late = |seed| {
        Fault::StallThenApply(TIMEOUT + TIMEOUT / 2).with_probability(0.3).path(&all).seed(seed)
    };
    let edited = |attribute: &str, seed| {
        let fault = Fault::EditAfter {
            attribute: attribute.to_owned(),
            value: "edited {record_id}".to_owned(),
        };
        [fault, Fault::ApplyThenDrop].map(|fault| {
            // The same seed, so that both hit the same requests.
            fault.with_probability(0.3).path(&all).seed(seed)
        })
    };
    let foreign = |name, foreign: Foreign, seed| {
        let faults = [Fault::Foreign(foreign), Fault::ApplyThenForeign(foreign)];
        let injections = faults.into_iter().zip(seed..);
        Attack::new(name, injections.map(|(fault, seed)| fault.with_probability(0.15).seed(seed)))
    };
    let attributes = attribute_of(target, "*");
    let query = format!("{all}/query");
    let delete = Fault::DeleteAfter.with_probability(0.3).path(&all).seed(605);
    let attacks = vec![
        Attack {
            timeout: TIMEOUT,
            is_late: true,
            ..Attack::new("applied after the timeout", [late(601)])
        },
        Attack {
            timeout: TIMEOUT,
            is_late: true,
            deletes: true,
            ..Attack::new(
                "applied after the timeout, records are deleted",
                [late(602), delete.clone()],
            )
        },
        Attack {
            is_undecidable: true,
            ..Attack::new("response lost, a unique value is edited", edited("reference", 603))
        },
        Attack::new("response lost, another value is edited", edited("note", 604)),
        Attack {
            deletes: true,
            ..Attack::new("response lost, record is deleted", [lost(0.3, 605), delete])
        },
        Attack {
            other_forms: true,
            is_undecidable: true,
            ..Attack::new("response lost, stored in another form", [lost(0.3, 606)])
        },
        Attack::new(
            "response lost, attributes cannot be read",
            [lost(0.3, 607), Fault::Status(503).with_probability(0.5).path(attributes).seed(608)],
        ),
        Attack::new(
            "response lost, queries fail",
            [lost(0.3, 609), Fault::Status(503).with_probability(0.5).path(query).seed(610)],
        ),
        foreign("an HTML page, 200", Foreign::Html(200), 611),
        foreign("an empty 200", Foreign::Empty(200), 613),
        foreign("an empty 204", Foreign::NoContent, 615),
        foreign("Attio's envelope, 200", Foreign::Envelope, 617),
        foreign("an HTML page, 403", Foreign::Html(403), 619),
        foreign("an HTML page, 404", Foreign::Html(404), 621),
        foreign("an HTML page, 429", Foreign::Html(429), 623),
    ];
    attacks.into_iter().map(|attack| Attack { rows, ..attack }).collect()
}

/// The owner of a record that has one of the unique values before the create begins, or of an entry that has
/// both and another parent. In the rows of asserts of entries, it has the same parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Others {
    /// There is no such record.
    None,
    /// The same token created it an hour before.
    LongBefore,
    /// The same token created it right before.
    JustNow,
    /// A member created it right before.
    AnotherActor,
}

impl Others {
    /// All values.
    pub const ALL: [Self; 4] = [Self::None, Self::LongBefore, Self::JustNow, Self::AnotherActor];

    fn name(self) -> &'static str {
        match self {
            Self::None => "no other record",
            Self::LongBefore => "another record, made an hour before",
            Self::JustNow => "another record, made right before",
            Self::AnotherActor => "another record, made right before by a member",
        }
    }

    /// Creates the record or entry for this create's number.
    fn seed(self, rows: Rows, kind: Kind, attio: &Emulator, number: u64) {
        let now = SystemTime::now();
        let own = Actor::token(attio.token_id());
        let seed = match self {
            Self::None => return,
            Self::LongBefore => Seed::new().created_at(now - Duration::from_secs(3_600)).by(own),
            Self::JustNow => Seed::new().by(own),
            Self::AnotherActor => Seed::new().by(Actor::member(attio.member_id())),
        };
        let mark = format!("other {number}");
        // In the second run of a job, a create of the same number is in progress.
        let _ = match (rows, kind) {
            (Rows::Records, _) => {
                let values = json!({"number": format!("no-{number}"), "mark": mark});
                attio.seed_with(ORDERS, &values, &seed)
            }
            (Rows::Entries, Kind::Assert) => {
                let values = json!({"mark": mark});
                attio.seed_entry_with(ORDERS, parent(number).uuid(), &values, &seed)
            }
            (Rows::Entries, _) => {
                let ListedOrder { number: unique, reference, .. } = ListedOrder::numbered(number);
                let values = json!({"number": unique, "reference": reference, "mark": mark});
                attio.seed_entry_with(ORDERS, other_parent(number), &values, &seed)
            }
        };
    }
}

/// The state of the clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clocks {
    /// All clocks are right.
    Right,
    /// The client's clock is one hour ahead.
    Ahead,
    /// The client's clock is one hour slow.
    Behind,
    /// A record's own time of creation and its attribute `created_at` differ by up to 36 s.
    TwoTimes,
    /// The client's clock is one hour ahead in the first run of a job, and right in the second.
    Corrected,
}

impl Clocks {
    /// All values.
    pub const ALL: [Self; 5] =
        [Self::Right, Self::Ahead, Self::Behind, Self::TwoTimes, Self::Corrected];

    fn name(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Ahead => "an hour ahead",
            Self::Behind => "an hour slow",
            Self::TwoTimes => "right, both `created_at` up to 36 s apart",
            Self::Corrected => "an hour ahead, corrected between two runs",
        }
    }

    /// Returns the seconds by which the client's clock is ahead in a run.
    fn ahead(self, run: u32) -> i64 {
        match self {
            Self::Ahead => 3_600,
            Self::Behind => -3_600,
            Self::Corrected if run == 0 => 3_600,
            _ => 0,
        }
    }

    /// Returns the possible kinds: only a job has two runs.
    fn kinds(self) -> &'static [Kind] {
        if self == Self::Corrected { &[Kind::Bulk] } else { &Kind::ALL }
    }
}

/// A clock that is wrong.
#[derive(Debug)]
struct WrongClock(i64);

impl Clock for WrongClock {
    fn now(&self) -> Instant {
        SystemClock.now()
    }

    fn time(&self) -> SystemTime {
        let offset = Duration::from_secs(self.0.unsigned_abs());
        let now = SystemClock.time();
        if self.0 < 0 { now - offset } else { now + offset }
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// The ends of the creates of one cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// The number of creates.
    pub creates: u64,
    /// Creates that ended with the ID of a record.
    pub ok: u64,
    /// Creates that ended as not applied.
    pub not_applied: u64,
    /// Creates that ended as unknown.
    pub unknown: u64,
    /// Records beyond one per create.
    pub duplicated: u64,
    /// Creates that are stored but were reported as not stored, or vice versa, or were not reported, or were
    /// reported with the ID of another record.
    pub lost: u64,
    /// Creates with another wrong claim: candidates without their own record, settled although an attempt was
    /// applied later, or wrongly retryable.
    pub misreported: u64,
    /// Creates that ended as unknown despite evidence.
    pub unfounded: u64,
    /// Requests that met a fault.
    pub hit: u64,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.creates += other.creates;
        self.ok += other.ok;
        self.not_applied += other.not_applied;
        self.unknown += other.unknown;
        self.duplicated += other.duplicated;
        self.lost += other.lost;
        self.misreported += other.misreported;
        self.unfounded += other.unfounded;
        self.hit += other.hit;
    }

    /// Returns whether the tally has no error.
    #[must_use]
    pub fn is_right(&self) -> bool {
        self.duplicated + self.lost + self.misreported + self.unfounded == 0
            && self.ok + self.not_applied + self.unknown == self.creates
    }
}

/// `ok/not applied/unknown/duplicated/lost/misreported`
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { ok, not_applied, unknown, duplicated, lost, misreported, .. } = self;
        write!(f, "{ok}/{not_applied}/{unknown}/{duplicated}/{lost}/{misreported}")
    }
}

/// One cell: creates of one kind under one attack.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The attack.
    pub attack: &'static str,
    /// The state of the clocks.
    pub clocks: Clocks,
    /// The owner of the other records.
    pub others: Others,
    /// The kind of the creates.
    pub kind: Kind,
    /// The ends of the creates.
    pub tally: Tally,
}

/// Returns the inputs of each cell, row by row.
#[must_use]
pub fn cells(attacks: &[Attack]) -> Vec<(Attack, Clocks, Others, Kind)> {
    let mut all = Vec::new();
    for clocks in Clocks::ALL {
        for others in Others::ALL {
            for attack in attacks {
                for kind in clocks.kinds() {
                    all.push((attack.clone(), clocks, others, *kind));
                }
            }
        }
    }
    all
}

/// The end of a create, as its caller saw it.
#[derive(Clone, Debug)]
enum Said {
    Record { id: Uuid, is_settled: bool },
    NotApplied,
    Unknown { named: Option<Vec<Uuid>>, is_retryable: bool },
}

impl Said {
    fn of(result: Result<(Uuid, bool), Error>) -> Self {
        match result {
            Ok((id, is_settled)) => Self::Record { id, is_settled },
            Err(error) => match error.outcome() {
                Outcome::NotApplied => Self::NotApplied,
                Outcome::Applied(Some(id)) => Self::Record { id, is_settled: false },
                Outcome::Applied(None) | Outcome::Unknown => Self::Unknown {
                    named: error.is_uniqueness_conflict().then(|| error.conflicting_records()),
                    is_retryable: error.is_retryable(),
                },
            },
        }
    }
}

/// Makes the creates of one cell, against a separate emulator.
///
/// # Panics
///
/// Panics if the emulator does not start, or its store cannot be read.
pub async fn cell(
    (attack, clocks, others, kind): (Attack, Clocks, Others, Kind),
    creates: u64,
    tasks: usize,
) -> Cell {
    let rows = attack.rows;
    let attio = Arc::new(emulator(&attack, clocks, creates));
    let client = client(&attio, &attack, clocks, creates, 0).await;
    for injection in attack.injections.clone() {
        attio.inject(injection);
    }
    let said = if kind == Kind::Bulk {
        let file = Scratch::new();
        let said = job(rows, &attio, &client, others, creates, tasks, &file).await;
        if clocks == Clocks::Corrected {
            drop(client);
            let client = self::client(&attio, &attack, clocks, creates, 1).await;
            job(rows, &attio, &client, Others::None, creates, tasks, &file).await
        } else {
            said
        }
    } else {
        let calls = Arc::new((client, Arc::clone(&attio)));
        all_of(creates, tasks, move |number| {
            let calls = Arc::clone(&calls);
            async move {
                let (client, attio) = &*calls;
                others.seed(rows, kind, attio, number);
                Said::of(single(rows, kind, client, number).await)
            }
        })
        .await
    };
    let tally = count(&attio, &attack, others, kind, creates, &said).await;
    Cell { attack: attack.name, clocks, others, kind, tally }
}

fn emulator(attack: &Attack, clocks: Clocks, creates: u64) -> Emulator {
    // The log must hold every request, including retries and lookups.
    let kept = usize::try_from(40 * creates).expect("they fit into memory").max(10_000);
    let builder = emulator_builder().kept_requests(kept).stores_other_forms(attack.other_forms);
    let builder = match clocks {
        Clocks::TwoTimes => builder.created_at_differences(-36_000..=36_000),
        _ => builder,
    };
    let attio = builder.start_blocking().expect("the emulator starts");
    match attack.rows {
        Rows::Records => {
            let object =
                json!({"api_slug": ORDERS, "singular_noun": "Order", "plural_noun": "Orders"});
            attio.create_object(&object).expect("an object");
        }
        Rows::Entries => {
            let list = json!({"api_slug": ORDERS, "parent_object": "companies"});
            attio.create_list(&list).expect("a list");
            make_parents(&attio, (0..=creates).chain((0..creates).map(|number| OTHERS + number)));
        }
    }
    for (slug, is_unique) in
        [("number", true), ("reference", true), ("mark", false), ("note", false)]
    {
        let attribute = json!({"api_slug": slug, "type": "text", "is_unique": is_unique});
        attio.create_attribute(target(attack.rows), &attribute).expect("an attribute");
    }
    attio
}

/// Creates a client that knows the server's time and its own actor, like a client that has run for a while.
async fn client(
    attio: &Emulator,
    attack: &Attack,
    clocks: Clocks,
    creates: u64,
    run: u32,
) -> Client {
    attio.clear_faults();
    let client = client_of(attio)
        .retry(policy_on_trial())
        .timeout(attack.timeout)
        .clock(WrongClock(clocks.ahead(run)))
        .build()
        .expect("the settings are right");
    client.whoami().await.expect("nothing goes wrong yet");
    let mark = "the first".to_owned();
    match attack.rows {
        Rows::Records => Loose { mark }.create(&client).await.map(drop),
        Rows::Entries => ListedLoose { mark }.create(&client, parent(creates)).await.map(drop),
    }
    .expect("nothing goes wrong yet");
    for injection in attack.injections.clone().into_iter().filter(|_| run > 0) {
        attio.inject(injection);
    }
    client
}

/// Makes one create; returns its ID, and whether it is settled.
async fn single(
    rows: Rows,
    kind: Kind,
    client: &Client,
    number: u64,
) -> Result<(Uuid, bool), Error> {
    let mark = mark(number);
    match (rows, kind) {
        (Rows::Records, Kind::Create) => {
            let created = Loose { mark }.create(client).await;
            created.map(|record| (record.id.record_id.uuid(), record.is_settled()))
        }
        (Rows::Records, Kind::Assert) => {
            let asserted = Order::numbered(number).assert(client, Order::NUMBER).await;
            asserted.map(|record| (record.id.record_id.uuid(), record.is_settled()))
        }
        (Rows::Records, _) => {
            let settled = Order::numbered(number).create_or_reconcile(client).await;
            settled.map(|settled| (settled.id().uuid(), settled.is_settled()))
        }
        (Rows::Entries, Kind::Create) => {
            let created = ListedLoose { mark }.create(client, parent(number)).await;
            created.map(|entry| (entry.id.entry_id.uuid(), entry.is_settled()))
        }
        (Rows::Entries, Kind::Assert) => {
            let asserted = ListedLoose { mark }.assert(client, parent(number)).await;
            asserted.map(|entry| (entry.id.entry_id.uuid(), entry.is_settled()))
        }
        (Rows::Entries, _) => {
            let order = ListedOrder::numbered(number);
            let settled = order.create_or_reconcile(client, parent(number)).await;
            settled.map(|settled| (settled.id().uuid(), settled.is_settled()))
        }
    }
}

/// Makes the calls, several at a time. A call that panics has no end.
async fn all_of<F>(
    creates: u64,
    tasks: usize,
    call: impl Fn(u64) -> F + Send + Sync + 'static,
) -> HashMap<u64, Said>
where
    F: Future<Output = Said> + Send + 'static,
{
    let (call, next) = (Arc::new(call), Arc::new(AtomicU64::new(0)));
    let mut running = JoinSet::new();
    for _ in 0..tasks {
        let (call, next) = (Arc::clone(&call), Arc::clone(&next));
        running.spawn(async move {
            let mut all = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= creates {
                    return all;
                }
                all.push((number, call(number).await));
            }
        });
    }
    let mut all = HashMap::new();
    while let Some(task) = running.join_next().await {
        all.extend(task.unwrap_or_default());
    }
    all
}

/// One run of a job.
async fn job(
    rows: Rows,
    attio: &Arc<Emulator>,
    client: &Client,
    others: Others,
    creates: u64,
    tasks: usize,
    file: &Scratch,
) -> HashMap<u64, Said> {
    let run = Run { rows, attio: Arc::clone(attio), others, creates, tasks };
    match rows {
        Rows::Records => run.of(Order::bulk_create(client), Order::numbered, file).await,
        Rows::Entries => {
            let job = ListedOrder::bulk_create(client);
            run.of(job, |number| (parent(number), ListedOrder::numbered(number)), file).await
        }
    }
}

/// The settings of one run of a job.
struct Run {
    rows: Rows,
    attio: Arc<Emulator>,
    others: Others,
    creates: u64,
    tasks: usize,
}

impl Run {
    async fn of<R, I>(
        self,
        job: Bulk<R, I>,
        numbered: fn(u64) -> I,
        file: &Scratch,
    ) -> HashMap<u64, Said>
    where
        R: attio_core::Rows<Id: Into<Uuid>, Row: Row> + 'static,
        I: Send + 'static,
    {
        let Self { rows, attio, others, creates, tasks } = self;
        let journal = Journal::open(file.path()).expect("a journal can be made");
        let job = job.concurrency(tasks).journal(&journal).await;
        let mut results = job.expect("the job begins").run((0..creates).map(move |number| {
            others.seed(rows, Kind::Bulk, &attio, number);
            (number, numbered(number))
        }));
        let mut all = HashMap::new();
        while let Some((number, result)) = results.next().await {
            let result = result.map(|stored| (stored.id.into(), stored.is_settled()));
            assert!(all.insert(number, Said::of(result)).is_none(), "{number} has two ends");
        }
        all
    }
}

async fn count(
    attio: &Emulator,
    attack: &Attack,
    others: Others,
    kind: Kind,
    creates: u64,
    said: &HashMap<u64, Said>,
) -> Tally {
    attio.clear_faults();
    let hit = attio.requests().iter().filter(|request| !request.faults.is_empty()).count();
    let mut tally = Tally { creates, hit: hit as u64, ..Tally::default() };
    let target = target(attack.rows);
    let mark_of = |row: &Value| {
        let mark = row[values_of(target)]["mark"][0]["value"].as_str();
        mark.map(str::to_owned)
    };
    let stored = stored(attio, target, mark_of).await;
    let is_open = match kind {
        // Without a unique value, nothing can settle the create.
        Kind::Create => true,
        Kind::Assert => false,
        // The other record may be the created one, or a late attempt may replace it.
        _ => {
            attack.is_undecidable
                || others == Others::JustNow
                || (attack.is_late && others != Others::None)
        }
    };
    for number in 0..creates {
        let ids = stored.get(&mark(number)).map_or(&[][..], Vec::as_slice);
        tally.duplicated += (ids.len() as u64).saturating_sub(1);
        match said.get(&number) {
            Some(Said::Record { id, is_settled }) => {
                tally.ok += 1;
                tally.lost += u64::from(!ids.contains(id) && !attack.deletes);
                let is_replaced = ids.iter().any(|other| other != id);
                tally.misreported += u64::from(*is_settled && is_replaced);
            }
            Some(Said::NotApplied) => {
                tally.not_applied += 1;
                tally.lost += u64::from(!ids.is_empty());
            }
            Some(Said::Unknown { named, is_retryable }) => {
                tally.unknown += 1;
                tally.unfounded += u64::from(!is_open);
                let lacks_own =
                    named.as_ref().is_some_and(|named| ids.iter().any(|id| !named.contains(id)));
                let is_wrong = lacks_own || (*is_retryable && kind != Kind::Assert);
                tally.misreported += u64::from(is_wrong);
            }
            None => tally.lost += 1,
        }
    }
    tally
}

/// Returns a row of the table in Markdown: the tallies of its cells, in the order of [`Kind::ALL`].
#[must_use]
pub fn row(name: &str, cells: &[&Cell]) -> String {
    let mut hit = 0;
    let mut tallies = Vec::new();
    for kind in Kind::ALL {
        let of_kind: Vec<_> = cells.iter().filter(|cell| cell.kind == kind).collect();
        let mut sum = Tally::default();
        of_kind.iter().for_each(|cell| sum.add(cell.tally));
        hit += sum.hit;
        tallies.push(if of_kind.is_empty() { String::new() } else { sum.to_string() });
    }
    format!("| {name} | {hit} | {} |", tallies.join(" | "))
}

/// Returns the table in Markdown. Each attack has a row for right clocks and no records of others. Each other
/// state of the clocks and owner of other records has a row that sums all attacks.
#[must_use]
pub fn table(attacks: &[Attack], cells: &[Cell]) -> String {
    let mut lines = vec![super::heading()];
    for attack in attacks {
        let of_row = |cell: &&Cell| {
            (cell.clocks, cell.others, cell.attack) == (Clocks::Right, Others::None, attack.name)
        };
        lines.push(row(attack.name, &cells.iter().filter(of_row).collect::<Vec<_>>()));
    }
    for clocks in Clocks::ALL {
        for others in Others::ALL {
            if (clocks, others) == (Clocks::Right, Others::None) {
                continue;
            }
            let of_row = |cell: &&Cell| (cell.clocks, cell.others) == (clocks, others);
            let name = format!("all faults; clock {}; {}", clocks.name(), others.name());
            lines.push(row(&name, &cells.iter().filter(of_row).collect::<Vec<_>>()));
        }
    }
    lines.join("\n")
}
