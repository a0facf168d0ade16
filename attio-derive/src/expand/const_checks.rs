//! The snapshot checks that involve another item, so that only the compiler can do them. They cover
//! the object that a reference points to, the titles of an options enum, and how many values a
//! user's type holds. They are assertions in constants, so that the messages are ours.

use attio_schema::AttributeType;
use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote_spanned};
use syn::Type;

use super::Part;
use super::option::fingerprint;
use crate::diagnostics::{Diagnostics, FEW};
use crate::model::{Access, Attribute, Known, Record, kind_ident};
use crate::parse::StructInput;
use crate::shape;
use crate::snapshot::Snapshot;

pub(super) fn expand(
    input: &StructInput<'_>,
    record: &Record<'_>,
    parts: &[Part<'_, '_>],
    snapshot: &Snapshot,
    errors: &Diagnostics,
) -> TokenStream {
    let file = snapshot.file();
    let mut checks = TokenStream::new();
    checks.extend(parent(input, record, snapshot));
    for Part { member, field, attribute, .. } in parts {
        let Some(known) = &attribute.known else { continue };
        let is_about_another = matches!(
            known.kind,
            Some(AttributeType::RecordReference | AttributeType::Select | AttributeType::Status)
        );
        if (known.counted && !is_about_another)
            // `with` may convert the type to anything; a type parameter is not known yet.
            || attribute.with.is_some()
            || shape::is_generic(field.ty, input.generics)
            || !errors.member(*member).is_clean()
        {
            continue;
        }
        if is_about_another {
            let value = shape::value(field.ty);
            checks.extend(match known.kind {
                Some(AttributeType::RecordReference) => reference(input, known, value, file),
                _ => {
                    let is_read = record.readable && attribute.access != Access::WriteOnly;
                    options(input, known, value, is_read, file)
                }
            });
        }
        checks.extend(count(input, attribute, known, field.ty, file));
    }
    checks
}

/// Checks that the records of the parent can be on the list.
fn parent(
    input: &StructInput<'_>,
    record: &Record<'_>,
    snapshot: &Snapshot,
) -> Option<TokenStream> {
    let parent = input.parent.as_ref()?;
    let list = snapshot.list(&record.target.to_ascii_lowercase()).ok()??;
    let known = |name: &String| snapshot.object_name(name);
    let name = |parent| known(parent).map_or(parent.as_str(), |object| object.name());
    let names: Vec<&str> = list.parent_objects.iter().map(name).collect();
    let ids = list.parent_objects.iter().filter_map(known).map(|object| object.id.as_str());
    let accepted: Vec<&str> = names.iter().copied().chain(ids).collect();
    let before = format!("`{}` is a record of `", shape::written(&syn::parse_quote!(#parent)));
    let after = format!(
        "`, but the list `{}` takes records of {} in `{}`; use {}",
        record.target,
        names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or "),
        snapshot.file(),
        if names.len() == 1 { "a struct of that object" } else { "`parent = AnyRecord`" }
    );
    let span = parent.segments.last().map_or_else(Span::call_site, super::blame);
    Some(quote_spanned! {span=>
        const _: () = __attio::assert_object(
            __attio::ConstFacts::<#parent, ()>::TARGET, &[#(#accepted),*], #before, #after,
        );
    })
}

/// Checks that the `T` of a `RecordRef<T>` is a record of an object that the attribute refers to. An
/// alias or a newtype has a constant with the object that it refers to.
fn reference(
    input: &StructInput<'_>,
    known: &Known,
    value: &Type,
    file: &str,
) -> Option<TokenStream> {
    let allowed = known.references.as_deref()?;
    let (target, constant, is) = match shape::argument(value, &["RecordRef"]) {
        Some(target) => (target, format_ident!("TARGET"), "is a record of"),
        None => (value, format_ident!("REFERENT"), "refers to a record of"),
    };
    let accepted = allowed.iter().flat_map(|object| [&object.name, &object.id]);
    let before = format!("`{}` {is} `", shape::written(target));
    let names: Vec<_> = allowed.iter().map(|object| format!("`{}`", object.name)).collect();
    let after = format!(
        "`, but the attribute `{}` refers to records of {} in `{file}`; use {}",
        known.slug,
        names.join(" or "),
        if names.len() == 1 { "a struct of that object" } else { "a struct of one of them" }
    );
    let span = super::blame(target);
    let target = super::nameable(input, target);
    Some(quote_spanned! {span=>
        const _: () = __attio::assert_object(
            __attio::ConstFacts::<#target, ()>::#constant, &[#(#accepted),*], #before, #after,
        );
    })
}

/// Checks that every variant of an options enum is an option of the attribute and, if the field is
/// read, that every option has a variant.
fn options(
    input: &StructInput<'_>,
    known: &Known,
    value: &Type,
    is_read: bool,
    file: &str,
) -> Option<TokenStream> {
    let Type::Path(path) = value else { return None };
    let name = path.path.segments.last()?.ident.to_string();
    // The snapshot may have been written without the options.
    if known.choices.is_empty() {
        return None;
    }
    let mut choices: Vec<_> = known.choices.iter().collect();
    // A message lists a few options in their own order; many are searched by halves.
    let is_sorted = choices.len() > FEW;
    if is_sorted {
        choices.sort_by(|one, other| one.title.cmp(&other.title));
    }
    let titles = choices.iter().map(|choice| &choice.title);
    let ids = choices.iter().map(|choice| &choice.id);
    let archived = choices.iter().filter(|choice| choice.is_archived).map(|choice| &choice.title);
    let fingerprints = |also_archived: bool| {
        let choices = choices.iter().filter(|choice| also_archived || !choice.is_archived);
        let titles = fingerprint(choices.clone().map(|choice| choice.title.as_str()));
        // Those of variants are in lower case.
        let ids: Vec<_> = choices.map(|choice| choice.id.to_ascii_lowercase()).collect();
        [titles, fingerprint(ids.iter().map(String::as_str))]
    };
    let (all, active) = (fingerprints(true), fingerprints(false));
    let slug = &known.slug;
    let is_status = known.kind == Some(AttributeType::Status);
    let span = super::blame(value);
    let value = super::nameable(input, value);
    Some(quote_spanned! {span=>
        #[allow(long_running_const_eval)]
        const _: () = __attio::assert_options(
            __attio::ConstFacts::<#value, ()>::OPTIONS,
            &__attio::KnownOptions {
                titles: &[#(#titles),*], ids: &[#(#ids),*], archived: &[#(#archived),*],
                is_sorted: #is_sorted, is_status: #is_status, is_read: #is_read,
                all: [#(#all),*], active: [#(#active),*],
                attribute: #slug, name: #name, file: #file,
            },
        );
    })
}

/// Checks the number of values if the syntax does not show it: of an alias or a user's type.
fn count(
    input: &StructInput<'_>,
    attribute: &Attribute<'_>,
    known: &Known,
    ty: &Type,
    file: &str,
) -> Option<TokenStream> {
    let kind = known.kind?;
    if known.counted || attribute.access == Access::ReadOnly {
        return None;
    }
    let slug = &known.slug;
    let (other, message) = if known.is_multiselect {
        let written = shape::written(ty);
        let message = format!(
            "the attribute `{slug}` can have several values in `{file}`; write `Vec<{written}>`"
        );
        (format_ident!("IS_ONE"), message)
    } else {
        let message = format!(
            "the attribute `{slug}` has at most one value in `{file}`; write `Option<_>` of one value"
        );
        (format_ident!("IS_MANY"), message)
    };
    let span = super::blame(ty);
    let marker = kind_ident(kind, "Kind");
    let ty = super::nameable(input, ty);
    Some(quote_spanned! {span=>
        const _: () = __attio::assert_count(
            __attio::ConstFacts::<#ty, __attio::kind::#marker>::#other, #message,
        );
    })
}
