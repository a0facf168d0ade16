//! `#[attio(key, key = "value")]`: the items of all such attributes of a node.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Ident, LitStr, Meta, Token};

use crate::diagnostics::{Diagnostics, list, nearest};

/// A key with a text: `slug = "email_addresses"`.
#[derive(Clone)]
pub(crate) struct Text {
    pub(crate) key: Ident,
    pub(crate) value: LitStr,
}

impl Text {
    pub(crate) fn text(&self) -> String {
        self.value.value()
    }

    /// The span of the value.
    pub(crate) fn span(&self) -> Span {
        self.value.span()
    }
}

/// A key alone: `unique`.
#[derive(Clone)]
pub(crate) struct Flag {
    pub(crate) key: Ident,
}

/// What a key may be followed by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    Text,
    Nothing,
    Either,
}

/// A key that is known at this place.
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) takes: Takes,
}

impl Key {
    pub(crate) const fn text(name: &'static str) -> Self {
        Self { name, takes: Takes::Text }
    }

    pub(crate) const fn flag(name: &'static str) -> Self {
        Self { name, takes: Takes::Nothing }
    }

    pub(crate) const fn either(name: &'static str) -> Self {
        Self { name, takes: Takes::Either }
    }
}

/// The place of an attribute, for messages.
pub(crate) struct Place {
    /// "a field", "the struct".
    pub(crate) name: &'static str,
    pub(crate) keys: &'static [Key],
    /// The keys of other places, and how those are called.
    pub(crate) elsewhere: &'static [(&'static str, &'static [Key])],
}

/// The items of a node, each key once, each known here and of the right form.
#[derive(Default)]
pub(crate) struct Items {
    items: Vec<(Ident, Option<LitStr>)>,
}

impl Items {
    pub(crate) fn parse(attributes: &[Attribute], place: &Place, errors: &Diagnostics) -> Self {
        let mut items = Self::default();
        for attribute in attributes.iter().filter(|a| a.path().is_ident("attio")) {
            match &attribute.meta {
                Meta::List(list) => {
                    for tokens in split_at_commas(list.tokens.clone()) {
                        match parse_item.parse2(tokens) {
                            Ok((key, value)) => items.add(key, value, place, errors),
                            Err(error) => errors.push(error),
                        }
                    }
                }
                Meta::Path(_) | Meta::NameValue(_) => errors.error(
                    attribute,
                    format!(
                        "expected `#[attio(…)]` with one of {}",
                        list(&place.keys.iter().map(|key| key.name).collect::<Vec<_>>())
                    ),
                ),
            }
        }
        items
    }

    fn add(&mut self, key: Ident, value: Option<Value>, place: &Place, errors: &Diagnostics) {
        let name = key.unraw().to_string();
        let Some(known) = place.keys.iter().find(|known| known.name == name) else {
            errors.error(&key, unknown_key(&name, place));
            return;
        };
        if self.items.iter().any(|(other, _)| *other == key) {
            errors.error(&key, format!("`{name}` is said twice; keep one"));
            return;
        }
        let text = match (known.takes, value) {
            (Takes::Nothing, Some(value)) => {
                errors.error(value, format!("`{name}` takes no value; write `{name}` alone"));
                None
            }
            (Takes::Text, None) => {
                errors.error(&key, format!("`{name}` needs a value; write `{name} = \"…\"`"));
                return;
            }
            (Takes::Text | Takes::Either, Some(Value::Other(tokens))) => {
                errors.error(tokens, format!("expected a string literal; write `{name} = \"…\"`"));
                return;
            }
            (_, Some(Value::Text(text))) => Some(text),
            (_, None) => None,
        };
        self.items.push((key, text));
    }

    pub(crate) fn text(&self, name: &str) -> Option<Text> {
        let (key, value) = self.find(name)?;
        value.clone().map(|value| Text { key: key.clone(), value })
    }

    pub(crate) fn flag(&self, name: &str) -> Option<Flag> {
        self.find(name).map(|(key, _)| Flag { key: key.clone() })
    }

    /// The keys that are there, but for this one.
    pub(crate) fn others(&self, name: &str) -> impl Iterator<Item = &Ident> {
        self.items.iter().map(|(key, _)| key).filter(move |key| *key != name)
    }

    fn find(&self, name: &str) -> Option<&(Ident, Option<LitStr>)> {
        self.items.iter().find(|(key, _)| key.unraw() == name)
    }
}

fn unknown_key(name: &str, place: &Place) -> String {
    for (other, keys) in place.elsewhere {
        if keys.iter().any(|key| key.name == name) {
            return format!("`{name}` belongs on {other}, not on {}", place.name);
        }
    }
    let known: Vec<_> = place.keys.iter().map(|key| key.name).collect();
    match nearest(name, known.iter().copied()) {
        Some(near) => format!("unknown key `{name}`; did you mean `{near}`?"),
        None => format!("unknown key `{name}`; {} takes {}", place.name, list(&known)),
    }
}

/// What stands behind `=`.
enum Value {
    Text(LitStr),
    Other(TokenStream),
}

impl ToTokens for Value {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Text(text) => text.to_tokens(tokens),
            Self::Other(other) => other.to_tokens(tokens),
        }
    }
}

/// `key` or `key = value`.
fn parse_item(input: ParseStream<'_>) -> syn::Result<(Ident, Option<Value>)> {
    let key = Ident::parse_any(input).map_err(|error| {
        syn::Error::new(error.span(), "expected a key such as `slug = \"…\"` or `unique`")
    })?;
    if input.is_empty() {
        return Ok((key, None));
    }
    if !input.peek(Token![=]) {
        let rest: TokenStream = input.parse()?;
        return Err(syn::Error::new_spanned(rest, format!("expected `{key} = \"…\"`")));
    }
    input.parse::<Token![=]>()?;
    if input.is_empty() {
        return Err(syn::Error::new_spanned(
            &key,
            format!("expected a value; write `{key} = \"…\"`"),
        ));
    }
    if input.peek(LitStr) && input.peek2(syn::parse::End) {
        return Ok((key, Some(Value::Text(input.parse()?))));
    }
    Ok((key, Some(Value::Other(input.parse()?))))
}

/// The parts between the commas; a mistake in one does not hide the others.
fn split_at_commas(tokens: TokenStream) -> Vec<TokenStream> {
    let mut parts = vec![TokenStream::new()];
    for token in tokens {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ',' => parts.push(TokenStream::new()),
            other => {
                if let Some(last) = parts.last_mut() {
                    last.extend([other]);
                }
            }
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}
