//! Saved views: a filter with a name.

use uuid::Uuid;

use super::{Object, Store};
use crate::error::ApiError;
use crate::json::Json;
use crate::query;
use crate::text::instant::Instant;

/// A saved view of an object. Its filter is parsed for each query, because the schema can change.
#[derive(Clone, Debug)]
pub(crate) struct View {
    pub(crate) id: Uuid,
    pub(crate) object: Uuid,
    pub(crate) title: String,
    pub(crate) filter: Json,
    pub(crate) created_at: Instant,
}

impl Store {
    /// Saves a view.
    pub(crate) fn add_view(
        &mut self,
        object: &str,
        title: &str,
        filter: Json,
    ) -> Result<Uuid, ApiError> {
        let object = self.object_or_404(object)?;
        query::check(self, object, &filter)?;
        let object = object.id;
        let id = super::load::derived(object, &format!("view {title}"));
        let taken = self.views.iter().any(|view| view.id == id);
        let id = if taken { Uuid::new_v4() } else { id };
        let created_at = self.tick();
        self.views.push(View { id, object, title: title.to_owned(), filter, created_at });
        self.views.sort_by_key(|view| view.id);
        Ok(id)
    }

    /// The object's views in the order of their IDs.
    pub(crate) fn views<'a>(&'a self, object: &Object) -> impl Iterator<Item = &'a View> + use<'a> {
        let id = object.id;
        self.views.iter().filter(move |view| view.object == id)
    }

    /// The object's view with this ID.
    pub(crate) fn view(&self, object: &Object, id: Uuid) -> Option<&View> {
        self.views(object).find(|view| view.id == id)
    }
}
