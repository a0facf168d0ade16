//! The HTTP side.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::json;
use uuid::Uuid;

use crate::health::Health;
use crate::outbox::{Outbox, SignedUp, Status};
use crate::signup::Signup;

/// The state that the handlers share.
#[derive(Clone, Debug)]
pub(crate) struct App {
    pub(crate) outbox: Outbox,
    pub(crate) health: Arc<Health>,
}

/// `POST /signups`, `GET /signups/{id}`, `GET /health/live`, `GET /health/ready`.
pub(crate) fn router(app: App) -> Router {
    Router::new()
        .route("/signups", post(sign_up))
        .route("/signups/{id}", get(status))
        .route("/health/live", get(async || StatusCode::OK))
        .route("/health/ready", get(ready))
        .with_state(app)
}

/// Responds with 201 if the user is new, and with 200 if she was stored before. So a visitor whose
/// response was lost sends the same again, and gets the same ID. `Json` rejects a body that is not a signup.
async fn sign_up(
    State(app): State<App>,
    Json(signup): Json<Signup>,
) -> Result<(StatusCode, Json<serde_json::Value>), Failed> {
    let (status, id) = match app.outbox.sign_up(&signup).await? {
        SignedUp::Now(id) => (StatusCode::CREATED, id),
        SignedUp::Before(id) => (StatusCode::OK, id),
    };
    Ok((status, Json(json!({"id": id}))))
}

/// Responds with the state of a signup's delivery to Attio.
async fn status(
    State(app): State<App>,
    Path(id): Path<Uuid>,
) -> Result<(StatusCode, Json<Option<Status>>), Failed> {
    let status = app.outbox.status(id).await?;
    let code = if status.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    Ok((code, Json(status)))
}

async fn ready(State(app): State<App>) -> Result<Response, Failed> {
    let readiness = app.health.readiness().await?;
    let code = if readiness.is_ready() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    Ok((code, Json(readiness)).into_response())
}

/// The database failed. The visitor may retry; the reason goes into the log.
struct Failed;

impl From<sqlx::Error> for Failed {
    fn from(error: sqlx::Error) -> Self {
        tracing::error!(%error, "the database failed");
        Self
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        StatusCode::SERVICE_UNAVAILABLE.into_response()
    }
}
