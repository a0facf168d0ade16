//! The settings for behaviour of Attio that is not known or varies.

use std::ops::RangeInclusive;

use crate::{
    Builder, Duplicates, EmptyAppend, LargePages, ListChoiceIds, MissingTargets, NumberDecimals,
    ReadOnlyWrites, RequiredWithoutDefault,
};

impl Builder {
    /// Sets the effect of writing a read-only attribute.
    #[must_use]
    pub fn read_only_writes(mut self, rule: ReadOnlyWrites) -> Self {
        self.rules.read_only_writes = rule;
        self
    }

    /// Sets the effect of writing a number with more than four decimals.
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

    /// Sets the effect of a query with a `limit` above 500.
    #[must_use]
    pub fn large_pages(mut self, rule: LargePages) -> Self {
        self.rules.large_pages = rule;
        self
    }

    /// Sets the range in milliseconds by which the two times of creation of a record can differ.
    ///
    /// The difference is `created_at` of the record minus the value of its attribute `created_at`. It
    /// applies to records that are created over HTTP or seeded without a time. Each record draws a
    /// difference, which is the same in each run. The default is 0; values from -300 to 36,000 were
    /// captured. Sorts and filters use the attribute.
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

    /// Stores values of unique text attributes in a normal form that differs from the written form.
    ///
    /// The normal form is in Unicode NFKC and in upper case, without spaces at the ends. Uniqueness
    /// compares normal forms. A filter compares its operand with the normal form, ignoring case as always.
    ///
    /// This normal form was chosen: it is not known which values Attio normalises. Domains, e-mail
    /// addresses and phone numbers keep their own normal forms.
    #[must_use]
    pub fn stores_other_forms(mut self, other: bool) -> Self {
        self.rules.stores_other_forms = other;
        self
    }

    /// Sets the effect of a request that contains the same value twice.
    #[must_use]
    pub fn duplicates(mut self, rule: Duplicates) -> Self {
        self.rules.duplicates = rule;
        self
    }

    /// Sets the effect of `PATCH` with `[]` on a single-select attribute.
    #[must_use]
    pub fn empty_append(mut self, rule: EmptyAppend) -> Self {
        self.rules.empty_append = rule;
        self
    }

    /// Sets the effect of a reference to a record that does not exist.
    #[must_use]
    pub fn missing_targets(mut self, rule: MissingTargets) -> Self {
        self.rules.missing_targets = rule;
        self
    }

    /// Sets the name of the member with the ID of a list, in the ID of a list's option or status.
    #[must_use]
    pub fn list_choice_ids(mut self, rule: ListChoiceIds) -> Self {
        self.rules.list_choice_ids = rule;
        self
    }

    /// Imitates how Attio links people to companies (captured). The default is off.
    ///
    /// 0.2 to 0.5 s after a request has created a person with an e-mail address, the actor `system` sets
    /// `company`. The value is the company with the domain of the first address. The company is created if
    /// it does not exist. The response to the request does not contain the company.
    ///
    /// Seeded people, and people that are created with a `company`, stay unchanged (chosen).
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
