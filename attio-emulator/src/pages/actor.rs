//! The names of actors.

use super::title;
use crate::store::{Actor, Store};

/// An actor on a page.
pub(super) struct Who {
    pub(super) name: String,
    /// The type as in the API, such as `api-token`.
    pub(super) kind: &'static str,
    /// Empty if the actor has none.
    pub(super) id: String,
}

impl Who {
    pub(super) fn new(store: &Store, actor: Actor) -> Self {
        let member = actor.id.and_then(|id| store.member(id));
        let name = match (actor.kind, member) {
            ("workspace-member", Some(member)) => {
                let name = format!("{} {}", member.first_name, member.last_name);
                let name = name.trim();
                let shown = if name.is_empty() { &member.email_address } else { name };
                title::choice(shown)
            }
            ("workspace-member", None) => "Former member".to_owned(),
            ("api-token", _) => "API token".to_owned(),
            ("app", _) => "App".to_owned(),
            ("system", _) => "System".to_owned(),
            (other, _) => other.to_owned(),
        };
        Self { name, kind: actor.kind, id: actor.id.map(|id| id.to_string()).unwrap_or_default() }
    }
}
