//! `#[attio(key, key = "value")]`: the items of all `attio` attributes of a node.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Attribute, Expr, ExprLit, Ident, Lit, LitStr, Meta, Path};

use super::keys::{Key, Place, Takes, example, unknown_key};
use crate::diagnostics::Diagnostics;

/// A key with a string: `slug = "email_addresses"`.
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

/// A key without a value: `unique`.
#[derive(Clone)]
pub(crate) struct Flag {
    pub(crate) key: Ident,
}

/// The value of a key.
#[derive(Clone)]
enum Given {
    Nothing,
    Text(LitStr),
    Path(Path),
}

/// The keys of all `attio` attributes of a node, as far as they have the usual form.
pub(super) fn keys_of(attributes: &[Attribute]) -> Vec<Ident> {
    let attributes = attributes.iter().filter(|attribute| attribute.path().is_ident("attio"));
    let lists = attributes.filter_map(|attribute| attribute.meta.require_list().ok());
    let parts = lists.flat_map(|list| split_at_commas(list.tokens.clone()));
    let keys = parts.filter_map(|part| match part.into_iter().next() {
        Some(TokenTree::Ident(key)) => Some(key),
        _ => None,
    });
    keys.collect()
}

/// The valid items of a node: each key is allowed there, has the right form and occurs once.
#[derive(Default)]
pub(crate) struct Items {
    items: Vec<(Ident, Given)>,
    /// The keys that were probably meant by items that could not be parsed.
    unclear: Vec<&'static str>,
}

impl Items {
    pub(crate) fn parse(attributes: &[Attribute], place: &Place, errors: &Diagnostics) -> Self {
        let mut items = Self::default();
        for attribute in attributes.iter().filter(|a| a.path().is_ident("attio")) {
            match &attribute.meta {
                Meta::List(list) => {
                    for tokens in split_at_commas(list.tokens.clone()) {
                        items.parse_item(tokens, place, errors);
                    }
                }
                Meta::Path(path) => {
                    items.unclear.push(place.first());
                    errors.error(
                        path,
                        format!("`attio` needs a key; write `attio({} = \"…\")`", place.first()),
                    );
                }
                Meta::NameValue(meta) => {
                    items.unclear.push(place.first());
                    let value = match &meta.value {
                        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => text.value(),
                        _ => "…".to_owned(),
                    };
                    errors.error(
                        &meta.value,
                        format!(
                            "expected a key in parentheses; write `#[attio({} = \"{value}\")]`",
                            place.first()
                        ),
                    );
                }
            }
        }
        items
    }

    /// Parses the tokens between two commas.
    fn parse_item(&mut self, tokens: TokenStream, place: &Place, errors: &Diagnostics) {
        let mut tokens = tokens.into_iter().peekable();
        let key = match tokens.next() {
            Some(TokenTree::Ident(key)) => key,
            first => {
                let rest: TokenStream = first.into_iter().chain(tokens).collect();
                self.unclear.push(place.first());
                let example = example(place.first(), &rest);
                errors.error(rest, format!("expected a key; write `{example}`"));
                return;
            }
        };
        let value = match tokens.peek() {
            None => return self.add(key, None, place, errors),
            // A comma is missing here.
            Some(TokenTree::Ident(next)) => {
                errors.error(next, format!("expected a comma before `{next}`"));
                self.add(key, None, place, errors);
                return self.parse_item(tokens.collect(), place, errors);
            }
            Some(TokenTree::Punct(sign)) if sign.as_char() == '=' => {
                tokens.next();
                let takes_path = place.key(&key).is_some_and(|known| known.takes == Takes::Path);
                let mut value: Vec<TokenTree> = tokens.next().into_iter().collect();
                while let Some(token) = tokens.peek() {
                    let before = value.last();
                    // A comma is missing after a literal, and after a path that a key follows.
                    let is_next = |next| match before {
                        Some(TokenTree::Literal(_)) => value.len() == 1,
                        Some(TokenTree::Ident(_)) => takes_path && place.key(next).is_some(),
                        _ => false,
                    };
                    if let TokenTree::Ident(next) = token
                        && is_next(next)
                    {
                        errors.error(next, format!("expected a comma before `{next}`"));
                        let value = Value::new(value.into_iter().collect(), true);
                        self.add(key, Some(value), place, errors);
                        return self.parse_item(tokens.collect(), place, errors);
                    }
                    value.extend(tokens.next());
                }
                Value::new(value.into_iter().collect(), true)
            }
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => {
                Value::new(group.stream(), false)
            }
            Some(TokenTree::Punct(sign)) if sign.as_char() == ':' => {
                Value::new(tokens.skip(1).collect(), false)
            }
            Some(_) => Value::new(tokens.collect(), false),
        };
        self.add(key, Some(value), place, errors);
    }

    fn add(&mut self, key: Ident, value: Option<Value>, place: &Place, errors: &Diagnostics) {
        let name = key.unraw().to_string();
        let Some(known) = place.key(&key) else {
            let (message, meant) = unknown_key(&name, place);
            self.unclear.extend(meant);
            errors.error(&key, message);
            return;
        };
        if self.has(&name) {
            errors.error(&key, format!("`{name}` is set twice; keep one"));
            return;
        }
        let value = match value {
            None if known.takes == Takes::Text => Err(needs_a_value(&key, "\"…\"")),
            None if known.takes == Takes::Path => Err(needs_a_value(&key, PATH)),
            None => Ok(Given::Nothing),
            Some(value) => value.check(&key, known),
        };
        match value {
            Ok(value) => self.items.push((key, value)),
            Err(error) => {
                self.unclear.push(known.name);
                errors.push(error);
            }
        }
    }

    pub(crate) fn text(&self, name: &str) -> Option<Text> {
        match self.find(name)? {
            (key, Given::Text(value)) => Some(Text { key: key.clone(), value: value.clone() }),
            _ => None,
        }
    }

    pub(crate) fn path(&self, name: &str) -> Option<Path> {
        match self.find(name)? {
            (_, Given::Path(path)) => Some(path.clone()),
            _ => None,
        }
    }

    pub(crate) fn flag(&self, name: &str) -> Option<Flag> {
        self.find(name).map(|(key, _)| Flag { key: key.clone() })
    }

    /// Whether the key is set.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// The keys that are set, except this one.
    pub(crate) fn others(&self, name: &str) -> impl Iterator<Item = &Ident> {
        self.items.iter().map(|(key, _)| key).filter(move |key| *key != name)
    }

    /// Whether an item that could not be parsed probably meant this key, so that its absence is
    /// not a second mistake.
    pub(crate) fn is_unclear(&self, name: &str) -> bool {
        self.unclear.contains(&name)
    }

    fn find(&self, name: &str) -> Option<&(Ident, Given)> {
        self.items.iter().find(|(key, _)| key.unraw() == name)
    }
}

/// The tokens after a key.
struct Value {
    tokens: TokenStream,
    /// Whether `=` precedes them.
    equals: bool,
}

impl Value {
    fn new(tokens: TokenStream, equals: bool) -> Self {
        Self { tokens, equals }
    }

    /// The value, if it is what the key takes.
    fn check(self, key: &Ident, known: &Key) -> syn::Result<Given> {
        let name = known.name;
        let place =
            if self.tokens.is_empty() { key.to_token_stream() } else { self.tokens.clone() };
        let error = |message| Err(syn::Error::new_spanned(&place, message));
        if known.takes == Takes::Nothing {
            return error(match self.tokens.to_string().as_str() {
                "false" => format!("`{name}` takes no value; remove `{name}`"),
                _ => format!("`{name}` takes no value; write `{name}` alone"),
            });
        }
        if known.takes == Takes::Path {
            return self.path(key);
        }
        if self.tokens.is_empty() {
            return Err(needs_a_value(key, "\"…\""));
        }
        let text = syn::parse2::<LitStr>(self.tokens.clone());
        let example = example(name, &self.tokens);
        match text {
            Ok(text) if self.equals => Ok(Given::Text(text)),
            Ok(_) => {
                let whole = key.to_token_stream().into_iter().chain(self.tokens);
                let whole: TokenStream = whole.collect();
                Err(syn::Error::new_spanned(whole, format!("expected `=`; write `{example}`")))
            }
            Err(_) => error(format!("expected one string: `{example}`")),
        }
    }

    /// The path, if the value is one.
    fn path(self, key: &Ident) -> syn::Result<Given> {
        if self.tokens.is_empty() {
            return Err(needs_a_value(key, PATH));
        }
        match syn::parse2::<Path>(self.tokens.clone()) {
            Ok(path) if self.equals => Ok(Given::Path(path)),
            Ok(path) => {
                let whole: TokenStream =
                    key.to_token_stream().into_iter().chain(self.tokens).collect();
                let path = path.to_token_stream();
                let message = format!("expected `=`; write `{key} = {path}`");
                Err(syn::Error::new_spanned(whole, message))
            }
            Err(_) => {
                let text = syn::parse2::<LitStr>(self.tokens.clone()).ok();
                let named = text.and_then(|text| text.parse::<Path>().ok());
                // A slug is not the name of a struct.
                let named = named.filter(|path| {
                    let last = path.segments.last().map(|last| last.ident.to_string());
                    last.is_some_and(|last| last.starts_with(char::is_uppercase))
                });
                let example =
                    named.map_or(PATH.to_owned(), |path| path.to_token_stream().to_string());
                let message = format!(
                    "expected the name of a struct: `{key} = {}`",
                    example.replace(' ', "")
                );
                Err(syn::Error::new_spanned(self.tokens, message))
            }
        }
    }
}

/// An example of a path.
const PATH: &str = "Company";

fn needs_a_value(key: &Ident, example: &str) -> syn::Error {
    syn::Error::new_spanned(key, format!("`{key}` needs a value; write `{key} = {example}`"))
}

/// The parts between the commas. They are parsed one by one, so that a mistake in one does not hide
/// mistakes in other parts.
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
