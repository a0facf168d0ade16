//! The struct of `#[derive(AttioRecord)]` or `#[derive(AttioEntry)]`.

use syn::{Attribute, Data, DeriveInput, Fields, Generics, Ident, Path, Type, Visibility};

use super::items::{Flag, Items, Text, keys_of};
use super::keys::{ENTRY, ENTRY_FIELD, ENTRY_WITHOUT_PARENT, FIELD, Place, STRUCT, WHOLE_ENTRY};
use crate::diagnostics::Diagnostics;
use crate::shape::{self, Wrapper};

/// Whether a struct stands for a record or an entry: the derive that it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Record,
    Entry,
}

impl Form {
    /// The key that names the target.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Record => "object",
            Self::Entry => "list",
        }
    }

    /// "a record" or "an entry".
    pub(crate) fn with_article(self) -> &'static str {
        match self {
            Self::Record => "a record",
            Self::Entry => "an entry",
        }
    }

    /// "records" or "entries".
    pub(crate) fn plural(self) -> &'static str {
        match self {
            Self::Record => "records",
            Self::Entry => "entries",
        }
    }

    fn field(self) -> &'static Place {
        match self {
            Self::Record => &FIELD,
            Self::Entry => &ENTRY_FIELD,
        }
    }
}

/// A struct and its keys.
pub(crate) struct StructInput<'a> {
    pub(crate) form: Form,
    pub(crate) ident: &'a Ident,
    pub(crate) vis: &'a Visibility,
    pub(crate) generics: &'a Generics,
    /// The object or the list.
    pub(crate) target: Option<Text>,
    /// Whether a missing target is the consequence of another mistake.
    pub(crate) target_is_excused: bool,
    /// The struct of the records that are on the list.
    pub(crate) parent: Option<Path>,
    /// Whether a missing parent is the consequence of another mistake.
    pub(crate) parent_is_excused: bool,
    pub(crate) partial: bool,
    /// Whether the snapshot may lack the object.
    pub(crate) ahead: bool,
    pub(crate) rename_all: Option<Text>,
    pub(crate) crate_path: Option<Text>,
    /// The path of the snapshot.
    pub(crate) schema: Option<Text>,
    /// Whether the path of the snapshot is set, but could not be parsed.
    pub(crate) schema_is_unclear: bool,
    pub(crate) singular: Option<Text>,
    pub(crate) plural: Option<Text>,
    /// The name of the list.
    pub(crate) name: Option<Text>,
    /// Empty if the struct has no named fields, which is an error.
    pub(crate) fields: Vec<FieldInput<'a>>,
}

/// A field and its keys.
pub(crate) struct FieldInput<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) vis: &'a Visibility,
    pub(crate) ty: &'a Type,
    /// The wrapper around the type of the values, and that type.
    pub(crate) wrapper: Option<(Wrapper, &'a Type)>,
    pub(crate) slug: Option<Text>,
    /// Whether the slug or the ID is set, but could not be parsed.
    pub(crate) address_is_unclear: bool,
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
    pub(crate) title: Option<Text>,
    pub(crate) description: Option<Text>,
    /// Whether the snapshot may lack the attribute.
    pub(crate) ahead: bool,
    /// Whether every key was parsed, so that an absent key is certainly not set.
    pub(crate) understood: bool,
    /// The first key that contradicts `skip`: any key except `skip` and `default`.
    pub(crate) beside_skip: Option<Ident>,
}

/// `default` or `default = "path"`.
pub(crate) enum DefaultInput {
    Trait,
    Function(Text),
}

impl<'a> StructInput<'a> {
    pub(crate) fn parse(input: &'a DeriveInput, derived: Form, errors: &Diagnostics) -> Self {
        let (form, place) = meant(&input.attrs, derived, errors);
        let items = Items::parse(&input.attrs, place, errors);
        // A missing target or parent is then the consequence of another mistake.
        let is_other = form != derived || !has_named_fields(&input.data);
        let parent = items.path("parent").filter(|parent| is_another(parent, &input.ident, errors));
        Self {
            form,
            ident: &input.ident,
            vis: &input.vis,
            generics: &input.generics,
            target: items.text(form.key()),
            target_is_excused: items.is_unclear(form.key()) || is_other,
            parent_is_excused: items.has("parent") || items.is_unclear("parent") || is_other,
            parent,
            partial: items.flag("partial").is_some(),
            ahead: items.flag("ahead").is_some() || items.is_unclear("ahead"),
            rename_all: items.text("rename_all"),
            crate_path: items.text("crate"),
            schema: items.text("schema"),
            schema_is_unclear: items.is_unclear("schema"),
            singular: items.text("singular"),
            plural: items.text("plural"),
            name: items.text("name"),
            fields: parse_fields(input, form, errors),
        }
    }
}

/// Returns the form that the keys mean, and the keys that it takes. It is an error if it is not the derived form; the
/// struct is then read in the form that is meant, so that it is the only error.
fn meant(attributes: &[Attribute], derived: Form, errors: &Diagnostics) -> (Form, &'static Place) {
    let keys = keys_of(attributes);
    let find = |name: &str| keys.iter().find(|key| *key == name);
    let (list, parent) = (find("list"), find("parent"));
    match (derived, find("object"), list.or(parent)) {
        (Form::Record, None, Some(key)) => {
            errors.error(
                key,
                format!(
                    "`{key}` is a key of entries; derive `AttioEntry` instead, or write `object`"
                ),
            );
            (Form::Entry, &ENTRY)
        }
        (Form::Entry, Some(key), None) => {
            errors.error(
                key,
                "`object` is a key of records; derive `AttioRecord` instead, or write `list` and `parent`",
            );
            (Form::Record, &STRUCT)
        }
        (Form::Record, ..) => (Form::Record, &STRUCT),
        (Form::Entry, ..) if list.is_none() => (Form::Entry, &ENTRY),
        (Form::Entry, ..) if parent.is_none() => (Form::Entry, &ENTRY_WITHOUT_PARENT),
        (Form::Entry, ..) => (Form::Entry, &WHOLE_ENTRY),
    }
}

/// Returns whether the parent is another struct.
fn is_another(parent: &Path, entry: &Ident, errors: &Diagnostics) -> bool {
    let is_another = !parent.is_ident("Self") && !parent.is_ident(entry);
    if !is_another {
        errors.error(
            parent,
            "an entry is not its own parent; write the struct of the records on the list",
        );
    }
    is_another
}

fn has_named_fields(data: &Data) -> bool {
    matches!(data, Data::Struct(data) if matches!(data.fields, Fields::Named(_)))
}

fn parse_fields<'a>(
    input: &'a DeriveInput,
    form: Form,
    errors: &Diagnostics,
) -> Vec<FieldInput<'a>> {
    let (name, what) = (&input.ident, form.with_article());
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => {
                let fields = fields.named.iter().enumerate();
                fields
                    .filter_map(|(index, field)| {
                        FieldInput::parse(field, form, &errors.member(index))
                    })
                    .collect()
            }
            Fields::Unnamed(_) | Fields::Unit => {
                errors.error(
                    name,
                    format!(
                        "{what} needs named fields, one per attribute; for a newtype around one \
                         value derive `AttioValue`"
                    ),
                );
                Vec::new()
            }
        },
        Data::Enum(_) => {
            errors.error(
                name,
                format!(
                    "{what} is a struct; for an enum of select options or statuses derive \
                     `AttioOption`"
                ),
            );
            Vec::new()
        }
        Data::Union(_) => {
            errors.error(name, format!("{what} is a struct, not a union"));
            Vec::new()
        }
    }
}

impl<'a> FieldInput<'a> {
    fn parse(field: &'a syn::Field, form: Form, errors: &Diagnostics) -> Option<Self> {
        let items = Items::parse(&field.attrs, form.field(), errors);
        let understood = errors.is_clean();
        let default = match (items.flag("default"), items.text("default")) {
            (_, Some(path)) => Some(DefaultInput::Function(path)),
            (Some(_), None) => Some(DefaultInput::Trait),
            (None, None) => None,
        };
        Some(Self {
            ident: field.ident.as_ref()?,
            vis: &field.vis,
            ty: &field.ty,
            wrapper: shape::wrapper(&field.ty),
            slug: items.text("slug"),
            address_is_unclear: items.is_unclear("slug") || items.is_unclear("id"),
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
            title: items.text("title"),
            description: items.text("description"),
            ahead: items.flag("ahead").is_some(),
            understood,
            beside_skip: items.others("skip").find(|key| *key != "default").cloned(),
        })
    }
}
