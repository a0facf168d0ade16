//! Saved views: a filter with a name.

use uuid::Uuid;

use super::{Store, Target, TargetName};
use crate::error::ApiError;
use crate::json::Json;
use crate::query;
use crate::text::instant::Instant;

/// A saved view of an object or a list. Its filter is parsed for each query, because the schema can change.
#[derive(Clone, Debug)]
pub(crate) struct View {
    pub(crate) id: Uuid,
    pub(crate) target: Uuid,
    pub(crate) title: String,
    pub(crate) filter: Json,
    pub(crate) created_at: Instant,
}

impl Store {
    /// Saves a view.
    pub(crate) fn add_view(
        &mut self,
        name: TargetName<'_>,
        title: &str,
        filter: Json,
    ) -> Result<Uuid, ApiError> {
        let target = self.target(name)?;
        query::check(self, target, &filter)?;
        let target = target.id;
        let id = super::load::derived(target, &format!("view {title}"));
        let taken = self.views.iter().any(|view| view.id == id);
        let id = if taken { Uuid::new_v4() } else { id };
        let created_at = self.tick();
        self.views.push(View { id, target, title: title.to_owned(), filter, created_at });
        self.views.sort_by_key(|view| view.id);
        Ok(id)
    }

    /// Removes the views of deleted objects and lists.
    pub(super) fn drop_views(&mut self) {
        let targets: Vec<Uuid> = self.targets().map(|target| target.id).collect();
        self.views.retain(|view| targets.contains(&view.target));
    }

    /// The views of the object or list in the order of their IDs.
    pub(crate) fn views<'a>(&'a self, target: &Target) -> impl Iterator<Item = &'a View> + use<'a> {
        let id = target.id;
        self.views.iter().filter(move |view| view.target == id)
    }

    /// The view of the object or list with this ID.
    pub(crate) fn view(&self, target: &Target, id: Uuid) -> Option<&View> {
        self.views(target).find(|view| view.id == id)
    }
}
