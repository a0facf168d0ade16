//! Grants: codes, and the tokens that they were exchanged for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use uuid::Uuid;

use super::consents::Consents;
use super::{Asked, OAuthApp, Problem};
use crate::TokenLevel;
use crate::http::{ALL_SCOPES, Token, lock};
use crate::store::Actor;
use crate::text::instant::Instant as Moment;

/// The longest lifetime that RFC 6749, 4.1.2, recommends. Attio publishes none.
const CODE_LIFETIME: Duration = Duration::from_secs(600);

/// The apps, and the grants of members to them.
pub(crate) struct Grants {
    apps: Vec<OAuthApp>,
    code_lifetime: Duration,
    given: Mutex<Given>,
}

#[derive(Default)]
struct Given {
    consents: Consents,
    codes: HashMap<String, Code>,
    /// The tokens by secret.
    tokens: HashMap<String, Arc<Token>>,
}

struct Code {
    asked: Asked,
    made: Instant,
    /// The token that the code was exchanged for.
    token: Option<String>,
}

/// A request for a token, with the parameters of RFC 6749, 4.1.3.
pub(crate) struct TokenRequest<'a> {
    pub(crate) client_id: &'a str,
    pub(crate) client_secret: &'a str,
    pub(crate) code: &'a str,
    pub(crate) redirect_uri: &'a str,
}

impl Grants {
    pub(crate) fn new(apps: Vec<OAuthApp>, code_lifetime: Option<Duration>) -> Self {
        let code_lifetime = code_lifetime.unwrap_or(CODE_LIFETIME);
        Self { apps, code_lifetime, given: Mutex::default() }
    }

    pub(crate) fn app(&self, client_id: &str) -> Option<&OAuthApp> {
        self.apps.iter().find(|app| app.client_id == client_id)
    }

    /// The scopes of an app.
    pub(crate) fn scopes(app: &OAuthApp) -> Vec<String> {
        let all = || ALL_SCOPES.iter().map(|&scope| scope.to_owned()).collect();
        app.scopes.clone().unwrap_or_else(all)
    }

    /// Opens a consent, and returns the key that its page sends back.
    pub(crate) fn ask(&self, asked: Asked) -> String {
        let key = random();
        lock(&self.given).consents.open(key.clone(), asked);
        key
    }

    /// Takes the request of the page with this key.
    pub(crate) fn asked(&self, key: &str) -> Option<Asked> {
        lock(&self.given).consents.take(key)
    }

    /// Creates a code for the request.
    pub(crate) fn allow(&self, asked: Asked) -> String {
        let code = random();
        let granted = Code { asked, made: Instant::now(), token: None };
        lock(&self.given).codes.insert(code.clone(), granted);
        code
    }

    /// Exchanges a code for a token of `member`, and returns its secret.
    pub(crate) fn exchange(
        &self,
        request: &TokenRequest<'_>,
        workspace: Uuid,
        member: Uuid,
    ) -> Result<String, Problem> {
        let app = self.app(request.client_id).ok_or(Problem::CLIENT)?;
        if app.client_secret != request.client_secret {
            return Err(Problem::CLIENT);
        }
        let mut given = lock(&self.given);
        let Given { codes, tokens, .. } = &mut *given;
        let code = codes.get_mut(request.code).ok_or(Problem::GRANT)?;
        let asked = &code.asked;
        if asked.client_id != app.client_id || asked.redirect_uri != request.redirect_uri {
            return Err(Problem::GRANT);
        }
        // RFC 6749, 4.1.2: a code that is used again may be stolen, so its token is revoked.
        if let Some(token) = code.token.take() {
            tokens.remove(&token);
            codes.remove(request.code);
            return Err(Problem::GRANT);
        }
        if code.made.elapsed() >= self.code_lifetime {
            codes.remove(request.code);
            return Err(Problem::GRANT);
        }
        let secret = random();
        code.token = Some(secret.clone());
        let token = Token {
            secret: secret.clone(),
            actor: Actor::app(app_id(workspace, &app.client_id)),
            client_id: app.client_id.clone(),
            scopes: Self::scopes(app),
            issued_at: Moment::now().unix_seconds(),
            level: TokenLevel::Workspace,
            authorized_by: Some(member),
        };
        tokens.insert(secret.clone(), Arc::new(token));
        Ok(secret)
    }

    /// The token with this secret.
    pub(crate) fn token(&self, secret: &str) -> Option<Arc<Token>> {
        lock(&self.given).tokens.get(secret).cloned()
    }

    /// Removes all consents, codes and tokens.
    pub(crate) fn reset(&self) {
        *lock(&self.given) = Given::default();
    }
}

/// The ID of an app as an actor: its client ID, or one that is derived from it.
fn app_id(workspace: Uuid, client_id: &str) -> Uuid {
    Uuid::try_parse(client_id)
        .unwrap_or_else(|_| Uuid::new_v5(&workspace, format!("app {client_id}").as_bytes()))
}

/// 64 hexadecimal digits.
pub(crate) fn random() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}
