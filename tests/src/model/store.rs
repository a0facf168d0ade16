//! The store, with the history of all changes and who made them.

use serde_json::{Value, json};
use uuid::Uuid;

use super::schedule::{Edit, Pick, Plain, Schedule, World};
use super::time::at;
use crate::fault_table::Rows;

/// The author of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// This attempt.
    Attempt(usize),
    Others,
}

/// An actor of the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Actor {
    /// The token of a client.
    Token(usize),
    Member,
}

/// The values of a record, as stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Values {
    pub(super) code: Option<String>,
    pub(super) sites: Vec<String>,
    pub(super) note: Option<String>,
    pub(super) mark: Option<String>,
    /// The parent of an entry.
    pub(super) parent: Option<u8>,
}

impl Values {
    /// Returns whether it has all of these unique values, and this parent.
    pub(super) fn has(&self, wanted: &Self) -> bool {
        wanted.parent == self.parent
            && (wanted.code.is_none() || wanted.code == self.code)
            && wanted.sites.iter().all(|site| self.sites.contains(site))
    }

    /// Returns whether it has one of these unique values.
    pub(super) fn shares(&self, wanted: &Self) -> bool {
        (wanted.code.is_some() && wanted.code == self.code)
            || wanted.sites.iter().any(|site| self.sites.contains(site))
    }
}

/// A record with its history.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) id: Uuid,
    created_at: i64,
    actor: Actor,
    /// Its values from each moment on, with the time of the moment; `None` from its deletion on.
    pub(super) history: Vec<(u64, i64, Option<Values>)>,
}

impl Record {
    pub(super) fn now(&self) -> Option<&Values> {
        self.history.last().and_then(|(.., values)| values.as_ref())
    }

    /// Returns the time from which it has had a value.
    fn since(&self, has: impl Fn(&Values) -> bool) -> i64 {
        let states = self.history.iter().rev();
        let states = states.take_while(|(.., values)| values.as_ref().is_some_and(&has));
        states.last().map_or(self.created_at, |(_, time, _)| *time)
    }

    /// Returns each of its states from one moment to another.
    pub(super) fn during(&self, from: u64, to: u64) -> impl Iterator<Item = Option<&Values>> {
        let before = self.history.iter().rposition(|(since, ..)| *since <= from);
        let states = self.history.iter().enumerate();
        let made = self.history.first().map_or(0, |(since, ..)| *since);
        // The record did not exist before it was created.
        let absent = (made > from).then_some(None);
        absent.into_iter().chain(
            states
                .filter(move |(i, (since, ..))| *i >= before.unwrap_or(0) && *since <= to)
                .map(|(_, (.., values))| values.as_ref()),
        )
    }
}

/// The kind of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Did {
    Made,
    Changed,
    Deleted,
}

/// One change.
#[derive(Clone, Copy, Debug)]
pub(super) struct Event {
    pub(super) moment: u64,
    pub(super) by: By,
    pub(super) did: Did,
    pub(super) record: Uuid,
}

/// Why a write is refused.
#[derive(Debug)]
pub(super) enum Refused {
    Conflict(&'static str, Vec<Uuid>),
    NotFound(Uuid),
    Several,
}

pub(super) struct Store {
    world: World,
    pub(super) records: Vec<Record>,
    pub(super) events: Vec<Event>,
    moment: u64,
    next_id: u128,
}

impl Store {
    pub(super) fn new(schedule: &Schedule) -> Self {
        let mut store = Self {
            world: schedule.world.clone(),
            records: Vec::new(),
            events: Vec::new(),
            moment: 0,
            next_id: 0,
        };
        for seeded in &schedule.seeds {
            let actor = if seeded.by_token { Actor::Token(0) } else { Actor::Member };
            let values = store.stored(&seeded.values);
            let age = i64::try_from(seeded.age).unwrap_or(0);
            // A second record with the same values is left out.
            let _ = store.make(values, -age, actor, By::Others);
        }
        store
    }

    /// Returns the next moment: later than all before.
    pub(super) fn tick(&mut self) -> u64 {
        self.moment += 1;
        self.moment
    }

    pub(super) fn text(&self, text: &str) -> String {
        if self.world.other_texts { format!("<{}>", text.to_uppercase()) } else { text.to_owned() }
    }

    pub(super) fn domain(&self, domain: &str) -> String {
        if self.world.other_domains { format!("xn--{domain}") } else { domain.to_owned() }
    }

    /// Returns values in the stored form.
    pub(super) fn stored(&self, plain: &Plain) -> Values {
        Values {
            code: plain.code.map(|code| self.text(&code_of(code))),
            sites: plain.sites.iter().map(|site| self.domain(&site_of(*site))).collect(),
            note: None,
            mark: None,
            parent: plain.parent,
        }
    }

    /// Returns the values of attributes that are unique in the workspace.
    pub(super) fn unique(&self, plain: &Plain) -> Values {
        let values = self.stored(plain);
        Values { code: values.code.filter(|_| self.world.code_is_unique), ..values }
    }

    fn living(&self) -> impl Iterator<Item = (&Record, &Values)> {
        self.records.iter().filter_map(|record| record.now().map(|values| (record, values)))
    }

    pub(super) fn get(&self, id: Uuid) -> Option<(&Record, &Values)> {
        self.living().find(|(record, _)| record.id == id)
    }

    pub(super) fn all(&self) -> Vec<(Record, Values)> {
        self.living().map(|(record, values)| (record.clone(), values.clone())).collect()
    }

    pub(super) fn pick(&self, pick: Pick) -> Option<Uuid> {
        let place = match pick {
            Pick::Latest => self.records.len().checked_sub(1)?,
            Pick::Number(number) => usize::from(number).checked_rem(self.records.len())?,
        };
        self.records.get(place).map(|record| record.id)
    }

    fn check(&self, values: &Values, own: Option<Uuid>) -> Result<(), Refused> {
        let others = || self.living().filter(|(record, _)| Some(record.id) != own);
        let ids = |mut all: Vec<Uuid>| {
            all.truncate(if self.world.names_all { usize::MAX } else { 1 });
            all
        };
        let code = others().filter(|(_, held)| {
            self.world.code_is_unique && values.code.is_some() && held.code == values.code
        });
        let code: Vec<_> = code.map(|(record, _)| record.id).collect();
        if !code.is_empty() {
            return Err(Refused::Conflict("code", ids(code)));
        }
        let sites =
            others().filter(|(_, held)| values.sites.iter().any(|site| held.sites.contains(site)));
        let sites: Vec<_> = sites.map(|(record, _)| record.id).collect();
        if !sites.is_empty() {
            return Err(Refused::Conflict("sites", ids(sites)));
        }
        Ok(())
    }

    pub(super) fn make(
        &mut self,
        values: Values,
        created_at: i64,
        actor: Actor,
        by: By,
    ) -> Result<Uuid, Refused> {
        self.check(&values, None)?;
        self.next_id += 1;
        let id = Uuid::from_u128(0x1000_0000_0000_4000_8000_0000_0000_0000 + self.next_id);
        let moment = self.tick();
        let history = vec![(moment, created_at, Some(values))];
        self.records.push(Record { id, created_at, actor, history });
        self.events.push(Event { moment, by, did: Did::Made, record: id });
        Ok(id)
    }

    pub(super) fn change(
        &mut self,
        id: Uuid,
        by: By,
        now: i64,
        change: impl FnOnce(&mut Values),
    ) -> Result<(), Refused> {
        let Some((_, values)) = self.get(id) else { return Err(Refused::NotFound(id)) };
        let mut values = values.clone();
        change(&mut values);
        self.check(&values, Some(id))?;
        self.set(id, by, now, Did::Changed, Some(values));
        Ok(())
    }

    pub(super) fn delete(&mut self, id: Uuid, by: By, now: i64) -> Result<(), Refused> {
        if self.get(id).is_none() {
            return Err(Refused::NotFound(id));
        }
        self.set(id, by, now, Did::Deleted, None);
        Ok(())
    }

    fn set(&mut self, id: Uuid, by: By, now: i64, did: Did, values: Option<Values>) {
        let moment = self.tick();
        if let Some(record) = self.records.iter_mut().find(|record| record.id == id) {
            record.history.push((moment, now, values));
        }
        self.events.push(Event { moment, by, did, record: id });
    }

    /// Creates or changes the record with this code, or the entry with this parent.
    pub(super) fn assert(
        &mut self,
        values: Values,
        now: i64,
        actor: Actor,
        by: By,
    ) -> Result<Uuid, Refused> {
        let matching = self.living().filter(|(_, held)| match self.world.rows {
            Rows::Records => held.code.is_some() && held.code == values.code,
            Rows::Entries => held.parent == values.parent,
        });
        match matching.map(|(record, _)| record.id).collect::<Vec<_>>()[..] {
            [] => self.make(values, now, actor, by),
            [id] => self.change(id, by, now, |held| write(held, values, false)).map(|()| id),
            _ => Err(Refused::Several),
        }
    }

    /// Makes an edit by others, unless the store refuses it. Returns whether it was made.
    pub(super) fn edit(&mut self, edit: &Edit, now: i64) -> bool {
        let others = By::Others;
        let picked = |store: &Self, pick: &Pick| store.pick(*pick).unwrap_or_default();
        let done = match edit {
            Edit::Code(pick, code) => {
                let code = code.map(|code| self.text(&code_of(code)));
                self.change(picked(self, pick), others, now, |values| values.code = code)
            }
            Edit::Sites(pick, sites) => {
                let sites = sites.iter().map(|site| self.domain(&site_of(*site))).collect();
                self.change(picked(self, pick), others, now, |values| values.sites = sites)
            }
            Edit::Note(pick) => {
                let note = Some(format!("edited at {now}"));
                self.change(picked(self, pick), others, now, |values| values.note = note)
            }
            Edit::Delete(pick) => self.delete(picked(self, pick), others, now),
            Edit::Move(pick, parent) => {
                let parent = Some(*parent);
                self.change(picked(self, pick), others, now, |values| values.parent = parent)
            }
            Edit::Make(values, by_token) => {
                let values = self.stored(values);
                let actor = if *by_token { Actor::Token(0) } else { Actor::Member };
                self.make(values, now, actor, others).map(drop)
            }
        };
        done.is_ok()
    }

    /// Returns a record in the form of Attio's responses.
    pub(super) fn json(&self, record: &Record, values: &Values) -> Value {
        let made = timestamp(record.created_at);
        let user_tokens = self.world.user_tokens;
        let actor = actor(if user_tokens { Actor::Member } else { record.actor });
        let value = |since: i64, kind: &str, member: &str, value: &str| {
            json!({
                "active_from": timestamp(since), "active_until": null, "created_by_actor": actor,
                member: value, "attribute_type": kind,
            })
        };
        let texts = |of: fn(&Values) -> &Option<String>| -> Vec<Value> {
            let text = of(values);
            let since = record.since(|held| of(held) == text);
            text.iter().map(|text| value(since, "text", "value", text)).collect()
        };
        let sites = values.sites.iter().map(|site| {
            let since = record.since(|held| held.sites.contains(site));
            let mut value = value(since, "domain", "domain", site);
            value["root_domain"] = site.as_str().into();
            value
        });
        let mut created_by =
            value(record.created_at, "actor-reference", "referenced_actor_type", "");
        created_by["referenced_actor_type"] = actor["type"].clone();
        created_by["referenced_actor_id"] = actor["id"].clone();
        let attribute = timestamp(record.created_at - self.world.difference);
        let own_values = json!({
            "code": texts(|values| &values.code),
            "sites": sites.collect::<Vec<_>>(),
            "note": texts(|values| &values.note),
            "mark": texts(|values| &values.mark),
            "created_at": [value(record.created_at, "timestamp", "value", &attribute)],
            "created_by": [created_by],
        });
        match self.world.rows {
            Rows::Records => json!({
                "id": {"workspace_id": WORKSPACE, "object_id": OBJECT, "record_id": record.id},
                "created_at": made,
                "web_url": format!("https://app.attio.com/w/custom/accounts/record/{}", record.id),
                "values": own_values,
            }),
            Rows::Entries => json!({
                "id": {"workspace_id": WORKSPACE, "list_id": OBJECT, "entry_id": record.id},
                "parent_record_id": parent_of(values.parent.unwrap_or_default()),
                "parent_object": "owners",
                "created_at": made,
                "entry_values": own_values,
            }),
        }
    }
}

/// Overwrites the existing values.
pub(super) fn write(held: &mut Values, values: Values, appends: bool) {
    held.code = values.code.or(held.code.take());
    held.note = values.note.or(held.note.take());
    held.mark = values.mark.or(held.mark.take());
    if appends {
        let new = values.sites.into_iter().filter(|site| !held.sites.contains(site));
        held.sites.extend(new.collect::<Vec<_>>());
    } else if !values.sites.is_empty() {
        held.sites = values.sites;
    }
}

pub(super) const WORKSPACE: &str = "14beef7a-99f7-4534-a87e-70b564330a4c";
pub(super) const OBJECT: &str = "97052eb9-e65e-443f-a297-f2d9a4a7f795";

pub(super) fn code_of(code: u8) -> String {
    format!("c-{code}")
}

pub(super) fn site_of(site: u8) -> String {
    format!("d{site}.example.com")
}

const PARENTS: u128 = 0x5000_0000_0000_4000_8000_0000_0000_0000;

/// Returns the ID of a parent.
pub(super) fn parent_of(parent: u8) -> Uuid {
    Uuid::from_u128(PARENTS + u128::from(parent))
}

/// Returns the parent with an ID.
pub(super) fn parent_with(id: Uuid) -> Option<u8> {
    id.as_u128().checked_sub(PARENTS).and_then(|parent| parent.try_into().ok())
}

fn actor(actor: Actor) -> Value {
    match actor {
        Actor::Token(token) => json!({
            "type": "api-token",
            "id": format!("20000000-0000-4000-8000-00000000000{token}"),
        }),
        Actor::Member => json!({
            "type": "workspace-member",
            "id": "30000000-0000-4000-8000-000000000000",
        }),
    }
}

fn timestamp(milliseconds: i64) -> String {
    let timestamp = attio_core::Timestamp::try_from(at(milliseconds));
    timestamp.expect("a time of this century").to_string()
}
