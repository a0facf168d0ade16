//! The 17 attribute types of Attio.

use std::fmt;
use std::str::FromStr;

macro_rules! attribute_types {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $value:literal;)*) => {
        /// The type of an attribute, as the API spells it in `type` and `attribute_type`.
        ///
        /// Attio may add types. Parsing an unknown name returns an [`UnknownAttributeType`].
        ///
        /// ```
        /// use attio_schema::AttributeType;
        ///
        /// assert_eq!("email-address".parse(), Ok(AttributeType::EmailAddress));
        /// assert_eq!(AttributeType::EmailAddress.as_str(), "email-address");
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum AttributeType {
            $($(#[$doc])* $variant,)*
        }

        impl AttributeType {
            /// All types, in alphabetical order of their names.
            pub const ALL: &'static [AttributeType] = &[$(AttributeType::$variant,)*];

            /// Returns the API's name of the type.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(AttributeType::$variant => $name,)*
                }
            }

            /// Returns the name of the variant: `EmailAddress` for `email-address`.
            #[must_use]
            pub const fn rust_name(self) -> &'static str {
                match self {
                    $(AttributeType::$variant => stringify!($variant),)*
                }
            }

            /// Returns the name of the most natural Rust type for one value in `attio-core`: `f64` for
            /// `number`, `EmailAddress` for `email-address`.
            #[must_use]
            pub const fn value_type(self) -> &'static str {
                match self {
                    $(AttributeType::$variant => $value,)*
                }
            }
        }

        impl FromStr for AttributeType {
            type Err = UnknownAttributeType;

            fn from_str(name: &str) -> Result<Self, Self::Err> {
                match name {
                    $($name => Ok(AttributeType::$variant),)*
                    _ => Err(UnknownAttributeType { name: name.to_owned() }),
                }
            }
        }
    };
}

attribute_types! {
    /// A member of the workspace, an app, a token or the system.
    ActorReference = "actor-reference", "ActorRef";
    /// True or false.
    Checkbox = "checkbox", "bool";
    /// An amount of money; its currency is a setting of the attribute.
    Currency = "currency", "Currency";
    /// A day of the calendar, without a time.
    Date = "date", "Date";
    /// A domain name.
    Domain = "domain", "Domain";
    /// An e-mail address.
    EmailAddress = "email-address", "EmailAddress";
    /// An e-mail or a meeting, which only Attio writes.
    Interaction = "interaction", "Interaction";
    /// A postal address with coordinates.
    Location = "location", "Location";
    /// A 64-bit float.
    Number = "number", "f64";
    /// The name of a person.
    PersonalName = "personal-name", "PersonalName";
    /// A phone number.
    PhoneNumber = "phone-number", "PhoneNumber";
    /// 0 to 5 stars.
    Rating = "rating", "Rating";
    /// A reference to another record.
    RecordReference = "record-reference", "AnyRecordRef";
    /// One or several options of a list.
    Select = "select", "SelectOption";
    /// One stage of a list.
    Status = "status", "Status";
    /// Text without formatting.
    Text = "text", "String";
    /// An instant with nanoseconds.
    Timestamp = "timestamp", "Timestamp";
}

impl AttributeType {
    /// Returns whether attributes of this type can hold several values (source: each type's docs page).
    #[must_use]
    pub const fn can_be_multiselect(self) -> bool {
        matches!(
            self,
            Self::ActorReference
                | Self::Domain
                | Self::EmailAddress
                | Self::PhoneNumber
                | Self::RecordReference
                | Self::Select
        )
    }

    /// Returns whether attributes of this type can be unique. These are the types whose values can
    /// identify a record in a record reference.
    #[must_use]
    pub const fn can_be_unique(self) -> bool {
        matches!(
            self,
            Self::Domain | Self::EmailAddress | Self::Number | Self::PhoneNumber | Self::Text
        )
    }
}

impl fmt::Display for AttributeType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The error for a name that is not a known attribute type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownAttributeType {
    name: String,
}

impl UnknownAttributeType {
    /// Returns the name that was parsed.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for UnknownAttributeType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not an attribute type of Attio", self.name)
    }
}

impl std::error::Error for UnknownAttributeType {}
