//! Amounts of money, exact to the last digit.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::kind::CurrencyKind;
use super::{ReadValue, ValueError, WriteValue, fits, letters, shape};
use crate::describe::ValueShape;
use crate::wire::{Text, ValueReader, ValueWriter};

/// The maximum number of decimals (the "Currency" page of the attribute types).
const MAX_DECIMALS: u32 = 4;

/// A value of a currency attribute: an exact amount and, if it was read, its currency.
///
/// The currency is a setting of the attribute; Attio refuses it in a write.
///
/// ```
/// use attio_core::Currency;
///
/// let price: Currency = "499.00".parse()?;
/// assert_eq!(price.amount().to_string(), "499.00");
/// assert!("0.00001".parse::<Currency>().is_err());
/// # Ok::<(), attio_core::ValueError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[doc(alias("money", "amount"))]
pub struct Currency {
    amount: Decimal,
    code: Option<CurrencyCode>,
}

impl Currency {
    /// Creates a value from an amount that was checked before, or by Attio.
    #[cfg(feature = "serde")]
    pub(crate) fn from_answer(amount: Decimal, code: Option<CurrencyCode>) -> Self {
        Self { amount, code }
    }

    /// Creates an amount in the attribute's currency.
    ///
    /// # Errors
    ///
    /// Returns an error if the amount has more than 4 decimals, not counting trailing zeros.
    pub fn new(amount: Decimal) -> Result<Self, ValueError> {
        checked_amount(amount).map(|amount| Self { amount, code: None })
    }

    /// Returns the amount.
    #[must_use]
    pub fn amount(&self) -> Decimal {
        self.amount
    }

    /// Returns the currency, if the value was read and the response names it.
    #[must_use]
    pub fn code(&self) -> Option<CurrencyCode> {
        self.code
    }
}

/// Returns the amount if it has at most 4 decimals, not counting trailing zeros.
pub(crate) fn checked_amount(amount: Decimal) -> Result<Decimal, ValueError> {
    if amount.scale() <= MAX_DECIMALS {
        return Ok(amount);
    }
    // 1.50000 is written with five decimals, but its value has one.
    let normal = amount.normalize();
    if normal.scale() <= MAX_DECIMALS {
        return Ok(normal);
    }
    Err(ValueError::new(amount.to_string(), "an amount with at most 4 decimals"))
}

impl FromStr for Currency {
    type Err = ValueError;

    /// Parses digits such as `-1234.5` or `1_000`: no currency sign, no comma or space.
    fn from_str(text: &str) -> Result<Self, ValueError> {
        let amount = Decimal::from_str_exact(text)
            .map_err(|_| ValueError::of_text(text, "an amount such as 499.00"))?;
        Self::new(amount)
    }
}

impl TryFrom<Decimal> for Currency {
    type Error = ValueError;

    fn try_from(amount: Decimal) -> Result<Self, ValueError> {
        Self::new(amount)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            Some(code) => write!(f, "{} {code}", self.amount),
            None => self.amount.fmt(f),
        }
    }
}

/// The code of a currency, such as `USD`.
///
/// Any three capital letters are accepted, because Attio's list grows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CurrencyCode([u8; 3]);

impl CurrencyCode {
    /// Returns the code as a string.
    #[must_use]
    pub fn as_str(&self) -> &str {
        letters(&self.0)
    }
}

impl FromStr for CurrencyCode {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        match <[u8; 3]>::try_from(text.as_bytes()) {
            Ok(code) if code.iter().all(u8::is_ascii_uppercase) => Ok(Self(code)),
            _ => Err(ValueError::of_text(text, "a currency code of three capital letters")),
        }
    }
}

impl fmt::Debug for CurrencyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for CurrencyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl WriteValue for Decimal {
    const SHAPE: ValueShape = shape::<Self>();

    fn write(&self, out: ValueWriter<'_>) -> Result<(), ValueError> {
        out.currency(*self)
    }
}

impl WriteValue for Currency {
    const SHAPE: ValueShape = shape::<Self>();

    fn write(&self, out: ValueWriter<'_>) -> Result<(), ValueError> {
        self.amount.write(out)
    }
}

impl ReadValue for Currency {
    const SHAPE: ValueShape = shape::<Self>();

    fn read(value: ValueReader<'_>) -> Result<Self, ValueError> {
        #[derive(Deserialize)]
        struct Members<'a> {
            // The raw digits: a float would round them.
            #[serde(borrow)]
            currency_value: &'a RawValue,
            #[serde(borrow, default)]
            currency_code: Option<Text<'a>>,
        }
        const EXPECTED: &str = "a currency value";
        let members: Members<'_> = value.members(EXPECTED)?;
        let digits = members.currency_value.get().trim_matches('"');
        let amount = Decimal::from_str_exact(digits)
            .or_else(|_| Decimal::from_scientific(digits))
            .map_err(|_| value.not("a currency value of at most 28 digits"))?;
        Ok(Self { amount, code: members.currency_code.and_then(|code| code.parse().ok()) })
    }
}

impl ReadValue for Decimal {
    const SHAPE: ValueShape = shape::<Self>();

    fn read(value: ValueReader<'_>) -> Result<Self, ValueError> {
        Currency::read(value).map(|currency| currency.amount)
    }
}

fits!(Currency, Decimal => CurrencyKind);
