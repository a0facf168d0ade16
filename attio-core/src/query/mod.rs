//! Queries: typed filters and sorts, pages and streams.
//!
//! ```
//! use attio_core::{AttioRecord, EmailAddress, PersonalName};
//!
//! #[derive(AttioRecord)]
//! #[attio(object = "people")]
//! struct Person {
//!     name: PersonalName,
//!     #[attio(slug = "email_addresses", unique)]
//!     emails: Vec<EmailAddress>,
//!     job_title: Option<String>,
//! }
//!
//! let engineers = Person::JOB_TITLE.contains("engineer")
//!     & (Person::EMAILS.root_domain().eq("acme.com") | !Person::NAME.last_name().eq("Lovelace"));
//! assert_eq!(
//!     engineers.to_json(),
//!     concat!(
//!         r#"{"$and":[{"job_title":{"$contains":"engineer"}},"#,
//!         r#"{"$or":[{"email_addresses":{"email_root_domain":{"$eq":"acme.com"}}},"#,
//!         r#"{"$not":{"name":{"last_name":{"$eq":"Lovelace"}}}}]}]}"#,
//!     )
//! );
//! ```
//!
//! Each kind of attribute has exactly the operators that the API has for it: an operator that Attio
//! would refuse does not compile. `!` works on everything that Attio can negate. To negate a group,
//! the library negates each of its conditions, because the API's `$not` takes only single conditions.
//!
//! # Operators
//!
//! The operators are methods of [`Attribute`](crate::Attribute), of the [`Property`] that a method
//! such as [`root_domain`](crate::Attribute::root_domain) returns, and of the [`Via`] that
//! [`via`](crate::Attribute::via) returns.
//!
//! | attribute type | field | operators | properties | compared with |
//! |---|---|---|---|---|
//! | `text` | `String` | `eq` `is_in` `contains` `starts_with` `ends_with` | | strings: `&str`, `&String`, `String`, `Cow<str>`, `Arc<str>` |
//! | `number` | integers, floats | `eq` `lt` `lte` `gt` `gte` | | integers of at most 64 bits, floats |
//! | `currency` | [`Currency`], [`Decimal`] | `eq` `lt` `lte` `gt` `gte` | | numbers, [`Decimal`], [`Currency`] (its amount) |
//! | `rating` | [`Rating`] | `eq` `lt` `lte` `gt` `gte` | | [`Rating`], `u8`, `i32` |
//! | `date` | [`Date`] | `eq` `lt` `lte` `gt` `gte` | | [`Date`] |
//! | `timestamp` | [`Timestamp`] | `eq` `lt` `lte` `gt` `gte` | | [`Timestamp`] |
//! | `checkbox` | `bool` | `eq` | | `bool` |
//! | `select` | [`SelectOption`] | `eq` | | strings (a title), `Uuid`, [`SelectOption`], enums of options |
//! | | an enum of options | `eq` | | the enum, `Uuid`, [`SelectOption`] |
//! | `status` | [`Status`] | `eq` | `active_from` | strings (a title), `Uuid`, [`Status`], enums of options |
//! | | an enum with `kind = "status"` | `eq` | `active_from` | the enum, `Uuid`, [`Status`] |
//! | `record-reference` | [`RecordRef<T>`](crate::RecordRef) | `eq` `is_in` | attributes of `T`, by `via` | [`RecordId<T>`](crate::RecordId) |
//! | | [`AnyRecordRef`] | `eq` | `target_object` | [`RecordId`](crate::RecordId) of any record, [`AnyRecordRef`] |
//! | `actor-reference` | [`ActorRef`], [`Actor`] | `eq` | | [`Actor`], `Uuid` (a workspace member) |
//! | `domain` | [`Domain`] | `eq` `contains` `starts_with` `ends_with` `is_empty` `is_not_empty` | `root_domain` | strings, [`Domain`] |
//! | `email-address` | [`EmailAddress`] | `eq` `contains` `starts_with` `ends_with` | `domain` `root_domain` `local_specifier` | strings, [`EmailAddress`] |
//! | `phone-number` | [`PhoneNumber`] | `eq` `contains` `starts_with` `ends_with` | `country_code` | strings, [`PhoneNumber`] |
//! | `personal-name` | [`PersonalName`] | `eq` `contains` `starts_with` `ends_with` `is_empty` `is_not_empty` | `first_name` `last_name` `full_name` | strings, [`PersonalName`] (its full name) |
//! | `location` | [`Location`] | | `locality` `region` `postcode` `country_code` `line_1` to `line_4` | |
//! | `interaction` | [`Interaction`] | | `interaction_type` `interacted_at` `owner_member_id` | |
//!
//! A field with `#[attio(kind = "…")]` has the operators of that attribute type; a newtype has the
//! operators of its inner type. `contains`, `starts_with` and `ends_with` take any string. A newtype with
//! `#[derive(AttioValue)]`, or a reference to one, can be used like its inner type.
//!
//! A field that is an enum of options is not compared with a string, because a title that the enum lacks is
//! usually a typing error. Compare it with a variant, or with any other option as
//! `SelectOption::title("Bronze")` or `Status::title("Lost")`.
//!
//! | property | operators | compared with |
//! |---|---|---|
//! | `domain`, `root_domain`, `local_specifier` of an e-mail address | `eq` `contains` `starts_with` `ends_with` | strings |
//! | `root_domain` of a domain; `first_name`, `last_name`, `full_name` | `eq` `contains` `starts_with` `ends_with` `is_empty` `is_not_empty` | strings |
//! | `locality`, `region`, `postcode`, `line_1` to `line_4` | `eq` `contains` `starts_with` `ends_with` | strings |
//! | `country_code` of a location | `eq` `starts_with` | strings |
//! | `country_code` of a phone number; `interaction_type` | `eq` `is_empty` `is_not_empty` | strings |
//! | `owner_member_id` | `eq` `is_empty` `is_not_empty` | `Uuid` |
//! | `active_from`, `interacted_at` | `lt` `lte` `gt` `gte` | [`Timestamp`] |
//! | `target_object` | `eq` | strings |
//!
//! `asc` and `desc` sort by an attribute or a property. References, locations and interactions have
//! no order. Sort by one of their properties or, with `via`, by an attribute of the referred record.
//! Conditions through `via` have no negation: no `!` and no `is_empty`.
//!
//! One example per kind:
//!
//! ```
//! # use attio_core::value::{ActorRef, AnyRecordRef, Currency, Date, Decimal, Domain, EmailAddress};
//! # use attio_core::value::{Interaction, Location, PersonalName, PhoneNumber, Rating, RecordRef};
//! # use attio_core::value::{SelectOption, Status, Timestamp};
//! # use attio_core::{AttioOption, AttioRecord, RecordId};
//! # #[derive(AttioOption)]
//! # enum Tier { Gold, Silver }
//! # #[derive(AttioRecord)]
//! # #[attio(object = "companies")]
//! # struct Company {
//! #     name: String, employees: u32, funding: Currency, stars: Rating, founded: Date,
//! #     seen_at: Timestamp, customer: bool, tier: Tier, stage: Status, parent: RecordRef<Company>,
//! #     linked: AnyRecordRef, owner: ActorRef, domains: Vec<Domain>, emails: Vec<EmailAddress>,
//! #     phone: PhoneNumber, contact: PersonalName, office: Location,
//! #     #[attio(read_only)] last_email: Option<Interaction>,
//! # }
//! # fn f(id: RecordId<Company>, day: Date, then: Timestamp, member: uuid::Uuid) {
//! let conditions = [
//!     Company::NAME.is_in(["Acme", "Initech"]),
//!     Company::EMPLOYEES.gte(50),
//!     Company::FUNDING.lt(Decimal::ONE_HUNDRED),
//!     Company::STARS.gt(3),
//!     Company::FOUNDED.gte(day) & Company::FOUNDED.lte(day),
//!     Company::SEEN_AT.gt(then),
//!     Company::CUSTOMER.eq(true),
//!     Company::TIER.eq(Tier::Gold) | Company::TIER.eq(SelectOption::title("Bronze")),
//!     Company::STAGE.active_from().lt(then),
//!     Company::PARENT.is_in([id]),
//!     Company::LINKED.target_object().eq("people"),
//!     Company::OWNER.eq(member),
//!     Company::DOMAINS.root_domain().eq("acme.com") & Company::DOMAINS.is_not_empty(),
//!     Company::EMAILS.local_specifier().starts_with("sales"),
//!     Company::PHONE.country_code().eq("GB"),
//!     !Company::CONTACT.last_name().eq("Lovelace"),
//!     Company::OFFICE.locality().contains("London"),
//!     Company::LAST_EMAIL.interacted_at().gte(then),
//! ];
//! let through_a_reference = Company::PARENT.via(Company::NAME).contains("Acme");
//! let orders = [Company::NAME.asc(), Company::OFFICE.locality().desc()];
//! # }
//! ```
//!
//! [`Actor`]: crate::Actor
//! [`ActorRef`]: crate::ActorRef
//! [`AnyRecordRef`]: crate::AnyRecordRef
//! [`Currency`]: crate::Currency
//! [`Date`]: crate::Date
//! [`Decimal`]: crate::Decimal
//! [`Domain`]: crate::Domain
//! [`EmailAddress`]: crate::EmailAddress
//! [`Interaction`]: crate::Interaction
//! [`Location`]: crate::Location
//! [`PersonalName`]: crate::PersonalName
//! [`PhoneNumber`]: crate::PhoneNumber
//! [`Rating`]: crate::Rating
//! [`SelectOption`]: crate::SelectOption
//! [`Status`]: crate::Status
//! [`Timestamp`]: crate::Timestamp

mod build;
mod filter;
mod kinds;
mod operand;
mod operators;
mod pages;
mod parent;
mod place;
mod position;
mod properties;
mod property;
mod refused;
mod sort;
mod stream;

pub use build::{All, Filtered, Query, View};
pub use filter::{Filter, Negatable, ThroughPath};
pub use kinds::{ChoiceKind, ReferenceTo};
pub use parent::Parent;
pub(crate) use parent::of_parent;
pub use place::Via;
pub use position::Position;
pub use property::Property;
pub use sort::Sort;
pub use stream::{DecodedStream, RecordStream};

pub use crate::describe::{AnyNumber, AnyText, ValueKind};

pub use crate::row::decode_body;

// The bounds of the methods above. Compiler messages would show their whole paths if they were not
// exported, or if the items were hidden and not the uses.
#[doc(hidden)]
pub use build::WithoutView;
#[doc(hidden)]
pub use filter::{And, CanBeNegated, FilterOf};
#[doc(hidden)]
pub use kinds::{
    DomainPart, EmailPart, FieldKind, FilterKind, Filterable, KindOf, KindOfInteraction,
    LocationCountry, LocationPart, MemberId, Moment, NamePart, PhoneCountry, Pinned, Sortable,
    TargetObject,
};
#[doc(hidden)]
pub use operand::Operand;
#[doc(hidden)]
pub use operators::*;
#[doc(hidden)]
pub use place::ReferredBy;
#[doc(hidden)]
pub use properties::*;
#[doc(hidden)]
pub use refused::{CanBeEmpty, TogetherWith};
#[doc(hidden)]
pub use sort::SortOf;
