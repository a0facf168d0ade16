use serde_json::Value;

use crate::AttributeType;

/// An attribute of an object, with every property that the API tells.
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
    /// The name of the type, `type` in the API. It is kept as text, so that a type which is newer
    /// than this crate survives; [`Attribute::attribute_type`] has it as a type.
    pub type_name: String,
    /// Whether Attio defined the attribute.
    pub is_system_attribute: bool,
    /// Whether values can be written over the API.
    pub is_writable: bool,
    /// Whether a new record must have a value.
    pub is_required: bool,
    /// Whether two records cannot have the same value.
    pub is_unique: bool,
    /// Whether a record can have several values.
    pub is_multiselect: bool,
    /// Whether the default value is used.
    pub is_default_value_enabled: bool,
    /// Whether the attribute is hidden.
    pub is_archived: bool,
    /// What a new record gets that has no value of its own.
    pub default_value: Option<DefaultValue>,
    /// The other side, when the attribute is one side of a relationship.
    pub relationship: Option<Relationship>,
    /// When the attribute was made; a snapshot does not keep it.
    pub created_at: Option<String>,
    /// The settings that belong to the type.
    pub config: Config,
    /// The options of a select attribute, in the API's order (the order of the user interface).
    pub options: Vec<SelectOption>,
    /// The statuses of a status attribute, in the API's order (the order of the user interface).
    pub statuses: Vec<Status>,
}

impl Attribute {
    /// A writable attribute with this slug and type, with the slug as its title and nothing else.
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

    /// The type, when it is one that this crate knows.
    #[must_use]
    pub fn attribute_type(&self) -> Option<AttributeType> {
        self.type_name.parse().ok()
    }

    /// Whether this is the attribute's slug or ID.
    #[must_use]
    pub fn is(&self, slug_or_id: &str) -> bool {
        self.api_slug == slug_or_id || self.id == slug_or_id
    }
}

/// What a new record gets when it has no value of its own.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum DefaultValue {
    /// Worked out when the record is made: `current-user` for actor references; for dates and
    /// timestamps an ISO 8601 duration that is added to the current time, such as `P1M`.
    Dynamic {
        /// The rule.
        template: String,
    },
    /// The same for every record.
    Static {
        /// The values in the API's reduced read form: the members of the value and
        /// `attribute_type`.
        template: Vec<Value>,
    },
    /// A form that this crate does not know, kept as it came.
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
    /// The slug of the other object. Answers of 2025 have the IDs only.
    pub object_slug: Option<String>,
    /// The title of the other attribute. Answers of 2025 have the IDs only.
    pub title: Option<String>,
    /// The slug of the other attribute. Answers of 2025 have the IDs only.
    pub api_slug: Option<String>,
    /// Whether a record of the other object can have several values there. Answers of 2025 have
    /// the IDs only.
    pub is_multiselect: Option<bool>,
}

/// The settings that belong to an attribute's type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Config {
    /// Settings of a currency attribute; empty for others.
    pub currency: CurrencyConfig,
    /// Settings of a record reference; empty for others.
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
    /// The IDs of the objects whose records can be referred to; none means any object.
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
    /// An option with this title and without an ID.
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
    /// How long a record should stay, an ISO 8601 duration such as `P0Y0M1DT0H0M0S`.
    pub target_time_in_status: Option<String>,
}

impl Status {
    /// A status with this title and without an ID.
    #[must_use]
    pub fn new(title: &str) -> Self {
        Self { title: title.to_owned(), ..Self::default() }
    }
}
