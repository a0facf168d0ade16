//! The struct of `#[derive(AttioRecord)]`.

use syn::{Data, DeriveInput, Fields, Generics, Ident, Type, Visibility};

use super::items::{Flag, Items, Key, Place, Text};
use super::option::{ENUM_KEYS, VARIANT_KEYS};
use crate::diagnostics::Diagnostics;

pub(super) const STRUCT_KEYS: &[Key] = &[
    Key::text("object"),
    Key::flag("partial"),
    Key::text("rename_all"),
    Key::text("crate"),
    Key::text("singular"),
    Key::text("plural"),
];

pub(super) const FIELD_KEYS: &[Key] = &[
    Key::text("slug"),
    Key::text("id"),
    Key::text("kind"),
    Key::flag("unique"),
    Key::flag("read_only"),
    Key::flag("write_only"),
    Key::flag("skip"),
    Key::either("default"),
    Key::text("with"),
    Key::text("constant"),
    Key::text("title"),
    Key::text("description"),
    Key::flag("required"),
    Key::text("currency"),
];

const STRUCT: Place = Place {
    name: "the struct",
    keys: STRUCT_KEYS,
    elsewhere: &[("a field", FIELD_KEYS), ("a variant", VARIANT_KEYS)],
};

const FIELD: Place = Place {
    name: "a field",
    keys: FIELD_KEYS,
    elsewhere: &[("the struct", STRUCT_KEYS), ("a variant", VARIANT_KEYS), ("the enum", ENUM_KEYS)],
};

/// A struct and what was said of it.
pub(crate) struct StructInput<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) generics: &'a Generics,
    pub(crate) object: Option<Text>,
    pub(crate) partial: bool,
    pub(crate) rename_all: Option<Text>,
    pub(crate) crate_path: Option<Text>,
    /// Empty where the struct has no named fields, which is an error.
    pub(crate) fields: Vec<FieldInput<'a>>,
}

/// A field and what was said of it.
pub(crate) struct FieldInput<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) vis: &'a Visibility,
    pub(crate) ty: &'a Type,
    pub(crate) slug: Option<Text>,
    pub(crate) id: Option<Text>,
    pub(crate) kind: Option<Text>,
    pub(crate) unique: Option<Flag>,
    pub(crate) read_only: Option<Flag>,
    pub(crate) write_only: Option<Flag>,
    pub(crate) skip: Option<Flag>,
    pub(crate) default: Option<DefaultInput>,
    pub(crate) with: Option<Text>,
    pub(crate) constant: Option<Text>,
    pub(crate) required: Option<Flag>,
    pub(crate) currency: Option<Text>,
    /// The first key beside `skip` and `default`, which `skip` contradicts.
    pub(crate) beside_skip: Option<Ident>,
}

/// `default` or `default = "path"`.
pub(crate) enum DefaultInput {
    Trait,
    Function(Text),
}

impl<'a> StructInput<'a> {
    pub(crate) fn parse(input: &'a DeriveInput, errors: &Diagnostics) -> Self {
        let items = Items::parse(&input.attrs, &STRUCT, errors);
        Self {
            ident: &input.ident,
            generics: &input.generics,
            object: items.text("object"),
            partial: items.flag("partial").is_some(),
            rename_all: items.text("rename_all"),
            crate_path: items.text("crate"),
            fields: parse_fields(input, errors),
        }
    }
}

fn parse_fields<'a>(input: &'a DeriveInput, errors: &Diagnostics) -> Vec<FieldInput<'a>> {
    let name = &input.ident;
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => {
                fields.named.iter().filter_map(|field| FieldInput::parse(field, errors)).collect()
            }
            Fields::Unnamed(_) | Fields::Unit => {
                errors.error(
                    name,
                    "a record needs fields with names, one for each attribute; for a newtype \
                     around one value derive `AttioValue`",
                );
                Vec::new()
            }
        },
        Data::Enum(_) => {
            errors.error(
                name,
                "a record is a struct; for an enum of select options or statuses derive \
                 `AttioOption`",
            );
            Vec::new()
        }
        Data::Union(_) => {
            errors.error(name, "a record is a struct, not a union");
            Vec::new()
        }
    }
}

impl<'a> FieldInput<'a> {
    fn parse(field: &'a syn::Field, errors: &Diagnostics) -> Option<Self> {
        let items = Items::parse(&field.attrs, &FIELD, errors);
        let default = match (items.flag("default"), items.text("default")) {
            (_, Some(path)) => Some(DefaultInput::Function(path)),
            (Some(_), None) => Some(DefaultInput::Trait),
            (None, None) => None,
        };
        Some(Self {
            ident: field.ident.as_ref()?,
            vis: &field.vis,
            ty: &field.ty,
            slug: items.text("slug"),
            id: items.text("id"),
            kind: items.text("kind"),
            unique: items.flag("unique"),
            read_only: items.flag("read_only"),
            write_only: items.flag("write_only"),
            skip: items.flag("skip"),
            default,
            with: items.text("with"),
            constant: items.text("constant"),
            required: items.flag("required"),
            currency: items.text("currency"),
            beside_skip: items.others("skip").find(|key| *key != "default").cloned(),
        })
    }
}
