use serde_json::Value;

use crate::AttributeType;

/// An attribute of an object, with every property that the API returns.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Attribute {
    /// The attribute's ID, `id.attribute_id` in the API.
    pub id: String,
    /// The title in the user interface.
    pub title: String,
    /// The description.
    pub description: Option<String>,
    /// The slug.
    pub api_slug: String,
    /// The name of the type, `type` in the API. It is a string, so that a type newer than this crate
    /// is kept; [`Attribute::attribute_type`] returns it as an enum.
    pub type_name: String,
    /// Whether Attio defined the attribute.
    pub is_system_attribute: bool,
    /// Whether values can be written with the API.
    pub is_writable: bool,
    /// Whether a new record must have a value.
    pub is_required: bool,
    /// Whether values are unique: two records cannot have the same value.
    pub is_unique: bool,
    /// Whether a record can have several values.
    pub is_multiselect: bool,
    /// Whether the default value is used.
    pub is_default_value_enabled: bool,
    /// Whether the attribute is hidden.
    pub is_archived: bool,
    /// The value of a new record whose create sets no value.
    pub default_value: Option<DefaultValue>,
    /// The other side, when the attribute is one side of a relationship.
    pub relationship: Option<Relationship>,
    /// When the attribute was created. A snapshot does not keep it.
    pub created_at: Option<String>,
    /// The settings that belong to the type.
    pub config: Config,
    /// The options of a select attribute, in the API's order (the order of the user interface).
    pub options: Vec<SelectOption>,
    /// The statuses of a status attribute, in the API's order (the order of the user interface).
    pub statuses: Vec<Status>,
}

impl Attribute {
    /// Creates a writable attribute with this slug and type; the slug is also its title.
    #[must_use]
    pub fn new(api_slug: &str, type_name: &str) -> Self {
        Self {
            api_slug: api_slug.to_owned(),
            title: api_slug.to_owned(),
            type_name: type_name.to_owned(),
            is_writable: true,
            ..Self::default()
        }
    }

    /// Returns the type, if this crate knows it.
    #[must_use]
    pub fn attribute_type(&self) -> Option<AttributeType> {
        self.type_name.parse().ok()
    }

    /// Returns whether this is the attribute's slug or ID.
    #[must_use]
    pub fn is(&self, slug_or_id: &str) -> bool {
        self.api_slug == slug_or_id || self.id == slug_or_id
    }
}

/// The default value of a new record.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum DefaultValue {
    /// Computed when the record is created: `current-user` for actor references, and for dates and
    /// timestamps an ISO 8601 duration such as `P1M`, which is added to the current time.
    Dynamic {
        /// The rule.
        template: String,
    },
    /// The same values for every record.
    Static {
        /// The values in the API's reduced read form: the members of the value and
        /// `attribute_type`.
        template: Vec<Value>,
    },
    /// A form that this crate does not know, kept unchanged.
    Other(Value),
}

/// The other side of a relationship attribute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Relationship {
    /// The ID of the other object.
    pub object_id: String,
    /// The ID of the other attribute.
    pub attribute_id: String,
    /// The slug of the other object. Responses of 2025 have only the IDs.
    pub object_slug: Option<String>,
    /// The title of the other attribute. Responses of 2025 have only the IDs.
    pub title: Option<String>,
    /// The slug of the other attribute. Responses of 2025 have only the IDs.
    pub api_slug: Option<String>,
    /// Whether a record of the other object can have several values there. Responses of 2025 have
    /// only the IDs.
    pub is_multiselect: Option<bool>,
}

/// The settings that belong to an attribute's type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Config {
    /// Settings of a currency attribute; empty for other types.
    pub currency: CurrencyConfig,
    /// Settings of a record reference; empty for other types.
    pub record_reference: RecordReferenceConfig,
}

/// The settings of a currency attribute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CurrencyConfig {
    /// The currency of all values, such as `USD`.
    pub default_currency_code: Option<String>,
    /// `code`, `name`, `narrowSymbol` or `symbol`.
    pub display_type: Option<String>,
}

/// The settings of a record reference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordReferenceConfig {
    /// The IDs of the objects whose records can be referred to; `None` or an empty list means any
    /// object.
    pub allowed_object_ids: Option<Vec<String>>,
}

/// An option of a select attribute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SelectOption {
    /// The option's ID, `id.option_id` in the API.
    pub id: String,
    /// The title.
    pub title: String,
    /// Whether the option is hidden.
    pub is_archived: bool,
}

impl SelectOption {
    /// Creates an option with this title and without an ID.
    #[must_use]
    pub fn new(title: &str) -> Self {
        Self { title: title.to_owned(), ..Self::default() }
    }
}

/// A status of a status attribute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Status {
    /// The status's ID, `id.status_id` in the API.
    pub id: String,
    /// The title.
    pub title: String,
    /// Whether the status is hidden.
    pub is_archived: bool,
    /// Whether reaching the status is celebrated in the user interface.
    pub celebration_enabled: bool,
    /// How long a record should keep the status, an ISO 8601 duration such as `P0Y0M1DT0H0M0S`.
    pub target_time_in_status: Option<String>,
}

impl Status {
    /// Creates a status with this title and without an ID.
    #[must_use]
    pub fn new(title: &str) -> Self {
        Self { title: title.to_owned(), ..Self::default() }
    }
}
