//! The OAuth 2.0 authorisation code grant: apps, consents, codes, tokens. The endpoints are in
//! `http/oauth.rs`, the consent page is in `pages/consent.rs`.

mod app;
mod consents;
mod grants;
mod problem;

pub use app::OAuthApp;
pub(crate) use consents::Asked;
pub(crate) use grants::{Grants, TokenRequest, random};
pub(crate) use problem::Problem;
