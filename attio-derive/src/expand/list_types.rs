//! Refuses the two attribute types that no list has, if an alias or a newtype hides them from the syntax.

use proc_macro2::TokenStream;
use quote::{format_ident, quote_spanned};

use super::Part;
use crate::diagnostics::Diagnostics;
use crate::model::Access;
use crate::parse::{Form, StructInput};
use crate::shape;

pub(super) fn expand(
    input: &StructInput<'_>,
    parts: &[Part<'_, '_>],
    errors: &Diagnostics,
) -> TokenStream {
    if input.form == Form::Record {
        return TokenStream::new();
    }
    let checks = parts.iter().filter_map(|Part { member, field, attribute, span, .. }| {
        let ty = field.ty;
        let is_hidden = attribute.checked_kind().is_none()
            && attribute.with.is_none()
            && shape::is_of_a_user(ty)
            && !shape::is_generic(ty, input.generics)
            && errors.member(*member).is_clean();
        let facts = match attribute.access {
            Access::ReadOnly => format_ident!("READ_AS"),
            Access::ReadWrite | Access::WriteOnly => format_ident!("WRITTEN_AS"),
        };
        is_hidden.then(|| {
            let ty = super::nameable(input, ty);
            quote_spanned! {*span=>
                const _: () = __attio::assert_in_list(__attio::ConstFacts::<#ty, ()>::#facts);
            }
        })
    });
    checks.collect()
}
