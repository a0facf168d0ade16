//! Actors: the member, token or app that writes.

use uuid::Uuid;

/// The author of a value or record: `created_by_actor`, and the value of an actor reference.
///
/// ```
/// use attio_emulator::{Actor, Emulator};
/// use serde_json::json;
///
/// let attio = Emulator::start_blocking()?;
/// let import = Actor::app("0e2bd1b2-8f4f-4d55-9d6c-1f3b7f0f7a11".parse()?);
/// attio.seed_as("companies", &json!({"domains": ["acme.com"]}), import)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    pub(crate) kind: &'static str,
    pub(crate) id: Option<Uuid>,
}

impl Actor {
    /// Creates the actor of a member of the workspace.
    #[must_use]
    pub fn member(id: Uuid) -> Self {
        Self { kind: "workspace-member", id: Some(id) }
    }

    /// Creates the actor of a token; [`Emulator::token_id`](crate::Emulator::token_id) is the ID of
    /// the emulator's own token.
    #[must_use]
    pub fn token(id: Uuid) -> Self {
        Self { kind: "api-token", id: Some(id) }
    }

    /// Creates the actor of an OAuth app.
    #[must_use]
    pub fn app(id: Uuid) -> Self {
        Self { kind: "app", id: Some(id) }
    }

    /// Creates the actor of Attio itself, which has no ID.
    #[must_use]
    pub fn system() -> Self {
        Self { kind: "system", id: None }
    }
}
