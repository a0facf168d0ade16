//! `WriteRecord`: the values serializer, one call a field.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::Type;

use super::record::attributes;
use crate::model::{Access, Record};
use crate::parse::StructInput;

pub(super) fn bounds<'r>(record: &'r Record<'_>) -> impl Iterator<Item = (&'r Type, Ident)> {
    super::bounds(record, Access::ReadOnly)
}

pub(super) fn expand(input: &StructInput<'_>, record: &Record<'_>) -> TokenStream {
    let name = input.ident;
    let generics = super::with_bounds(input.generics, bounds(record));
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let writes = attributes(record)
        .filter(|(_, _, attribute)| attribute.access != Access::ReadOnly)
        .map(|(index, field, attribute)| {
            let (member, ty) = (field.ident, field.ty);
            if let Some(module) = &attribute.with {
                let write =
                    quote_spanned!(super::blame(module)=> #module::write(&self.#member, __to));
                return quote!(__out.write_with(&__FIELDS[#index], |__to| #write););
            }
            let bound = super::bound(attribute, record.readable);
            let write = quote_spanned!(super::blame(ty)=> <#ty as __attio::#bound>::write);
            quote!(#write(&self.#member, __out, &__FIELDS[#index]);)
        });
    quote! {
        #[automatically_derived]
        impl #impl_generics __attio::WriteRecord for #name #type_generics #where_clause {
            fn write_values(&self, __out: &mut __attio::ValuesWriter) {
                #(#writes)*
            }
        }
    }
}
