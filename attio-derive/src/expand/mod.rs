//! The last stage: writes code. One file per output.

mod const_checks;
mod constants;
mod list_types;
mod nameable;
mod option;
mod read;
mod record;
mod stand_in;
mod value;
mod write;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::spanned::Spanned;
use syn::{DeriveInput, Generics, Type, parse_quote};

use self::nameable::nameable;
use crate::check;
use crate::diagnostics::Diagnostics;
use crate::model::{Access, Attribute, Field, Options, Record, kind_ident, parse_path};
use crate::parse::{EnumInput, Form, NewtypeInput, StructInput, Text};
use crate::shape;
use crate::snapshot::{Surroundings, Use};

pub(crate) fn record(input: &DeriveInput, form: Form, surroundings: &Surroundings) -> TokenStream {
    let errors = Diagnostics::default();
    let input = StructInput::parse(input, form, &errors);
    let krate = krate(input.crate_path.as_ref(), &errors);
    let mut record = Record::resolve(&input, &errors);
    check::alone(&input, &record, &errors);
    let snapshot = match input.schema_is_unclear {
        true => Use::Nothing,
        false => surroundings.snapshot(input.schema.as_ref(), &errors),
    };
    match &snapshot {
        Use::Check(snapshot) => check::against(&input, &mut record, snapshot, &errors),
        Use::Teach(snapshot) => check::teach(&mut record, input.form, snapshot),
        Use::Nothing => {}
    }
    let parts = parts(&record);
    let mut code = TokenStream::new();
    code.extend(record::parent_alias(&input));
    let mut checks = list_types::expand(&input, &parts, &errors);
    if let Use::Check(snapshot) = &snapshot {
        checks.extend(const_checks::expand(&input, &record, &parts, snapshot, &errors));
    }
    if !checks.is_empty() {
        code.extend(quote! {
            #[allow(unused_imports)]
            use __attio::Unknown as _;
            #checks
        });
    }
    code.extend(surroundings.tracking(snapshot.snapshot()));
    let found = errors.compile_errors();
    code.extend(match found {
        None => record::expand(&input, &record, &parts),
        Some(_) => stand_in::record(&input, &parts, &errors),
    });
    isolated(&krate, code, found)
}

pub(crate) fn value(input: &DeriveInput) -> TokenStream {
    let errors = Diagnostics::default();
    let input = NewtypeInput::parse(input, &errors);
    let krate = krate(input.crate_path.as_ref(), &errors);
    match (&input.inner, errors.compile_errors()) {
        (Some((member, ty)), None) => isolated(&krate, value::expand(&input, member, ty), None),
        (_, errors) => isolated(&krate, stand_in::value(&input), errors),
    }
}

pub(crate) fn option(input: &DeriveInput) -> TokenStream {
    let errors = Diagnostics::default();
    let input = EnumInput::parse(input, &errors);
    let krate = krate(input.crate_path.as_ref(), &errors);
    let options = Options::resolve(&input, &errors);
    match errors.compile_errors() {
        None => isolated(&krate, option::expand(&input, &options), None),
        Some(errors) => isolated(&krate, stand_in::option(&input), Some(errors)),
    }
}

/// The path of `attio_core`.
fn krate(path: Option<&Text>, errors: &Diagnostics) -> TokenStream {
    match path {
        None => quote!(::attio_core),
        Some(text) => {
            let path = parse_path(text, "the crate `attio_core`", "path::to::attio_core", errors);
            path.map_or_else(|| quote!(::attio_core), |path| quote!(#path))
        }
    }
}

/// Isolates the names of the code from the user's. An alias, never a glob: a glob would shadow the
/// user's own types.
fn isolated(krate: &TokenStream, code: TokenStream, errors: Option<TokenStream>) -> TokenStream {
    quote! {
        #errors
        #[doc(hidden)]
        #[allow(
            dead_code,
            deprecated,
            missing_docs,
            non_upper_case_globals,
            private_interfaces,
            unreachable_pub,
            unused_qualifications
        )]
        const _: () = {
            use #krate::__private as __attio;
            #code
        };
    }
}

/// A field that is an attribute, with the names and spans that all outputs share: creating one is a
/// call to the compiler.
struct Part<'r, 'a> {
    /// The index of the field in the struct.
    member: usize,
    /// The index in the table of descriptors.
    index: usize,
    field: &'r Field<'a>,
    attribute: &'r Attribute<'a>,
    /// The bound that the type of the field must meet, a path in `__attio`.
    bound: TokenStream,
    /// The span for errors about the type.
    span: Span,
}

impl Part<'_, '_> {
    /// The type and its bound, unless a user's module replaces the bound.
    fn bounded(&self) -> Option<(&Type, &TokenStream)> {
        self.attribute.with.is_none().then_some((self.field.ty, &self.bound))
    }
}

fn parts<'r, 'a>(record: &'r Record<'a>) -> Vec<Part<'r, 'a>> {
    let attributes = record.fields.iter().enumerate().filter_map(|(member, field)| {
        field.attribute.as_ref().map(|attribute| (member, field, attribute))
    });
    let parts = attributes.enumerate().map(|(index, (member, field, attribute))| Part {
        member,
        index,
        field,
        attribute,
        bound: bound(attribute, field.ty, record.readable),
        span: blame(field.ty),
    });
    parts.collect()
}

/// The bound that the type of a field must meet.
fn bound(attribute: &Attribute<'_>, ty: &Type, readable: bool) -> TokenStream {
    let direction = match attribute.access {
        Access::ReadOnly => "Read",
        Access::WriteOnly => "Write",
        Access::ReadWrite if !readable => "Write",
        Access::ReadWrite => "",
    };
    let ending = format!("{direction}Field");
    match attribute.checked_kind() {
        Some(kind) => kind_ident(kind, &ending).into_token_stream(),
        None => named(ty, &format_ident!("Any{ending}")),
    }
}

/// A bound for any attribute type, whose message names a feature if the type has the name of another crate's.
fn named(ty: &Type, bound: &Ident) -> TokenStream {
    match shape::other_crate(ty) {
        Some(module) => {
            let module = format_ident!("{module}");
            quote!(#module::#bound)
        }
        None => bound.into_token_stream(),
    }
}

/// The generics of an impl, with bounds for the fields whose types have type parameters.
fn with_bounds<'t>(
    generics: &Generics,
    bounds: impl IntoIterator<Item = (&'t Type, &'t TokenStream)>,
) -> Generics {
    let mut bounded = generics.clone();
    for (ty, bound) in bounds {
        if shape::is_generic(ty, generics) {
            let clause = bounded.make_where_clause();
            clause.predicates.push(parse_quote!(#ty: __attio::#bound));
        }
    }
    bounded
}

/// The span for generated code whose errors are caused by a user's type or path. Names in it still
/// resolve at the macro, even if a `macro_rules!` macro wrote the type.
fn blame(tokens: &impl Spanned) -> Span {
    tokens.span().resolved_at(Span::call_site())
}
