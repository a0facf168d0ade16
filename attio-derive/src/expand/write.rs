//! `WriteValues`: the types of the fields, the serializer of the values with one call per field, and the decoder.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::{Part, read};
use crate::model::{Access, Record};
use crate::parse::StructInput;

/// Everything that names the bounds of the fields is in one constant, and the compiler checks the closures
/// of a constant together with it. The same unmet bound at the same span is one error per function or
/// constant, so in separate functions it would be counted several times.
pub(super) fn expand(
    input: &StructInput<'_>,
    record: &Record<'_>,
    parts: &[Part<'_, '_>],
) -> TokenStream {
    let name = input.ident;
    let generics = super::with_bounds(input.generics, parts.iter().filter_map(Part::bounded));
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let writes = written(parts).map(|Part { index, field, attribute, bound, span, .. }| {
        let (member, ty) = (field.ident, field.ty);
        if let Some(module) = &attribute.with {
            let write =
                quote_spanned!(super::blame(module)=> #module::write(&__this.#member, __to));
            return quote!(__out.write_with(&__FIELDS[#index], |__to| #write););
        }
        let write = quote_spanned!(*span=> <#ty as __attio::#bound>::write);
        quote!(#write(&__this.#member, __out, &__FIELDS[#index]);)
    });
    let shapes = parts.iter().map(shape);
    let read = read::expand(record, parts);
    let derived = super::automatically_derived(input.generics);
    quote! {
        #derived
        impl #impl_generics __attio::WriteValues for #name #type_generics #where_clause {
            fn fields(__task: __attio::FieldsTask<'_, Self>) -> __attio::Option<Self> {
                use __attio::{None as __None, Some as __Some};
                match __task {
                    __attio::FieldsTask::Shapes(__shapes) => *__shapes = &[#(#shapes),*],
                    __attio::FieldsTask::Write(__this, __out) => { #(#writes)* }
                    __attio::FieldsTask::Read(__values) => return #read,
                }
                __None
            }
        }
    }
}

/// The type of a field. The path and its span are the same as in the writing and reading code. So a
/// type that does not fit is always the same error.
fn shape(Part { field, attribute, bound, span, .. }: &Part<'_, '_>) -> TokenStream {
    if attribute.with.is_some() {
        return quote!(__attio::Shape::UNKNOWN);
    }
    let ty = field.ty;
    quote_spanned!(*span=> <#ty as __attio::#bound>::SHAPE)
}

/// Returns the parts that are written.
pub(super) fn written<'r, 'a>(parts: &'r [Part<'r, 'a>]) -> impl Iterator<Item = &'r Part<'r, 'a>> {
    parts.iter().filter(|part| part.attribute.access != Access::ReadOnly)
}
