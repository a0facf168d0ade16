//! The comparison.

use super::{Change, Difference};
use crate::model::{Attribute, List, MemberAccess, Object, Workspace};

/// Returns every difference between two schemas, in the order of a snapshot.
///
/// Objects, lists, attributes, options and statuses are matched by ID, so that a rename is reported as a
/// rename. They are matched by slug or title if an ID is unknown, or if the schemas belong to
/// different workspaces.
///
/// If only one of the schemas knows its lists, that is one difference, [`Change::ListsNotCompared`].
/// Members are not compared; the access of single members to a list is compared only if both schemas
/// belong to the same workspace.
///
/// ```
/// use attio_schema::{Attribute, Object, Workspace, diff};
///
/// let mut companies = Object::new("companies");
/// companies.attributes.push(Attribute::new("name", "text"));
/// let mut was = Workspace::default();
/// was.objects.push(companies);
/// let mut now = was.clone();
/// now.objects[0].attributes[0].is_required = true;
///
/// let differences = diff(&was, &now);
/// assert_eq!(
///     differences[0].to_string(),
///     "companies.name: it is now required (a create without a value for it is refused)"
/// );
/// ```
#[must_use]
pub fn diff(was: &Workspace, now: &Workspace) -> Vec<Difference> {
    let (mut was, mut now) = (was.clone(), now.clone());
    was.sort();
    now.sort();
    // IDs of different workspaces cannot be compared.
    let by_id = match (&was.id, &now.id) {
        (Some(was), Some(now)) => was == now,
        _ => true,
    };
    let compare = Compare { was: &was, now: &now, by_id, found: Vec::new() };
    compare.workspace()
}

struct Compare<'a> {
    was: &'a Workspace,
    now: &'a Workspace,
    by_id: bool,
    found: Vec<Difference>,
}

impl<'a> Compare<'a> {
    fn workspace(mut self) -> Vec<Difference> {
        let pairs = self.pair(&self.was.objects, &self.now.objects, |object| {
            (object.id.as_str(), object.api_slug.as_deref().unwrap_or_default())
        });
        for pair in pairs {
            match pair {
                (Some(was), Some(now)) => self.objects(was, now),
                (Some(was), None) => self.push(Of::Object(was), None, Change::ObjectRemoved),
                (None, Some(now)) => self.push(Of::Object(now), None, Change::ObjectAdded),
                (None, None) => {}
            }
        }
        match (&self.was.lists, &self.now.lists) {
            (Some(was), Some(now)) => self.all_lists(was, now),
            (Some(was), None) => self.not_compared(was.len()),
            (None, Some(_)) => self.not_compared(0),
            (None, None) => {}
        }
        self.found
    }

    fn not_compared(&mut self, known: usize) {
        let change = Change::ListsNotCompared { known };
        self.found.push(Difference { object: None, list: None, attribute: None, change });
    }

    fn all_lists(&mut self, was: &'a [List], now: &'a [List]) {
        for pair in self.pair(was, now, |list| (list.id.as_str(), list.api_slug.as_str())) {
            match pair {
                (Some(was), Some(now)) => self.lists(was, now),
                (Some(was), None) => self.push(Of::List(was), None, Change::ListRemoved),
                (None, Some(now)) => self.push(Of::List(now), None, Change::ListAdded),
                (None, None) => {}
            }
        }
    }

    /// Pairs each old item with its new match, followed by the new items without a match.
    fn pair<T>(
        &self,
        was: &'a [T],
        now: &'a [T],
        key: fn(&T) -> (&str, &str),
    ) -> Vec<(Option<&'a T>, Option<&'a T>)> {
        type Same = fn((&str, &str), (&str, &str)) -> bool;
        let mut taken = vec![false; now.len()];
        let mut matches = vec![None; was.len()];
        // IDs first: a name may have moved from one item to another.
        let same: [Same; 2] = [
            |was, now| !was.0.is_empty() && was.0 == now.0,
            |was, now| !was.1.is_empty() && was.1 == now.1,
        ];
        for (by_id, same) in [true, false].into_iter().zip(same) {
            if by_id && !self.by_id {
                continue;
            }
            for (was, found) in was.iter().zip(&mut matches) {
                if found.is_some() {
                    continue;
                }
                let mut free = now.iter().zip(&mut taken).filter(|(_, taken)| !**taken);
                if let Some((now, taken)) = free.find(|(now, _)| same(key(was), key(now))) {
                    *taken = true;
                    *found = Some(now);
                }
            }
        }
        let new = now.iter().zip(taken).filter(|(_, taken)| !taken);
        was.iter().map(Some).zip(matches).chain(new.map(|(now, _)| (None, Some(now)))).collect()
    }

    fn push(&mut self, of: Of<'_>, attribute: Option<&str>, change: Change) {
        let (object, list) = match of {
            Of::Object(object) => (Some(name(object).to_owned()), None),
            Of::List(list) => (None, Some(list.api_slug.clone())),
        };
        let attribute = attribute.map(str::to_owned);
        self.found.push(Difference { object, list, attribute, change });
    }

    fn is_another(&self, was: &str, now: &str) -> bool {
        self.by_id && !was.is_empty() && !now.is_empty() && was != now
    }

    fn objects(&mut self, was: &'a Object, now: &'a Object) {
        let object = Of::Object(was);
        if was.api_slug != now.api_slug {
            self.push(object, None, Change::ObjectSlug { now: now.api_slug.clone() });
        }
        if self.is_another(&was.id, &now.id) {
            self.push(object, None, Change::ObjectRecreated);
        }
        let nouns = |object: &Object| (object.singular_noun.clone(), object.plural_noun.clone());
        if nouns(was) != nouns(now) {
            self.push(object, None, Change::Nouns { now: nouns(now) });
        }
        self.all_attributes(object, &was.attributes, &now.attributes);
    }

    fn lists(&mut self, was: &'a List, now: &'a List) {
        let list = Of::List(was);
        if was.api_slug != now.api_slug {
            self.push(list, None, Change::ListSlug { now: now.api_slug.clone() });
        }
        if self.is_another(&was.id, &now.id) {
            self.push(list, None, Change::ListRecreated);
        }
        if was.name != now.name {
            self.push(list, None, Change::ListName { now: now.name.clone() });
        }
        let parents = |of: &'a Workspace, list: &'a List| self.names(of, &list.parent_objects);
        let (old, new) = (parents(self.was, was), parents(self.now, now));
        let (added, removed) = (without(&new, &old), without(&old, &new));
        if !added.is_empty() || !removed.is_empty() {
            self.push(list, None, Change::ListParents { added, removed });
        }
        if was.workspace_access != now.workspace_access {
            let (was, now) = (was.workspace_access.clone(), now.workspace_access.clone());
            self.push(list, None, Change::ListAccess { was, now });
        }
        if self.by_id {
            for change in member_access(was, now) {
                self.push(list, None, change);
            }
        }
        self.all_attributes(list, &was.attributes, &now.attributes);
    }

    fn all_attributes(&mut self, of: Of<'_>, was: &'a [Attribute], now: &'a [Attribute]) {
        let pairs =
            self.pair(was, now, |attribute| (attribute.id.as_str(), attribute.api_slug.as_str()));
        for pair in pairs {
            match pair {
                (Some(was), Some(now)) => self.attributes(of, was, now),
                (Some(was), None) => self.push(of, Some(&was.api_slug), Change::AttributeRemoved),
                (None, Some(now)) => {
                    let required =
                        now.is_required && !now.is_default_value_enabled && !now.is_archived;
                    self.push(of, Some(&now.api_slug), Change::AttributeAdded { required });
                }
                (None, None) => {}
            }
        }
    }

    fn attributes(&mut self, of: Of<'_>, was: &'a Attribute, now: &'a Attribute) {
        let slug = was.api_slug.as_str();
        let mut changes = Vec::new();
        if was.api_slug != now.api_slug {
            changes.push(Change::AttributeSlug { now: now.api_slug.clone() });
        }
        if self.is_another(&was.id, &now.id) {
            changes.push(Change::AttributeRecreated);
        }
        if was.type_name != now.type_name {
            let (was, now) = (was.type_name.clone(), now.type_name.clone());
            changes.push(Change::Type { was, now });
        }
        type Flag = (fn(&Attribute) -> bool, fn(bool) -> Change);
        let flags: [Flag; 5] = [
            (|a| a.is_multiselect, |now| Change::Multiselect { now }),
            (|a| a.is_required, |now| Change::Required { now }),
            (|a| a.is_unique, |now| Change::Unique { now }),
            (|a| a.is_writable, |now| Change::Writable { now }),
            (|a| a.is_archived, |now| Change::Archived { now }),
        ];
        for (flag, change) in flags {
            if flag(was) != flag(now) {
                changes.push(change(flag(now)));
            }
        }
        if was.title != now.title {
            changes.push(Change::Title { now: now.title.clone() });
        }
        if was.description != now.description {
            changes.push(Change::Description);
        }
        if was.is_default_value_enabled != now.is_default_value_enabled
            || was.default_value != now.default_value
        {
            changes.push(Change::Default { now: now.is_default_value_enabled });
        }
        if was.config.currency.default_currency_code != now.config.currency.default_currency_code {
            let now = now.config.currency.default_currency_code.clone();
            changes.push(Change::Currency { now });
        }
        changes.extend(self.allowed_objects(was, now));
        if self.other_side(self.was, was) != self.other_side(self.now, now) {
            changes.push(Change::Relationship);
        }
        for change in changes {
            self.push(of, Some(slug), change);
        }
        self.choices(of, slug, &choices(was), &choices(now));
    }

    /// Returns an object of this schema, with its old name: a renamed object is the same object. A
    /// snapshot need not have all objects.
    fn object(&self, of: &'a Workspace, slug_or_id: &str) -> Option<&'a Object> {
        let found = of.object(slug_or_id);
        if !self.by_id {
            return found;
        }
        let elsewhere = || self.was.object(slug_or_id).or_else(|| self.now.object(slug_or_id));
        let found = found.or_else(elsewhere)?;
        let was = if found.id.is_empty() { None } else { self.was.object(&found.id) };
        Some(was.unwrap_or(found))
    }

    /// Returns the sorted names of objects: slugs if they are known, because objects have other IDs in
    /// another workspace.
    fn names(&self, of: &'a Workspace, slugs_or_ids: &[String]) -> Vec<String> {
        let mut names: Vec<_> = slugs_or_ids
            .iter()
            .map(|object| self.object(of, object).map_or(object.as_str(), name).to_owned())
            .collect();
        names.sort();
        names.dedup();
        names
    }

    fn allowed_objects(&self, was: &Attribute, now: &Attribute) -> Option<Change> {
        let names = |workspace: &'a Workspace, attribute: &Attribute| -> Vec<String> {
            let ids = attribute.config.record_reference.allowed_object_ids.as_deref();
            self.names(workspace, ids.unwrap_or_default())
        };
        let restricted = |attribute: &Attribute| {
            attribute
                .config
                .record_reference
                .allowed_object_ids
                .as_ref()
                .is_some_and(|ids| !ids.is_empty())
        };
        // A missing list allows every object, so no object is added or removed by name.
        if !restricted(was) || !restricted(now) {
            let all = || vec!["any object".to_owned()];
            return match (restricted(was), restricted(now)) {
                (true, false) => Some(Change::AllowedObjects { added: all(), removed: Vec::new() }),
                (false, true) => {
                    Some(Change::AllowedObjects { added: names(self.now, now), removed: all() })
                }
                _ => None,
            };
        }
        let (was, now) = (names(self.was, was), names(self.now, now));
        let (added, removed) = (without(&now, &was), without(&was, &now));
        (!added.is_empty() || !removed.is_empty())
            .then_some(Change::AllowedObjects { added, removed })
    }

    fn other_side(&self, of: &'a Workspace, attribute: &Attribute) -> Option<(String, String)> {
        let other = attribute.relationship.as_ref()?;
        let object = self.object(of, &other.object_id);
        let object_name = object.map(name).or(other.object_slug.as_deref());
        let attribute = object.and_then(|object| object.attribute(&other.attribute_id));
        let slug = attribute.map(|attribute| attribute.api_slug.as_str());
        Some((
            object_name.unwrap_or(&other.object_id).to_owned(),
            slug.or(other.api_slug.as_deref()).unwrap_or(&other.attribute_id).to_owned(),
        ))
    }

    fn choices(&mut self, of: Of<'_>, attribute: &str, was: &[Choice<'_>], now: &[Choice<'_>]) {
        let mut changes = Vec::new();
        let same = |a: &Choice<'_>, b: &Choice<'_>| {
            if self.by_id && !a.id.is_empty() && !b.id.is_empty() {
                a.id == b.id
            } else {
                a.title == b.title
            }
        };
        let mut order = Vec::new();
        for was in was {
            let Some((place, now)) = now.iter().enumerate().find(|(_, now)| same(was, now)) else {
                changes.push(Change::ChoiceRemoved { title: was.title.to_owned() });
                continue;
            };
            order.push(place);
            let title = now.title.to_owned();
            if was.title != now.title {
                let was = was.title.to_owned();
                changes.push(Change::ChoiceRenamed { was, now: title.clone() });
            }
            if was.is_archived != now.is_archived {
                changes.push(Change::ChoiceArchived { title: title.clone(), now: now.is_archived });
            }
            if was.settings != now.settings {
                changes.push(Change::StatusSettings { title });
            }
        }
        let new = now.iter().filter(|now| !was.iter().any(|was| same(was, now)));
        changes.extend(new.map(|new| Change::ChoiceAdded { title: new.title.to_owned() }));
        if !order.is_sorted() {
            changes.push(Change::ChoicesReordered);
        }
        for change in changes {
            self.push(of, Some(attribute), change);
        }
    }
}

/// The object or list that a difference is about.
#[derive(Clone, Copy)]
enum Of<'a> {
    Object(&'a Object),
    List(&'a List),
}

/// Returns the changes of the access of single members.
fn member_access(was: &List, now: &List) -> Vec<Change> {
    let level = |list: &List, member: &str| {
        let access = list.workspace_member_access.iter();
        access.clone().find(|access| access.workspace_member_id == member)?.level.clone()
    };
    let all = was.workspace_member_access.iter().chain(&now.workspace_member_access);
    let mut members: Vec<&str> =
        all.map(|access: &MemberAccess| access.workspace_member_id.as_str()).collect();
    members.sort_unstable();
    members.dedup();
    let changes = members.into_iter().filter_map(|member| {
        let (old, new) = (level(was, member), level(now, member));
        // A member has the wider one of the two.
        let in_effect = |list: &List, level: &Option<String>| {
            rank(level.as_deref()).max(rank(list.workspace_access.as_deref()))
        };
        let reduced = in_effect(now, &new) < in_effect(was, &old);
        (old != new).then(|| Change::ListMemberAccess {
            member: member.to_owned(),
            now: new,
            reduced,
        })
    });
    changes.collect()
}

/// Returns how much an access level allows. A level that this crate does not know may allow nothing.
pub(super) fn rank(level: Option<&str>) -> u8 {
    match level {
        Some("full-access") => 3,
        Some("read-and-write") => 2,
        Some("read-only") => 1,
        _ => 0,
    }
}

fn without(all: &[String], others: &[String]) -> Vec<String> {
    all.iter().filter(|name| !others.contains(name)).cloned().collect()
}

/// An option or a status.
struct Choice<'a> {
    id: &'a str,
    title: &'a str,
    is_archived: bool,
    settings: (bool, Option<&'a str>),
}

fn choices(attribute: &Attribute) -> Vec<Choice<'_>> {
    let options = attribute.options.iter().map(|option| Choice {
        id: &option.id,
        title: &option.title,
        is_archived: option.is_archived,
        settings: (false, None),
    });
    let statuses = attribute.statuses.iter().map(|status| Choice {
        id: &status.id,
        title: &status.title,
        is_archived: status.is_archived,
        settings: (status.celebration_enabled, status.target_time_in_status.as_deref()),
    });
    options.chain(statuses).collect()
}

fn name(object: &Object) -> &str {
    object.api_slug.as_deref().unwrap_or(&object.id)
}
