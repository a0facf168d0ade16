//! The writer of one value.

use attio_schema::AttributeType;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::json::write_string;
use super::scalar::{write_decimal, write_json, write_uuid};
use crate::describe::ValueError;
use crate::value::WriteValue;

/// Attio's limit for a text value: 10 MB (the "Text" page of the attribute types), taken as ten
/// million bytes of UTF-8, the stricter reading.
pub(crate) const MAX_TEXT_BYTES: usize = 10_000_000;

/// The documented write form that a general type (string, number, boolean) takes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Form {
    /// The bare value, `"Text value"`.
    Bare,
    /// The object form of a pinned attribute type, `{"option": "Text value"}`.
    Pinned(AttributeType),
    /// The object form inside a record reference, `{"value": "Text value"}`.
    Reference,
}

impl Form {
    pub(super) fn of(kind: Option<AttributeType>) -> Self {
        kind.map_or(Form::Bare, Form::Pinned)
    }
}

/// Writes one value of an attribute. Each method writes a whole value and consumes the writer.
///
/// General values ([`text`](Self::text), [`integer`](Self::integer), [`float`](Self::float),
/// [`boolean`](Self::boolean), [`decimal`](Self::decimal)) are written bare. If the field pins its
/// attribute type (`#[attio(kind = "select")]`), they are written in the object form of that type.
#[derive(Debug)]
pub struct ValueWriter<'w> {
    out: &'w mut Vec<u8>,
    form: Form,
}

/// Attio reads JSON numbers as 64-bit floats, so an integer beyond this may be rounded.
const MAX_SAFE_INTEGER: u128 = 1 << 53;

impl<'w> ValueWriter<'w> {
    pub(super) fn new(out: &'w mut Vec<u8>, form: Form) -> Self {
        Self { out, form }
    }

    /// Writes a string.
    ///
    /// # Errors
    ///
    /// Returns an error if the string is longer than 10 MB, which Attio refuses, or if it is empty for
    /// the pinned type `select` or `status`.
    pub fn text(self, text: &str) -> Result<(), ValueError> {
        if text.len() > MAX_TEXT_BYTES {
            return Err(ValueError::new(
                format!("a string of {} bytes", text.len()),
                "at most 10 MB (10,000,000 bytes) of text",
            ));
        }
        let open: &str = match self.form {
            Form::Bare => {
                write_string(self.out, text);
                return Ok(());
            }
            Form::Pinned(kind @ (AttributeType::Select | AttributeType::Status)) => {
                if text.is_empty() {
                    return Err(ValueError::new("\"\"", "a title of at least one character"));
                }
                if kind == AttributeType::Select { "{\"option\":" } else { "{\"status\":" }
            }
            Form::Pinned(AttributeType::Domain) => "{\"domain\":",
            Form::Pinned(AttributeType::EmailAddress) => "{\"email_address\":",
            Form::Pinned(AttributeType::PhoneNumber) => "{\"original_phone_number\":",
            Form::Pinned(AttributeType::ActorReference) => "{\"workspace_member_email_address\":",
            Form::Pinned(_) | Form::Reference => "{\"value\":",
        };
        self.out.extend_from_slice(open.as_bytes());
        write_string(self.out, text);
        self.out.push(b'}');
        Ok(())
    }

    /// Writes a whole number.
    ///
    /// # Errors
    ///
    /// Returns an error if a 64-bit float, Attio's number format, cannot hold the number exactly, or if
    /// it is not 0 to 5 for the pinned type `rating`.
    pub fn integer(self, number: i128) -> Result<(), ValueError> {
        let magnitude = number.unsigned_abs();
        // Above 2^53 a float still holds the multiples of a power of two.
        if magnitude > MAX_SAFE_INTEGER
            && 128 - magnitude.leading_zeros() - magnitude.trailing_zeros() > 53
        {
            return Err(ValueError::new(
                number.to_string(),
                "an integer that fits exactly in a 64-bit float, Attio's number format",
            ));
        }
        if matches!(self.form, Form::Pinned(AttributeType::Rating)) && !(0..=5).contains(&number) {
            return Err(ValueError::new(number.to_string(), "a rating from 0 to 5"));
        }
        match i64::try_from(number) {
            Ok(small) => self.numeric(|out| write_json(out, &small)),
            Err(_) => self.numeric(|out| write_json(out, &number)),
        }
    }

    /// Writes a number.
    ///
    /// # Errors
    ///
    /// Returns an error for NaN and infinities, which JSON does not have. The pinned type `rating` also
    /// requires a whole number from 0 to 5, and `currency` at most 4 decimals.
    pub fn float(self, number: f64) -> Result<(), ValueError> {
        if !number.is_finite() {
            return Err(ValueError::new(number.to_string(), "a finite number"));
        }
        match self.form {
            Form::Pinned(AttributeType::Rating)
                if number.fract() != 0.0 || !(0.0..=5.0).contains(&number) =>
            {
                Err(ValueError::new(number.to_string(), "a whole number from 0 to 5"))
            }
            Form::Pinned(AttributeType::Currency) => {
                let amount: Decimal = number
                    .to_string()
                    .parse()
                    .map_err(|_| ValueError::new(number.to_string(), "an amount of money"))?;
                self.decimal(amount)
            }
            _ => self.numeric(|out| write_json(out, &number)),
        }
    }

    /// Writes an amount of money with every digit.
    ///
    /// # Errors
    ///
    /// Returns an error if the amount has more than 4 decimals, which Attio refuses.
    pub fn decimal(self, amount: Decimal) -> Result<(), ValueError> {
        let amount = crate::value::checked_amount(amount)?;
        self.numeric(|out| write_decimal(out, amount))
    }

    /// Writes true or false.
    ///
    /// # Errors
    ///
    /// Returns no error today.
    pub fn boolean(self, value: bool) -> Result<(), ValueError> {
        self.numeric(|out| out.extend_from_slice(if value { b"true" } else { b"false" }))
    }

    fn numeric(self, write: impl FnOnce(&mut Vec<u8>)) -> Result<(), ValueError> {
        let open: &str = match self.form {
            Form::Bare => {
                write(self.out);
                return Ok(());
            }
            Form::Pinned(AttributeType::Currency) => "{\"currency_value\":",
            Form::Pinned(_) | Form::Reference => "{\"value\":",
        };
        self.out.extend_from_slice(open.as_bytes());
        write(self.out);
        self.out.push(b'}');
        Ok(())
    }

    /// Writes the title or ID of a select option or status, always in the object form of `kind`.
    pub(crate) fn choice(self, kind: AttributeType, key: &str) -> Result<(), ValueError> {
        ValueWriter { out: self.out, form: Form::Pinned(kind) }.text(key)
    }

    /// Starts an object; write its members, then call [`ObjectWriter::end`].
    #[must_use = "the object is not closed until `end` is called"]
    pub fn object(self) -> ObjectWriter<'w> {
        self.out.push(b'{');
        ObjectWriter { out: self.out, empty: true }
    }

    /// Writes an object with one string member. `open` is its start up to the colon.
    pub(crate) fn object_with(self, open: &'static str, text: &str) -> Result<(), ValueError> {
        if text.len() > MAX_TEXT_BYTES {
            return Err(ValueError::new(
                format!("a string of {} bytes", text.len()),
                "at most 10 MB (10,000,000 bytes) of text",
            ));
        }
        self.out.extend_from_slice(open.as_bytes());
        write_string(self.out, text);
        self.out.push(b'}');
        Ok(())
    }

    /// Writes JSON that is known to be well formed.
    pub(crate) fn raw(self, json: &[u8]) -> Result<(), ValueError> {
        self.out.extend_from_slice(json);
        Ok(())
    }

    /// Writes an amount of money in the object form, whatever the field pins.
    pub(crate) fn currency(self, amount: Decimal) -> Result<(), ValueError> {
        ValueWriter { out: self.out, form: Form::Pinned(AttributeType::Currency) }.decimal(amount)
    }

    /// Writes an object of string members; a missing one is `null`. Each has the literal before it,
    /// from the brace or comma to the colon, so that keys are copied without a check.
    pub(crate) fn object_of<const N: usize>(
        self,
        members: [(&'static str, Option<&str>); N],
    ) -> Result<(), ValueError> {
        for (open, text) in members {
            self.out.extend_from_slice(open.as_bytes());
            match text {
                Some(text) => write_string(self.out, text),
                None => self.out.extend_from_slice(b"null"),
            }
        }
        self.out.push(b'}');
        Ok(())
    }

    pub(crate) fn buffer(self) -> &'w mut Vec<u8> {
        self.out
    }
}

/// Writes the members of an object value, for types that implement
/// [`WriteValue`](crate::value::WriteValue) by hand.
#[derive(Debug)]
pub struct ObjectWriter<'w> {
    out: &'w mut Vec<u8>,
    empty: bool,
}

impl ObjectWriter<'_> {
    fn key(&mut self, key: &str) {
        if !self.empty {
            self.out.push(b',');
        }
        self.empty = false;
        write_string(self.out, key);
        self.out.push(b':');
    }

    /// Writes a string member.
    #[must_use]
    pub fn text(mut self, key: &str, value: &str) -> Self {
        self.key(key);
        write_string(self.out, value);
        self
    }

    /// Writes a string member, or `null`.
    #[must_use]
    pub fn optional_text(mut self, key: &str, value: Option<&str>) -> Self {
        self.key(key);
        match value {
            Some(text) => write_string(self.out, text),
            None => self.out.extend_from_slice(b"null"),
        }
        self
    }

    /// Writes an ID member.
    #[must_use]
    pub fn uuid(mut self, key: &str, value: Uuid) -> Self {
        self.key(key);
        write_uuid(self.out, value);
        self
    }

    /// Closes the object.
    ///
    /// # Errors
    ///
    /// Returns no error today.
    pub fn end(self) -> Result<(), ValueError> {
        self.out.push(b'}');
        Ok(())
    }
}

/// Encodes one value in the object form that names the target of a record reference.
pub(crate) fn encode_reference_value<T: WriteValue + ?Sized>(
    value: &T,
    kind: Option<AttributeType>,
) -> Result<Vec<u8>, ValueError> {
    let mut out = Vec::new();
    let form = kind.map_or(Form::Reference, Form::Pinned);
    value.write(ValueWriter { out: &mut out, form })?;
    Ok(out)
}
