//! The switches for what nobody has documented.

use std::ops::RangeInclusive;

use fastrand::Rng;

/// What a write of a read-only attribute does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadOnlyWrites {
    /// It is refused: 400 `validation_type`.
    #[default]
    Refuse,
    /// It is ignored, as one end-to-end suite against the real API reports.
    Ignore,
}

/// What a number with more than four decimals does.
///
/// Attio's OpenAPI document says that numbers are 64-bit floats, its documentation that they have
/// at most four decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum NumberDecimals {
    /// It is refused: 400 `validation_type`.
    #[default]
    Refuse,
    /// It is kept as it is.
    Keep,
}

/// Whether an attribute can be made required without a default value.
///
/// Attio's OpenAPI document says that a default value must be enabled when an attribute is
/// required; the required attributes of deals have none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RequiredWithoutDefault {
    /// It is refused: 400 `validation_type`.
    #[default]
    Refuse,
    /// It is allowed.
    Allow,
}

/// What a query with a `limit` above 500 does.
///
/// Attio documents 500 as the default and no maximum; third parties take 500 for the maximum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum LargePages {
    /// It is refused: 400 `validation_type`.
    #[default]
    Refuse,
    /// It answers 500 records.
    Cap,
    /// It answers as many as it asks for.
    Allow,
}

/// The effect of a request with the same value twice under a multi-select attribute.
///
/// Attio documents a code for it, `duplicate_values`, for the write of a history only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Duplicates {
    /// Equal values are one.
    #[default]
    Fold,
    /// It is refused: 400 `validation_type`.
    Refuse,
}

/// The effect of `PATCH` of a record with `[]` for a single-select attribute.
///
/// A multi-select attribute keeps its values, as was reported.
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
/// Tasks drop such references, as was captured; nothing is known of attributes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum MissingTargets {
    /// It is refused: 400 `value_not_found`.
    #[default]
    Refuse,
    /// It is left out of the values.
    Drop,
}

/// The level of the API key, as `GET /v2/self` names it.
///
/// Attio documents both levels, and not what a token of a member writes as: it is chosen to be the
/// member.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenLevel {
    /// It acts for the workspace, and writes as itself.
    #[default]
    Workspace,
    /// It acts for the member that made it, and writes as that member.
    User,
}

/// All switches.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    /// The range of differences of the two times of creation, in milliseconds.
    pub(crate) created_at_differences: RangeInclusive<i64>,
    pub(crate) stores_other_forms: bool,
    pub(crate) read_only_writes: ReadOnlyWrites,
    pub(crate) number_decimals: NumberDecimals,
    pub(crate) required_without_default: RequiredWithoutDefault,
    pub(crate) large_pages: LargePages,
    pub(crate) duplicates: Duplicates,
    pub(crate) empty_append: EmptyAppend,
    pub(crate) missing_targets: MissingTargets,
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
            enrichment: false,
        }
    }
}

impl Rules {
    /// The difference of the two times of a record: the same one for the same number in each run.
    pub(crate) fn difference(&self, number: u64) -> i64 {
        let differences = self.created_at_differences.clone();
        if differences.is_empty() { 0 } else { Rng::with_seed(number).i64(differences) }
    }
}
