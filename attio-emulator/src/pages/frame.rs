//! The frame of every page: title, breadcrumb and footer.

use super::{links, title};
use crate::store::{Store, Target};

/// The data of the frame.
pub(super) struct Frame {
    /// The title of the window.
    pub(super) title: String,
    pub(super) workspace: String,
    /// The pages above this one, below the index.
    pub(super) above: Vec<Crumb>,
    /// This page in the breadcrumb; empty on the index.
    pub(super) here: String,
    pub(super) base_url: String,
}

/// A page above.
pub(super) struct Crumb {
    pub(super) href: String,
    pub(super) text: String,
}

impl Frame {
    /// A page below the index.
    pub(super) fn new(store: &Store, here: &str) -> Self {
        let title =
            if here.is_empty() { store.name.clone() } else { format!("{here} · {}", store.name) };
        Self {
            title,
            workspace: store.name.clone(),
            above: Vec::new(),
            here: here.to_owned(),
            base_url: store.base_url.clone(),
        }
    }

    /// A page below that of an object.
    pub(super) fn within(store: &Store, object: &Target, here: &str) -> Self {
        let above =
            Crumb { href: links::object(store, object), text: title::plural(object).to_owned() };
        Self {
            title: format!("{here} · {} · {}", title::plural(object), store.name),
            above: vec![above],
            ..Self::new(store, here)
        }
    }
}
