//! The settings of an emulator for what Attio does in one of several ways.

use std::ops::RangeInclusive;

use crate::{
    Builder, Duplicates, EmptyAppend, LargePages, MissingTargets, NumberDecimals, ReadOnlyWrites,
    RequiredWithoutDefault,
};

impl Builder {
    /// Sets what a write of a read-only attribute does.
    #[must_use]
    pub fn read_only_writes(mut self, rule: ReadOnlyWrites) -> Self {
        self.rules.read_only_writes = rule;
        self
    }

    /// Sets what a number with more than four decimals does.
    #[must_use]
    pub fn number_decimals(mut self, rule: NumberDecimals) -> Self {
        self.rules.number_decimals = rule;
        self
    }

    /// Sets whether an attribute can be required without a default value.
    #[must_use]
    pub fn required_without_default(mut self, rule: RequiredWithoutDefault) -> Self {
        self.rules.required_without_default = rule;
        self
    }

    /// Sets what a query with a `limit` above 500 does.
    #[must_use]
    pub fn large_pages(mut self, rule: LargePages) -> Self {
        self.rules.large_pages = rule;
        self
    }

    /// Sets by how many milliseconds the two times of a record that is made over HTTP or seeded
    /// without a time can differ: `created_at` of the record minus the value of its attribute
    /// `created_at`. Each record draws a difference, the same one in each run. 0 without it; from -300
    /// to 36,000 were captured. Sorts and filters go by the attribute.
    ///
    /// ```
    /// let builder = attio_emulator::Emulator::builder().created_at_differences(-300..=36_000);
    /// # let _ = builder;
    /// ```
    #[must_use]
    pub fn created_at_differences(mut self, milliseconds: RangeInclusive<i64>) -> Self {
        self.rules.created_at_differences = milliseconds;
        self
    }

    /// Stores values of unique text attributes in another form than they are written in: without
    /// spaces at the ends, in the Unicode form NFKC, in upper case. Uniqueness compares that form. A
    /// filter compares with the stored value, ignoring case as always, and finds no other form.
    ///
    /// This is chosen: which values Attio stores in another form is not known. Domains, e-mail
    /// addresses and phone numbers have their own forms, whatever this is.
    #[must_use]
    pub fn stores_other_forms(mut self, other: bool) -> Self {
        self.rules.stores_other_forms = other;
        self
    }

    /// Sets what a request with the same value twice does.
    #[must_use]
    pub fn duplicates(mut self, rule: Duplicates) -> Self {
        self.rules.duplicates = rule;
        self
    }

    /// Sets what `PATCH` with `[]` does to a single-select attribute.
    #[must_use]
    pub fn empty_append(mut self, rule: EmptyAppend) -> Self {
        self.rules.empty_append = rule;
        self
    }

    /// Sets what a reference to a record that does not exist does.
    #[must_use]
    pub fn missing_targets(mut self, rule: MissingTargets) -> Self {
        self.rules.missing_targets = rule;
        self
    }

    /// Imitates how Attio links people to companies, as captured: 0.2 to 0.5 s after a request has made
    /// a person with an e-mail address, the actor `system` sets `company` to the company that has the
    /// domain of the first address, and makes that company if there is none. The response to the
    /// request lacks the company. Off without it.
    ///
    /// It is chosen that seeded people and people whose `company` was given stay as they are.
    /// [`Emulator::all_enriched`](crate::Emulator::all_enriched) waits for the links.
    ///
    /// ```
    /// let attio = attio_emulator::Emulator::builder().enrichment(true).start_blocking()?;
    /// # Ok::<(), attio_emulator::StartError>(())
    /// ```
    #[must_use]
    pub fn enrichment(mut self, enrichment: bool) -> Self {
        self.rules.enrichment = enrichment;
        self
    }
}
