//! `AttioValue`: a newtype behaves like its inner type.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::{Member, Type, parse_quote};

use crate::parse::NewtypeInput;
use crate::shape;

pub(super) fn expand(input: &NewtypeInput<'_>, member: &Member, ty: &Type) -> TokenStream {
    let name = input.ident;
    let readable = !shape::borrows(ty);
    let bound = match readable {
        true => super::named(ty, &format_ident!("InnerValue")),
        false => quote!(InnerWriteValue),
    };
    let generics = super::with_bounds(input.generics, [(ty, &bound)]);
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let inner = quote_spanned!(super::blame(ty)=> <#ty as __attio::#bound>);
    let code = quote!(<Self as __attio::Newtype>::CODE);
    let read_inner = match readable {
        true => quote!(|__value| __attio::Result::Ok(Self { #member: #inner::read(__value)? })),
        false => quote!(|__value| __attio::Result::Err(__value.not(""))),
    };
    let read = readable.then(|| {
        quote! {
            #[automatically_derived]
            impl #impl_generics __attio::ReadValue for #name #type_generics #where_clause {
                const SHAPE: __attio::ValueShape = #code.shape;

                fn read(
                    __value: __attio::ValueReader<'_>,
                ) -> __attio::Result<Self, __attio::ValueError> {
                    (#code.read)(__value)
                }
            }
        }
    });
    let mut fits = input.generics.clone();
    fits.params.push(parse_quote!(__K));
    fits.make_where_clause().predicates.push(parse_quote!(#ty: __attio::Fits<__K>));
    let (fits_generics, _, fits_clause) = fits.split_for_impl();
    let operand = operand(input, member, ty);
    quote! {
        #[automatically_derived]
        impl #impl_generics __attio::Newtype for #name #type_generics #where_clause {
            const CODE: __attio::NewtypeCode<Self> = __attio::NewtypeCode {
                shape: #inner::SHAPE,
                write: |__this, __out| #inner::write(&__this.#member, __out),
                read: #read_inner,
            };
        }

        #[automatically_derived]
        impl #impl_generics __attio::WriteValue for #name #type_generics #where_clause {
            const SHAPE: __attio::ValueShape = #code.shape;

            fn write(
                &self,
                __out: __attio::ValueWriter<'_>,
            ) -> __attio::Result<(), __attio::ValueError> {
                (#code.write)(self, __out)
            }
        }

        #read

        #[automatically_derived]
        impl #fits_generics __attio::Fits<__K> for #name #type_generics #fits_clause {}

        #[automatically_derived]
        impl #impl_generics __attio::ValueKind for #name #type_generics #where_clause {
            type Kind = __attio::KindOf<#ty>;
        }

        #operand
    }
}

/// In filters, the newtype and a reference to it are what the inner type is.
fn operand(input: &NewtypeInput<'_>, member: &Member, ty: &Type) -> TokenStream {
    let name = input.ident;
    let (_, type_generics, _) = input.generics.split_for_impl();
    let mut generics = input.generics.clone();
    generics.params.push(parse_quote!(__K: __attio::FilterKind));
    generics.make_where_clause().predicates.push(parse_quote!(#ty: __attio::Operand<__K>));
    let mut of_reference = generics.clone();
    of_reference.params.insert(0, parse_quote!('__r));
    [(generics, quote!()), (of_reference, quote!(&'__r))]
        .into_iter()
        .map(|(generics, reference)| {
            let (impl_generics, _, where_clause) = generics.split_for_impl();
            quote! {
                #[automatically_derived]
                #[diagnostic::do_not_recommend]
                impl #impl_generics __attio::Operand<__K> for #reference #name #type_generics
                #where_clause
                {
                    const SEALED: __attio::Sealed = __attio::Sealed;

                    fn write(&self, __out: &mut __attio::String) {
                        __attio::Operand::<__K>::write(&self.#member, __out);
                    }

                    fn write_eq(
                        &self,
                        __property: __attio::Option<&str>,
                        __out: &mut __attio::String,
                    ) {
                        __attio::Operand::<__K>::write_eq(&self.#member, __property, __out);
                    }
                }
            }
        })
        .collect()
}
