//! Types in constants outside of the impl, which have neither `Self` nor lifetimes.

use proc_macro2::{Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::Type;

use crate::parse::StructInput;

/// Rewrites a type for a constant outside of the impl.
pub(super) fn nameable(input: &StructInput<'_>, ty: &Type) -> TokenStream {
    let (_, generics, _) = input.generics.split_for_impl();
    let name = input.ident;
    renamed(ty.to_token_stream(), &quote!(#name #generics))
}

fn renamed(tokens: TokenStream, this: &TokenStream) -> TokenStream {
    let mut renamed_tokens = TokenStream::new();
    let mut tokens = tokens.into_iter();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(ident) if ident == "Self" => {
                renamed_tokens.extend(renamed(this.clone(), &TokenStream::new()));
            }
            TokenTree::Punct(quote) if quote.as_char() == '\'' => {
                let name = match tokens.next() {
                    Some(TokenTree::Ident(name)) if name == "static" => name,
                    _ => format_ident!("_"),
                };
                renamed_tokens.extend(lifetime(&name));
            }
            TokenTree::Group(group) => {
                let inner = renamed(group.stream(), this);
                let mut copy = Group::new(group.delimiter(), inner);
                copy.set_span(group.span());
                renamed_tokens.extend([TokenTree::Group(copy)]);
            }
            other => renamed_tokens.extend([other]),
        }
    }
    renamed_tokens
}

fn lifetime(name: &Ident) -> [TokenTree; 2] {
    let mut quote = Punct::new('\'', Spacing::Joint);
    quote.set_span(Span::call_site());
    [TokenTree::Punct(quote), TokenTree::Ident(name.clone())]
}
