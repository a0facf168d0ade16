//! Responses: HTML with headers that restrict the browser to showing it.

use askama::Template;
use axum::body::Body;
use axum::response::{IntoResponse, Redirect, Response};
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderName, HeaderValue, StatusCode};

/// The content security policy: no scripts, images or frames, only inline styles. Forms may be sent to
/// `form_action`.
fn policy(form_action: &str) -> String {
    format!(
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action \
         {form_action}; frame-ancestors 'none'"
    )
}

/// 200 with this page.
pub(super) fn page(template: &impl Template) -> Response {
    with_status(StatusCode::OK, template)
}

/// 200 with this page, whose form may be sent to this server and redirected to `origin`. Browsers apply
/// the policy to redirects too.
pub(super) fn form(template: &impl Template, origin: &str) -> Response {
    let mut response = page(template);
    if let Ok(policy) = HeaderValue::try_from(policy(&format!("'self' {origin}"))) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Another status with this page.
pub(super) fn with_status(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => answer(status, "text/html; charset=utf-8", html),
        // Writing to a string only fails because of a bug in a template.
        Err(error) => plain(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()),
    }
}

/// A redirect to another page.
pub(super) fn redirect(to: &str) -> Response {
    Redirect::temporary(to).into_response()
}

/// 421: the request was meant for another host.
pub(super) fn foreign_host() -> Response {
    let message = "These pages are served to 127.0.0.1 and localhost only.\n";
    plain(StatusCode::MISDIRECTED_REQUEST, message.to_owned())
}

fn plain(status: StatusCode, text: String) -> Response {
    answer(status, "text/plain; charset=utf-8", text)
}

fn answer(status: StatusCode, content_type: &'static str, body: String) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    if let Ok(policy) = HeaderValue::try_from(policy("'none'")) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    let headers: [(HeaderName, &'static str); 4] = [
        (CONTENT_TYPE, content_type),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        // A reload must show later writes.
        (CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in headers {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
