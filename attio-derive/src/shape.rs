//! What the syntax of a type shows: how many values it holds, and whether it borrows.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{GenericArgument, Generics, PathArguments, Type};

/// The wrappers that say how many values a field has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrapper {
    Option,
    Vec,
}

impl Wrapper {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Option => "Option",
            Self::Vec => "Vec",
        }
    }
}

/// `Option<T>` or `Vec<T>`, by the last segment of the path: aliases are for the compiler to see.
pub(crate) fn wrapper(ty: &Type) -> Option<(Wrapper, &Type)> {
    let Type::Path(path) = ungrouped(ty) else {
        return None;
    };
    let segment = path.path.segments.last()?;
    let wrapper = match segment.ident.to_string().as_str() {
        "Option" => Wrapper::Option,
        "Vec" => Wrapper::Vec,
        _ => return None,
    };
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    match arguments.args.first()? {
        GenericArgument::Type(inner) => Some((wrapper, inner)),
        _ => None,
    }
}

/// Types that come out of a `macro_rules!` macro stand in an invisible group.
fn ungrouped(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => ungrouped(&group.elem),
        Type::Paren(paren) => ungrouped(&paren.elem),
        other => other,
    }
}

/// Whether the type has a reference anywhere, so that it can be written but not read.
pub(crate) fn borrows(ty: &Type) -> bool {
    any_token(
        ty.to_token_stream(),
        &|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == '&'),
    )
}

/// Whether the type mentions a type parameter, so that an impl needs a bound for it.
pub(crate) fn is_generic(ty: &Type, generics: &Generics) -> bool {
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
