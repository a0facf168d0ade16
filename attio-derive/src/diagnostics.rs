//! Collects mistakes, each at its token, with a suggestion if a similar name exists.

use std::cell::RefCell;
use std::fmt::Display;
use std::rc::Rc;

use attio_schema::AttributeType;
use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// The mistakes found so far, each with its owner: the item as a whole, or a field or variant (see
/// [`member`](Self::member)).
#[derive(Default)]
pub(crate) struct Diagnostics {
    errors: Rc<RefCell<Vec<(Owner, syn::Error)>>>,
    owner: Owner,
}

/// The item as a whole, or the index of one of its members.
type Owner = Option<usize>;

impl Diagnostics {
    /// Returns a reporter for the field or variant at this index.
    pub(crate) fn member(&self, index: usize) -> Self {
        Self { errors: Rc::clone(&self.errors), owner: Some(index) }
    }

    /// Adds a mistake at these tokens.
    pub(crate) fn error(&self, tokens: impl ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(tokens, shown(message)));
    }

    /// Adds a mistake at this span.
    pub(crate) fn error_at(&self, span: Span, message: impl Display) {
        self.push(syn::Error::new(span, shown(message)));
    }

    pub(crate) fn push(&self, error: syn::Error) {
        self.errors.borrow_mut().push((self.owner, error));
    }

    /// Returns whether the owner of this reporter has no mistakes.
    pub(crate) fn is_clean(&self) -> bool {
        self.errors.borrow().iter().all(|(owner, _)| *owner != self.owner)
    }

    /// Returns all mistakes as compile errors in the order of the members, whichever stage found
    /// them; `None` if there are none.
    pub(crate) fn compile_errors(&self) -> Option<TokenStream> {
        let mut errors = self.errors.borrow_mut();
        errors.sort_by_key(|(owner, _)| *owner);
        let errors = errors.iter().map(|(_, error)| error.to_compile_error());
        (errors.len() > 0).then(|| errors.collect())
    }
}

/// Escapes a message for the terminal: it may quote a snapshot, which other people wrote.
fn shown(message: impl Display) -> String {
    attio_schema::plain(&message.to_string()).into_owned()
}

/// Returns the known name that is nearest to a mistyped one.
pub(crate) fn nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(name, candidate), candidate))
        .filter(|(similarity, _)| *similarity > 0.8)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, candidate)| candidate)
}

/// "; did you mean …?", or the list of known names.
pub(crate) fn suggestion(name: &str, known: &[&str]) -> String {
    match nearest(name, known.iter().copied()) {
        Some(near) => format!("; did you mean `{near}`?"),
        None => format!("; expected one of {}", list(known)),
    }
}

/// The maximum number of names that a message lists.
pub(crate) const FEW: usize = 10;

/// Returns whether [`known_or_near`] names none of the known names.
pub(crate) fn is_far(name: &str, known: &[&str]) -> bool {
    known.len() > FEW && nearest(name, known.iter().copied()).is_none()
}

/// "; did you mean …?", or the list of known names if it is short, up to the next sentence.
pub(crate) fn known_or_near(name: &str, known: &[&str]) -> String {
    match nearest(name, known.iter().copied()) {
        Some(near) => format!("; did you mean `{near}`? "),
        None if known.is_empty() || known.len() > FEW => "; ".to_owned(),
        None => format!("; expected one of {}; ", list(known)),
    }
}

/// Returns the article before the name of the attribute type.
pub(crate) fn article(kind: AttributeType) -> &'static str {
    if kind.as_str().starts_with(['a', 'e', 'i']) { "an" } else { "a" }
}

/// `a`, `b`, `c`
pub(crate) fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
