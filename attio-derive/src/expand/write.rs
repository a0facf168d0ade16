//! `WriteValues`: the types of the fields, the serializer of the values with one call per field, and the decoder.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Path;

use super::{Part, read};
use crate::model::{Access, Record};
use crate::parse::StructInput;

/// Everything that names the bounds of the fields is in one function. The same unmet bound at the same span is
/// one error per function, so in separate functions it would be counted several times.
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
            let span = super::blame(module);
            let write = function("write", *index, span);
            let write = quote_spanned!(span=> #write(&__this.#member, __to));
            return quote!(__out.write_with(&__FIELDS[#index], |__to| #write););
        }
        let write = quote_spanned!(*span=> <#ty as __attio::#bound>::write);
        quote!(#write(&__this.#member, __out, &__FIELDS[#index]);)
    });
    let shapes = parts.iter().map(shape);
    let read = read::expand(record, parts);
    let imports = parts.iter().filter_map(|part| Some((part, part.attribute.with.as_ref()?)));
    let imports = imports.map(|(part, module)| import(part, module, record.readable));
    quote! {
        #[automatically_derived]
        impl #impl_generics __attio::WriteValues for #name #type_generics #where_clause {
            fn fields(__task: __attio::FieldsTask<'_, Self>) -> __attio::Option<Self> {
                use __attio::{None as __None, Some as __Some};
                #(#imports)*
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

/// The import of the functions in the module of a field with `with`.
///
/// Missing functions are one error in an import, which names them and the module. In a call, each would be an
/// error, with a list of all functions of that name in the standard library. rustc drops a second error at the
/// same span, so each name has a hygiene of its own; both kinds look up items in the same scope.
fn import(
    Part { index, attribute, .. }: &Part<'_, '_>,
    module: &Path,
    readable: bool,
) -> TokenStream {
    let span = super::blame(module);
    let functions = [
        ("read", readable && attribute.access != Access::WriteOnly, span),
        ("write", attribute.access != Access::ReadOnly, span.resolved_at(Span::mixed_site())),
    ];
    let functions = functions.into_iter().filter(|(_, is_used, _)| *is_used);
    let functions = functions.map(|(name, _, span)| {
        let (original, name) = (Ident::new(name, span), function(name, *index, span));
        quote_spanned!(span=> #original as #name)
    });
    quote_spanned!(span=> use #module::{#(#functions),*};)
}

/// The name of an imported function of the field at this index.
pub(super) fn function(name: &str, index: usize, span: Span) -> Ident {
    format_ident!("__{name}_{index}", span = span)
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
