//! The switches for undocumented behaviour.

use std::ops::RangeInclusive;

use fastrand::Rng;

/// The effect of writing a read-only attribute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadOnlyWrites {
    /// The write is refused: 400 `validation_type`.
    #[default]
    Refuse,
    /// The value is ignored (reported by an end-to-end test suite against the real API).
    Ignore,
}

/// The effect of writing a number with more than four decimals.
///
/// Attio's OpenAPI document says that numbers are 64-bit floats. Its documentation says that they have
/// at most four decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum NumberDecimals {
    /// The write is refused: 400 `validation_type`.
    #[default]
    Refuse,
    /// The number is stored unchanged.
    Keep,
}

/// Whether an attribute can be made required without a default value.
///
/// Attio's OpenAPI document says that a required attribute must have a default value enabled. But the
/// required attributes of deals have no default value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RequiredWithoutDefault {
    /// The request is refused: 400 `validation_type`.
    #[default]
    Refuse,
    /// The request is accepted.
    Allow,
}

/// The effect of a query with a `limit` above 500.
///
/// Attio documents 500 as the default and no maximum. Third parties treat 500 as the maximum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum LargePages {
    /// The query is refused: 400 `validation_type`.
    #[default]
    Refuse,
    /// The query returns at most 500 records.
    Cap,
    /// The query returns as many records as its `limit` allows.
    Allow,
}

/// The effect of a request with the same value twice under a multi-select attribute.
///
/// Attio documents the error code `duplicate_values`, but only for writes of an attribute's history.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Duplicates {
    /// Equal values are stored once.
    #[default]
    Fold,
    /// The request is refused: 400 `validation_type`.
    Refuse,
}

/// The effect of `PATCH` of a record with `[]` for a single-select attribute.
///
/// A multi-select attribute keeps its values (reported).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum EmptyAppend {
    /// The value is removed.
    #[default]
    Clear,
    /// Nothing changes.
    Keep,
}

/// The effect of a reference to a record that does not exist.
///
/// Attio's tasks drop references to missing records (captured). The behaviour of attributes is not
/// known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum MissingTargets {
    /// The write is refused: 400 `value_not_found`.
    #[default]
    Refuse,
    /// The reference is dropped.
    Drop,
}

/// The name of the member with the ID of a list, in the ID of a list's option or status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ListChoiceIds {
    /// `object_id`, as in Attio's OpenAPI document.
    #[default]
    ObjectId,
    /// `list_id` (reported by a client's maintainer).
    ListId,
}

/// The level of the API key, as `GET /v2/self` names it.
///
/// Attio documents both levels, but not the actor of writes with a member's token. The emulator uses
/// the member (chosen).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenLevel {
    /// The token acts for the workspace, and writes as itself.
    #[default]
    Workspace,
    /// The token acts for the member that created it, and writes as that member.
    User,
}

/// All switches.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    /// The range of the difference between the two times of creation, in milliseconds.
    pub(crate) created_at_differences: RangeInclusive<i64>,
    pub(crate) stores_other_forms: bool,
    pub(crate) read_only_writes: ReadOnlyWrites,
    pub(crate) number_decimals: NumberDecimals,
    pub(crate) required_without_default: RequiredWithoutDefault,
    pub(crate) large_pages: LargePages,
    pub(crate) duplicates: Duplicates,
    pub(crate) empty_append: EmptyAppend,
    pub(crate) missing_targets: MissingTargets,
    pub(crate) list_choice_ids: ListChoiceIds,
    pub(crate) enrichment: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            created_at_differences: 0..=0,
            stores_other_forms: false,
            read_only_writes: ReadOnlyWrites::default(),
            number_decimals: NumberDecimals::default(),
            required_without_default: RequiredWithoutDefault::default(),
            large_pages: LargePages::default(),
            duplicates: Duplicates::default(),
            empty_append: EmptyAppend::default(),
            missing_targets: MissingTargets::default(),
            list_choice_ids: ListChoiceIds::default(),
            enrichment: false,
        }
    }
}

impl Rules {
    /// The difference between the two times of a record. It is the same in each run for the same number.
    pub(crate) fn difference(&self, number: u64) -> i64 {
        let differences = self.created_at_differences.clone();
        if differences.is_empty() { 0 } else { Rng::with_seed(number).i64(differences) }
    }
}
