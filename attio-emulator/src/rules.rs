//! The switches for what nobody has documented.

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

/// All switches.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Rules {
    pub(crate) read_only_writes: ReadOnlyWrites,
    pub(crate) number_decimals: NumberDecimals,
    pub(crate) required_without_default: RequiredWithoutDefault,
    pub(crate) large_pages: LargePages,
}
