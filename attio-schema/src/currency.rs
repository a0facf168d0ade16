//! The currency codes of the API.

/// The 47 currency codes that an attribute can be set to (September 2026), sorted.
///
/// Attio adds codes, so programs that read values must accept unknown codes. `NTD` is Attio's spelling
/// of the New Taiwan dollar.
#[rustfmt::skip]
pub static CURRENCY_CODES: &[&str] = &[
    "AED", "ARS", "AUD", "BGN", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EGP",
    "EUR", "FJD", "GBP", "GHS", "HKD", "HUF", "IDR", "ILS", "INR", "ISK", "JPY", "KES", "KRW",
    "MXN", "MYR", "NGN", "NOK", "NTD", "NZD", "OMR", "PEN", "PHP", "PLN", "QAR", "RWF", "SAR",
    "SEK", "SGD", "THB", "TRY", "USD", "UYU", "XPF", "ZAR",
];

/// Returns whether [`CURRENCY_CODES`] has this code, which must be in upper case.
///
/// ```
/// assert!(attio_schema::is_currency_code("EUR"));
/// assert!(!attio_schema::is_currency_code("TWD"));
/// ```
#[must_use]
pub fn is_currency_code(code: &str) -> bool {
    CURRENCY_CODES.binary_search(&code).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_without_duplicates() {
        assert_eq!(CURRENCY_CODES.len(), 47);
        assert!(CURRENCY_CODES.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
