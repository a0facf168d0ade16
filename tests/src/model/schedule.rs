//! The events of a schedule, drawn from a seed, and smaller schedules of the same kind.

use std::fmt;

use fastrand::Rng;

use crate::fault_table::Rows;

/// The time limit of an attempt, in milliseconds.
pub(super) const TIMEOUT: u64 = 10_000;

/// The time limit of a call, in milliseconds.
pub(super) const DEADLINE: u64 = 60_000;

/// The events of a run.
#[derive(Clone, Debug)]
pub(super) struct Schedule {
    pub(super) seed: u64,
    pub(super) world: World,
    /// Records that exist at the beginning.
    pub(super) seeds: Vec<Seeded>,
    /// The calls of each client, one after another.
    pub(super) clients: [Vec<Step>; 2],
    /// The edits by others, one after another, with the milliseconds before each.
    pub(super) others: Vec<(u64, Edit)>,
}

/// The behaviour of the server and the clocks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct World {
    /// Whether the calls are about records or entries.
    pub(super) rows: Rows,
    /// How far each client's clock is ahead, in milliseconds.
    pub(super) ahead: [i64; 2],
    /// Whether responses have a `Date`.
    pub(super) has_date: bool,
    /// Whether strings are stored in another form.
    pub(super) other_texts: bool,
    /// Whether domains are stored in another form.
    pub(super) other_domains: bool,
    /// Whether a filter converts its operand into the stored form.
    pub(super) filters_normalize: bool,
    /// Milliseconds by which the attribute `created_at` is before the record's `created_at`.
    pub(super) difference: i64,
    /// Whether both clients have the same token.
    pub(super) one_token: bool,
    /// Whether a conflict names all records or only the first.
    pub(super) names_all: bool,
    /// Whether the tokens belong to a member, who is the actor of their writes.
    pub(super) user_tokens: bool,
    /// Whether `code` is unique in the workspace, as the struct declares.
    pub(super) code_is_unique: bool,
}

impl Default for World {
    fn default() -> Self {
        Self {
            rows: Rows::Records,
            ahead: [0; 2],
            has_date: true,
            other_texts: false,
            other_domains: false,
            filters_normalize: true,
            difference: 0,
            one_token: true,
            names_all: true,
            user_tokens: false,
            code_is_unique: true,
        }
    }
}

/// A record that exists at the beginning.
#[derive(Clone, Debug)]
pub(super) struct Seeded {
    pub(super) values: Plain,
    /// Milliseconds before the beginning.
    pub(super) age: u64,
    /// Whether the clients' token created it, or a member of the workspace.
    pub(super) by_token: bool,
}

/// Values to write: indices of a few strings and domains.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Plain {
    pub(super) code: Option<u8>,
    pub(super) sites: Vec<u8>,
    /// The parent of an entry.
    pub(super) parent: Option<u8>,
}

impl Plain {
    pub(super) fn is_unique(&self) -> bool {
        self.code.is_some() || !self.sites.is_empty()
    }
}

/// One call of a client.
#[derive(Clone, Debug)]
pub(super) struct Step {
    /// Its name in the log, which marks the records that it writes.
    pub(super) number: u32,
    /// Milliseconds before it.
    pub(super) after: u64,
    pub(super) what: What,
    /// The faults of its requests, in order; later requests meet none.
    pub(super) troubles: Vec<Trouble>,
    /// Milliseconds after which the caller drops it.
    pub(super) dropped_after: Option<u64>,
}

#[derive(Clone, Debug)]
pub(super) enum What {
    Create(Plain),
    CreateOrReconcile(Plain),
    /// Settles the create of another step.
    Reconcile(u32, Plain),
    /// Matches by the code, or an entry by its parent.
    Assert(Plain),
    Overwrite(Pick, Plain),
    Append(Pick, Plain),
    Delete(Pick),
    Get(Pick),
    /// Two runs of a job with a journal, with this many milliseconds between.
    Bulk {
        items: Vec<Plain>,
        runs: u8,
        between: u64,
        retries_refused: bool,
    },
}

impl What {
    /// Returns the values that it writes.
    fn values_mut(&mut self) -> Vec<&mut Plain> {
        match self {
            Self::Create(values)
            | Self::CreateOrReconcile(values)
            | Self::Reconcile(_, values)
            | Self::Assert(values)
            | Self::Overwrite(_, values)
            | Self::Append(_, values) => vec![values],
            Self::Delete(_) | Self::Get(_) => Vec::new(),
            Self::Bulk { items, .. } => items.iter_mut().collect(),
        }
    }
}

/// The choice of a record: the latest, or one by its number modulo the number of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pick {
    Latest,
    Number(u8),
}

/// An edit by others.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Edit {
    Code(Pick, Option<u8>),
    Sites(Pick, Vec<u8>),
    Note(Pick),
    Delete(Pick),
    /// Whether the token of the first client makes the edit, or a member.
    Make(Plain, bool),
    /// The parent of an entry is merged, so that it has this parent.
    Move(Pick, u8),
}

/// The fault of one request.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Trouble {
    pub(super) fault: Fault,
    /// Right before the request is processed.
    pub(super) before: Option<Edit>,
    /// Right after it is processed.
    pub(super) behind: Option<Edit>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Fault {
    #[default]
    None,
    /// The connection is closed.
    Drop {
        applied: bool,
    },
    /// Attio's envelope with a 5xx.
    Status {
        status: u16,
        applied: bool,
    },
    /// 408 or 504, and the request is applied this many milliseconds later, or never.
    GivenUp {
        status: u16,
        late: Option<u64>,
    },
    /// A page of HTML that is not Attio's.
    Page {
        status: u16,
        applied: bool,
    },
    /// A 200 with an empty body.
    Empty {
        applied: bool,
    },
    NoContent {
        applied: bool,
    },
    /// A 200 whose body is Attio's error envelope.
    Envelope {
        applied: bool,
    },
    /// Applied, and the response comes this many milliseconds later.
    Late(u64),
    /// No response.
    Hang {
        applied: bool,
    },
    /// 429.
    Limited,
    /// 409 `concurrent_write_conflict`.
    Raced,
    /// A truncated response.
    Cut,
}

/// Shows one line per event.
impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:?}", self.world)?;
        for seeded in &self.seeds {
            writeln!(f, "{seeded:?}")?;
        }
        for (client, steps) in self.clients.iter().enumerate() {
            for step in steps {
                writeln!(f, "client {client}, after {} ms: {:?}", step.after, step.what)?;
                if let Some(after) = step.dropped_after {
                    writeln!(f, "    dropped after {after} ms")?;
                }
                for trouble in &step.troubles {
                    writeln!(f, "    {trouble:?}")?;
                }
            }
        }
        for (after, edit) in &self.others {
            writeln!(f, "others, after {after} ms: {edit:?}")?;
        }
        Ok(())
    }
}

impl Schedule {
    /// Draws a schedule.
    pub(super) fn of(rows: Rows, seed: u64) -> Self {
        let mut schedule = Self::of_records(seed);
        if rows == Rows::Entries {
            schedule.give_parents(&mut Rng::with_seed(!seed));
        }
        schedule
    }

    /// Turns the records into entries: gives them parents, some of which are merged.
    fn give_parents(&mut self, rng: &mut Rng) {
        fn edited(edit: &mut Edit, rng: &mut Rng) {
            if rng.u8(..6) == 0 {
                *edit = Edit::Move(pick(rng), rng.u8(..3));
            } else if let Edit::Make(values, _) = edit {
                values.parent = Some(rng.u8(..3));
            }
        }
        self.world.rows = Rows::Entries;
        for seeded in &mut self.seeds {
            seeded.values.parent = Some(rng.u8(..3));
        }
        for step in self.clients.iter_mut().flatten() {
            for values in step.what.values_mut() {
                values.parent = Some(rng.u8(..3));
            }
            for trouble in &mut step.troubles {
                let edits = trouble.before.iter_mut().chain(&mut trouble.behind);
                edits.for_each(|edit| edited(edit, rng));
            }
        }
        self.others.iter_mut().for_each(|(_, edit)| edited(edit, rng));
        for steps in &mut self.clients {
            let parents: Vec<_> = steps
                .iter_mut()
                .map(|step| (step.number, step.what.values_mut().first().and_then(|v| v.parent)))
                .collect();
            for step in steps {
                if let What::Reconcile(of, values) = &mut step.what {
                    let created = parents.iter().find(|(number, _)| number == of);
                    values.parent = created.and_then(|(_, parent)| *parent);
                }
            }
        }
    }

    fn of_records(seed: u64) -> Self {
        let rng = &mut Rng::with_seed(seed);
        let world = world(rng);
        let seeds = (0..rng.u8(..3).saturating_sub(1)).map(|_| seeded(rng)).collect();
        let mut number = 0;
        let clients = [3, 2].map(|most| {
            let mut steps: Vec<Step> = Vec::new();
            for _ in 0..rng.usize(1..=most) {
                number += 1;
                let step = step(rng, number, &steps);
                steps.push(step);
            }
            steps
        });
        let others =
            (0..rng.u8(..4).saturating_sub(1)).map(|_| (rng.u64(..25_000), edit(rng))).collect();
        Self { seed, world, seeds, clients, others }
    }

    /// Returns the schedules that lack one part of this one.
    pub(super) fn smaller(&self) -> Vec<Self> {
        let mut all = Vec::new();
        let mut with = |change: &dyn Fn(&mut Self)| {
            let mut smaller = self.clone();
            change(&mut smaller);
            all.push(smaller);
        };
        for client in 0..2 {
            for i in 0..self.clients[client].len() {
                with(&|s| drop(s.clients[client].remove(i)));
            }
        }
        for i in 0..self.others.len() {
            with(&|s| drop(s.others.remove(i)));
        }
        for i in 0..self.seeds.len() {
            with(&|s| drop(s.seeds.remove(i)));
        }
        for client in 0..2 {
            for (i, step) in self.clients[client].iter().enumerate() {
                if !step.troubles.is_empty() {
                    with(&|s| drop(s.clients[client][i].troubles.pop()));
                }
                for (t, trouble) in step.troubles.iter().enumerate() {
                    if trouble.fault != Fault::None {
                        with(&|s| s.clients[client][i].troubles[t].fault = Fault::None);
                    }
                    if trouble.before.is_some() {
                        with(&|s| s.clients[client][i].troubles[t].before = None);
                    }
                    if trouble.behind.is_some() {
                        with(&|s| s.clients[client][i].troubles[t].behind = None);
                    }
                }
                if step.dropped_after.is_some() {
                    with(&|s| s.clients[client][i].dropped_after = None);
                }
                if step.after > 0 {
                    with(&|s| s.clients[client][i].after = 0);
                }
                if let What::Bulk { items, runs, .. } = &step.what {
                    let change = |s: &mut Self, change: &dyn Fn(&mut Vec<Plain>, &mut u8)| {
                        if let What::Bulk { items, runs, .. } = &mut s.clients[client][i].what {
                            change(items, runs);
                        }
                    };
                    if *runs > 1 {
                        with(&|s| change(s, &|_, runs| *runs = 1));
                    }
                    // Only the last is removed, because the others keep their marks.
                    if items.len() > 1 {
                        with(&|s| change(s, &|items, _| drop(items.pop())));
                    }
                }
            }
        }
        let plain = World::default();
        let parts: [&dyn Fn(&mut World); 10] = [
            &|world| world.ahead = plain.ahead,
            &|world| world.has_date = plain.has_date,
            &|world| world.other_texts = plain.other_texts,
            &|world| world.other_domains = plain.other_domains,
            &|world| world.filters_normalize = plain.filters_normalize,
            &|world| world.difference = plain.difference,
            &|world| world.one_token = plain.one_token,
            &|world| world.names_all = plain.names_all,
            &|world| world.user_tokens = plain.user_tokens,
            &|world| world.code_is_unique = plain.code_is_unique,
        ];
        for part in parts {
            let mut world = self.world.clone();
            part(&mut world);
            if world != self.world {
                with(&|s| s.world = world.clone());
            }
        }
        all
    }
}

fn world(rng: &mut Rng) -> World {
    let skew = |rng: &mut Rng| match rng.u8(..6) {
        0 => 3_600_000,
        1 => -3_600_000,
        2 => rng.i64(-8_000..8_000),
        _ => 0,
    };
    World {
        rows: Rows::Records,
        ahead: [skew(rng), skew(rng)],
        has_date: rng.u8(..8) > 0,
        other_texts: rng.u8(..4) == 0,
        other_domains: rng.u8(..4) == 0,
        filters_normalize: rng.u8(..4) > 0,
        difference: match rng.u8(..5) {
            0 => rng.i64(-300..=0),
            1 => rng.i64(0..=36_000),
            2 => rng.i64(-36_000..=0),
            _ => 0,
        },
        one_token: rng.u8(..3) > 0,
        names_all: rng.u8(..4) > 0,
        user_tokens: rng.u8(..8) == 0,
        code_is_unique: rng.u8(..10) > 0,
    }
}

fn seeded(rng: &mut Rng) -> Seeded {
    let age = [500, 3_000, 8_000, 45_000, 3_600_000][rng.usize(..5)];
    Seeded { values: unique(rng), age, by_token: rng.bool() }
}

fn plain(rng: &mut Rng) -> Plain {
    let code = (rng.u8(..4) > 0).then(|| rng.u8(..3));
    let sites = (0..3).filter(|_| rng.u8(..3) == 0).collect();
    Plain { code, sites, parent: None }
}

fn unique(rng: &mut Rng) -> Plain {
    let mut values = plain(rng);
    if !values.is_unique() {
        values.code = Some(rng.u8(..3));
    }
    values
}

fn pick(rng: &mut Rng) -> Pick {
    if rng.u8(..5) < 3 { Pick::Latest } else { Pick::Number(rng.u8(..4)) }
}

fn edit(rng: &mut Rng) -> Edit {
    match rng.u8(..9) {
        0 | 1 => Edit::Code(pick(rng), (rng.u8(..4) > 0).then(|| rng.u8(..4))),
        2 | 3 => {
            let pick = pick(rng);
            Edit::Sites(pick, (0..4).filter(|_| rng.u8(..3) == 0).collect())
        }
        4 => Edit::Note(pick(rng)),
        5 | 6 => Edit::Delete(pick(rng)),
        _ => Edit::Make(unique(rng), rng.bool()),
    }
}

fn step(rng: &mut Rng, number: u32, before: &[Step]) -> Step {
    let created = |step: &Step| match &step.what {
        What::Create(values) if values.is_unique() => Some((step.number, values.clone())),
        What::CreateOrReconcile(values) => Some((step.number, values.clone())),
        _ => None,
    };
    let earlier = before.iter().rev().find_map(created);
    let what = match (rng.u8(..20), earlier) {
        (0..=1, _) => What::Create(plain(rng)),
        (2..=7, _) => What::CreateOrReconcile(unique(rng)),
        (8..=11, Some((of, values))) => What::Reconcile(of, values),
        (8..=9, None) => What::CreateOrReconcile(unique(rng)),
        (10..=12, _) => {
            let mut values = plain(rng);
            values.code.get_or_insert(rng.u8(..3));
            What::Assert(values)
        }
        (13, _) => What::Overwrite(pick(rng), plain(rng)),
        (14, _) => What::Append(pick(rng), plain(rng)),
        (15..=16, _) => What::Delete(pick(rng)),
        (17, _) => What::Get(pick(rng)),
        _ => What::Bulk {
            items: (0..rng.usize(1..=3)).map(|_| plain(rng)).collect(),
            runs: 2,
            between: rng.u64(..30_000),
            retries_refused: rng.bool(),
        },
    };
    let troubles = (0..rng.usize(..6)).map(|_| trouble(rng)).collect();
    Step {
        number,
        after: [0, 100, 3_000, 12_000, 30_000][rng.usize(..5)],
        what,
        troubles,
        dropped_after: (rng.u8(..7) == 0).then(|| rng.u64(..15_000)),
    }
}

fn trouble(rng: &mut Rng) -> Trouble {
    let rare = |rng: &mut Rng| (rng.u8(..5) == 0).then(|| edit(rng));
    Trouble { fault: fault(rng), before: rare(rng), behind: rare(rng) }
}

fn fault(rng: &mut Rng) -> Fault {
    let applied = rng.bool();
    // Not near the time limit of an attempt, so that the order of the two is certain.
    let late = if rng.u8(..4) == 0 {
        rng.u64(100..TIMEOUT - 2_000)
    } else {
        rng.u64(TIMEOUT + 2_000..4 * TIMEOUT)
    };
    match rng.u8(..22) {
        0..=5 => Fault::None,
        6..=7 => Fault::Drop { applied },
        8..=9 => Fault::Status { status: [500, 502, 503][rng.usize(..3)], applied },
        10 => {
            let status = if rng.bool() { 408 } else { 504 };
            Fault::GivenUp { status, late: applied.then_some(late) }
        }
        11..=12 => {
            let status = [200, 201, 403, 404, 429, 502][rng.usize(..6)];
            Fault::Page { status, applied }
        }
        13 => Fault::Empty { applied },
        14 => Fault::NoContent { applied },
        15 => Fault::Envelope { applied },
        16..=17 => Fault::Late(late),
        18 => Fault::Hang { applied },
        19 => Fault::Limited,
        20 => Fault::Raced,
        _ => Fault::Cut,
    }
}
