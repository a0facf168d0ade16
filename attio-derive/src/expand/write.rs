//! `WriteValues`: the types of the fields, and the serializer of the values, with one call per field.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::Part;
use crate::model::Access;
use crate::parse::StructInput;

pub(super) fn expand(input: &StructInput<'_>, parts: &[Part<'_, '_>]) -> TokenStream {
    let name = input.ident;
    let generics = super::with_bounds(input.generics, parts.iter().filter_map(Part::bounded));
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let writes = written(parts).map(|Part { index, field, attribute, bound, span, .. }| {
        let (member, ty) = (field.ident, field.ty);
        if let Some(module) = &attribute.with {
            let write = quote_spanned!(super::blame(module)=> #module::write(&self.#member, __to));
            return quote!(__out.write_with(&__FIELDS[#index], |__to| #write););
        }
        let write = quote_spanned!(*span=> <#ty as __attio::#bound>::write);
        quote!(#write(&self.#member, __out, &__FIELDS[#index]);)
    });
    let shapes = parts.iter().map(shape);
    quote! {
        #[automatically_derived]
        impl #impl_generics __attio::WriteValues for #name #type_generics #where_clause {
            const SHAPES: &'static [__attio::Shape] = &[#(#shapes),*];

            fn write_values(&self, __out: &mut __attio::ValuesWriter) {
                #(#writes)*
            }
        }
    }
}

/// The type of a field. The path and its span are the same as in the writing and reading code. So a
/// type that does not fit is always the same error, which the compiler shows once.
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
