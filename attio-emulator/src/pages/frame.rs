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

    /// A page below that of an object or a list.
    pub(super) fn within(store: &Store, target: &Target, here: &str) -> Self {
        let text = title::plural(target);
        Self {
            title: format!("{here} · {text} · {}", store.name),
            above: vec![Crumb { href: links::target(store, target), text }],
            ..Self::new(store, here)
        }
    }
}
