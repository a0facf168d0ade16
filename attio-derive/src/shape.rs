//! Reads a type's syntax: how many values it holds, and whether it borrows.

use attio_schema::AttributeType;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{GenericArgument, GenericParam, Generics, PathArguments, Type};

/// The wrappers that give the number of values of a field.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrapper {
    Option,
    Vec,
}

/// Detects `Option<T>` and `Vec<T>` by the last segment of the path; only the compiler sees aliases.
pub(crate) fn wrapper(ty: &Type) -> Option<(Wrapper, &Type)> {
    let Type::Path(path) = ungrouped(ty) else {
        return None;
    };
    let segment = path.path.segments.last()?;
    // The cheap test first: the string of a name has to come from the compiler.
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    let wrapper = match segment.ident.to_string().as_str() {
        "Option" => Wrapper::Option,
        "Vec" => Wrapper::Vec,
        _ => return None,
    };
    match arguments.args.first()? {
        GenericArgument::Type(inner) => Some((wrapper, inner)),
        _ => None,
    }
}

/// How many values a field holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Count {
    One,
    Many,
}

/// Returns how many values a type holds and the type of one value, if the syntax shows it: an alias
/// or a user's type may be anything.
pub(crate) fn count<'t>(
    ty: &'t Type,
    wrapper: Option<(Wrapper, &'t Type)>,
) -> Option<(Count, &'t Type)> {
    // The value types of `attio_core` besides the most natural one of each attribute type.
    const OTHERS: &[&str] = &[
        "Actor",
        "Cow",
        "Decimal",
        "RecordRef",
        "Tracked",
        "f32",
        "i8",
        "i16",
        "i32",
        "i64",
        "u8",
        "u16",
        "u32",
        "u64",
    ];
    match (wrapper, ungrouped(ty)) {
        (Some((Wrapper::Vec, value)), _) => Some((Count::Many, value)),
        (Some((Wrapper::Option, value)), _) => Some((Count::One, value)),
        (None, Type::Reference(reference)) => match ungrouped(&reference.elem) {
            Type::Slice(slice) => Some((Count::Many, &slice.elem)),
            _ => Some((Count::One, ty)),
        },
        (None, Type::Path(path)) => {
            let last = path.path.segments.last()?.ident.to_string();
            let is_natural = AttributeType::ALL.iter().any(|kind| kind.value_type() == last);
            (is_natural || OTHERS.contains(&last.as_str())).then_some((Count::One, ty))
        }
        (None, _) => None,
    }
}

/// Returns the attribute type that a value type is mostly used for, if its name shows it.
pub(crate) fn natural_kind(ty: &Type) -> Option<AttributeType> {
    let value = value(ty);
    let value = match value {
        Type::Reference(reference) => ungrouped(&reference.elem),
        other => other,
    };
    let Type::Path(path) = value else { return None };
    let last = path.path.segments.last()?.ident.to_string();
    match last.as_str() {
        "Actor" => Some(AttributeType::ActorReference),
        "Cow" | "str" => Some(AttributeType::Text),
        "Decimal" => Some(AttributeType::Currency),
        "RecordRef" => Some(AttributeType::RecordReference),
        "f32" | "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" => {
            Some(AttributeType::Number)
        }
        _ => AttributeType::ALL.iter().copied().find(|kind| kind.value_type() == last),
    }
}

/// Returns whether the type of one value is an alias or a user's type, as far as its name shows.
pub(crate) fn is_of_a_user(ty: &Type) -> bool {
    /// Other types that can be values.
    const OTHERS: &[&str] = &["String", "bool", "i128", "u128", "f64"];
    let Type::Path(path) = value(ty) else { return false };
    natural_kind(ty).is_none()
        && path
            .path
            .segments
            .last()
            .is_some_and(|last| !OTHERS.iter().any(|name| last.ident == name))
}

/// Returns the type of one value, without `Option`, `Vec`, `&[_]`, `Tracked` and `Box` around it.
pub(crate) fn value(ty: &Type) -> &Type {
    if let Some((_, inner)) = wrapper(ty) {
        return value(inner);
    }
    match ungrouped(ty) {
        Type::Reference(reference) => match ungrouped(&reference.elem) {
            Type::Slice(slice) => value(&slice.elem),
            other => value(other),
        },
        Type::Path(_) => match argument(ty, &["Tracked", "Box"]) {
            Some(inner) => value(inner),
            None => ungrouped(ty),
        },
        other => other,
    }
}

/// Returns the first type argument of a type that has one of these names.
pub(crate) fn argument<'t>(ty: &'t Type, names: &[&str]) -> Option<&'t Type> {
    let Type::Path(path) = ungrouped(ty) else {
        return None;
    };
    let segment = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    match arguments.args.first()? {
        GenericArgument::Type(inner) if names.iter().any(|name| segment.ident == name) => {
            Some(inner)
        }
        _ => None,
    }
}

/// The module of `__private` with the bounds for a type of this name. It has the name of the crate whose types
/// need a feature of `attio-core`, or `dates` if several crates have a type of this name.
pub(crate) fn other_crate(ty: &Type) -> Option<&'static str> {
    let Type::Path(path) = value(ty) else {
        return None;
    };
    let mut segments = path.path.segments.iter().rev();
    let last = segments.next()?;
    let has_arguments = !last.arguments.is_none();
    let mut parent = || segments.next().map(|segment| segment.ident.to_string());
    match last.ident.to_string().as_str() {
        "NaiveDate" => Some("chrono"),
        // The `DateTime` of jiff has no time zone.
        "DateTime" if has_arguments => Some("chrono"),
        "OffsetDateTime" | "UtcDateTime" => Some("time"),
        "Date" => match parent().as_deref() {
            Some("time") => Some("time"),
            Some("civil") => Some("jiff"),
            Some(_) => None,
            None => Some("dates"),
        },
        "Timestamp" => match parent().as_deref() {
            Some("jiff") => Some("jiff"),
            Some(_) => None,
            None => Some("dates"),
        },
        _ => None,
    }
}

/// Returns whether the type cannot hold a title: a primitive, an `Option` or a `Vec`.
pub(crate) fn is_no_text(ty: &Type) -> bool {
    const PRIMITIVES: &[&str] = &[
        "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16",
        "u32", "u64", "u128", "usize",
    ];
    let is_primitive = matches!(ungrouped(ty), Type::Path(path)
        if PRIMITIVES.iter().any(|name| path.path.is_ident(name)));
    is_primitive || wrapper(ty).is_some()
}

/// Removes the invisible group around a type from a `macro_rules!` macro.
fn ungrouped(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => ungrouped(&group.elem),
        Type::Paren(paren) => ungrouped(&paren.elem),
        other => other,
    }
}

/// Formats the type as people write it, for messages.
pub(crate) fn written(ty: &Type) -> String {
    let mut text = String::new();
    let mut after_word = false;
    write_tokens(ungrouped(ty).to_token_stream(), &mut text, &mut after_word);
    text
}

fn write_tokens(tokens: TokenStream, text: &mut String, after_word: &mut bool) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::None => ("", ""),
                };
                if *after_word && open == "[" {
                    text.push(' ');
                }
                text.push_str(open);
                *after_word = false;
                write_tokens(group.stream(), text, after_word);
                text.push_str(close);
            }
            TokenTree::Punct(punct) => {
                // A lifetime is a quote followed by a word.
                if *after_word && punct.as_char() == '\'' {
                    text.push(' ');
                }
                match punct.as_char() {
                    separator @ (',' | ';') => text.extend([separator, ' ']),
                    operator @ ('+' | '=') => text.extend([' ', operator, ' ']),
                    other => text.push(other),
                }
                *after_word = false;
            }
            word => {
                if *after_word {
                    text.push(' ');
                }
                text.push_str(&word.to_string());
                *after_word = true;
            }
        }
    }
}

/// Returns whether the type contains a reference, so that it can be written but not read.
pub(crate) fn borrows(ty: &Type) -> bool {
    match ungrouped(ty) {
        Type::Reference(_) => true,
        Type::Path(path) if path.qself.is_none() => {
            path.path.segments.iter().any(|segment| match &segment.arguments {
                PathArguments::None => false,
                PathArguments::AngleBracketed(arguments) => {
                    arguments.args.iter().any(|argument| match argument {
                        GenericArgument::Type(ty) => borrows(ty),
                        GenericArgument::Lifetime(_) => false,
                        other => has_reference(other.to_token_stream()),
                    })
                }
                other => has_reference(other.to_token_stream()),
            })
        }
        other => has_reference(other.to_token_stream()),
    }
}

fn has_reference(tokens: TokenStream) -> bool {
    any_token(tokens, &|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == '&'))
}

/// Returns whether the type mentions a type parameter, so that an impl needs a bound for it.
pub(crate) fn is_generic(ty: &Type, generics: &Generics) -> bool {
    // Most structs have no parameters, and tokens are expensive: the compiler creates them.
    if generics.params.iter().all(|parameter| matches!(parameter, GenericParam::Lifetime(_))) {
        return false;
    }
    any_token(ty.to_token_stream(), &|token| {
        matches!(token, TokenTree::Ident(ident)
            if generics.type_params().any(|parameter| parameter.ident == *ident)
            || generics.const_params().any(|parameter| parameter.ident == *ident))
    })
}

fn any_token(tokens: TokenStream, test: &impl Fn(&TokenTree) -> bool) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => any_token(group.stream(), test),
        other => test(&other),
    })
}
