//! Writers from the request body down to one value. Each layer only borrows the one above, so a
//! record is written in one pass into one buffer.

use attio_schema::AttributeType;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::json::write_string;
use crate::descriptor::Field;
use crate::value::{ValueError, WriteValue};

/// Attio's limit for a text value: 10 MB (the "Text" page of the attribute types), taken as ten
/// million bytes of UTF-8, the stricter reading.
pub(crate) const MAX_TEXT_BYTES: usize = 10_000_000;

/// Room for a record of about a dozen attributes without growing.
const INITIAL_CAPACITY: usize = 1024;

/// Why a record could not be written: the attribute, and what is wrong with its value.
#[derive(Debug)]
pub(crate) struct EncodeFailure {
    pub(crate) field: &'static Field,
    pub(crate) source: ValueError,
}

/// Writes the attributes of a record, the members of `values`. Generated code hands it on; users
/// meet it only as the way to a [`FieldWriter`].
#[derive(Debug)]
pub struct ValuesWriter {
    out: Vec<u8>,
    empty: bool,
    failure: Option<EncodeFailure>,
    /// The attribute that records are matched by, until a value of it was written.
    matched: Option<&'static Field>,
}

impl ValuesWriter {
    pub(crate) fn new() -> Self {
        let mut out = Vec::with_capacity(INITIAL_CAPACITY);
        out.extend_from_slice(b"{\"data\":{\"values\":{");
        Self { out, empty: true, failure: None, matched: None }
    }

    /// The body, or the first failure.
    pub(crate) fn finish(mut self) -> Result<Vec<u8>, EncodeFailure> {
        match self.failure {
            Some(failure) => Err(failure),
            None => {
                self.out.extend_from_slice(b"}}}");
                Ok(self.out)
            }
        }
    }

    /// Writes an attribute without values, which empties it.
    pub(crate) fn clear(&mut self, field: &'static Field) {
        if !self.empty {
            self.out.push(b',');
        }
        self.empty = false;
        self.out.extend_from_slice(field.prefix.as_bytes());
        self.out.push(b']');
    }

    /// Keeps the first failure.
    pub(crate) fn fail(&mut self, field: &'static Field, source: ValueError) {
        if self.failure.is_none() {
            self.failure = Some(EncodeFailure { field, source });
        }
    }

    /// Starts an attribute. Nothing is written until the first value comes.
    #[doc(hidden)]
    pub fn field(&mut self, field: &'static Field) -> FieldWriter<'_> {
        FieldWriter { values: self, field, empty: true }
    }

    /// Writes an attribute through a function of the user's.
    #[doc(hidden)]
    pub fn write_with(
        &mut self,
        field: &'static Field,
        write: impl FnOnce(&mut FieldWriter<'_>) -> Result<(), ValueError>,
    ) {
        let mut values = self.field(field);
        let result = write(&mut values);
        values.end();
        if let Err(source) = result {
            self.fail(field, source);
        }
    }
}

/// Writes the values of one attribute. An attribute without values is not written at all: Attio
/// would take `[]` for an order to empty it.
#[derive(Debug)]
pub struct FieldWriter<'w> {
    values: &'w mut ValuesWriter,
    field: &'static Field,
    empty: bool,
}

impl FieldWriter<'_> {
    /// Writes one more value. The first error ends the record: later calls do nothing.
    pub fn push<T: WriteValue + ?Sized>(&mut self, value: &T) {
        if self.values.failure.is_some() {
            return;
        }
        let form = Form::of(self.field.kind);
        self.begin_value();
        if let Err(source) = value.write(ValueWriter { out: &mut self.values.out, form }) {
            self.values.failure = Some(EncodeFailure { field: self.field, source });
        }
    }

    fn begin_value(&mut self) {
        let out = &mut self.values.out;
        if !self.empty {
            out.push(b',');
            return;
        }
        self.empty = false;
        if !self.values.empty {
            out.push(b',');
        }
        self.values.empty = false;
        out.extend_from_slice(self.field.prefix.as_bytes());
        if self.values.matched.is_some_and(|matched| matched.key == self.field.key) {
            self.values.matched = None;
        }
    }

    #[doc(hidden)]
    pub fn end(self) {
        if !self.empty {
            self.values.out.push(b']');
        }
    }
}

/// Which of the documented write forms a general type (text, number, boolean) takes.
#[derive(Clone, Copy, Debug)]
enum Form {
    /// The bare value, `"Text value"`.
    Bare,
    /// The object form of a pinned attribute type, `{"option": "Text value"}`.
    Pinned(AttributeType),
    /// The object form inside a record reference, `{"value": "Text value"}`.
    Reference,
}

impl Form {
    fn of(kind: Option<AttributeType>) -> Self {
        kind.map_or(Form::Bare, Form::Pinned)
    }
}

/// Writes one value of an attribute; each method writes it whole and ends the writer.
///
/// General values ([`text`](Self::text), [`integer`](Self::integer), [`float`](Self::float),
/// [`boolean`](Self::boolean), [`decimal`](Self::decimal)) are written bare, or, where the field
/// pins its attribute type (`#[attio(kind = "select")]`), in the object form of that type.
#[derive(Debug)]
pub struct ValueWriter<'w> {
    out: &'w mut Vec<u8>,
    form: Form,
}

/// JSON numbers are read into a 64-bit float by Attio: an integer beyond this may be rounded.
const MAX_SAFE_INTEGER: u128 = 1 << 53;

impl<'w> ValueWriter<'w> {
    /// Writes a text.
    ///
    /// # Errors
    ///
    /// The text is longer than 10 MB, which Attio refuses; or it is empty where the pinned type is
    /// `select` or `status`.
    pub fn text(self, text: &str) -> Result<(), ValueError> {
        if text.len() > MAX_TEXT_BYTES {
            return Err(ValueError::new(
                format!("a text of {} bytes", text.len()),
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
    /// A 64-bit float, which Attio stores, cannot hold the number exactly; or the pinned type is
    /// `rating` and the number is not 0 to 5.
    pub fn integer(self, number: i128) -> Result<(), ValueError> {
        let magnitude = number.unsigned_abs();
        // Above 2^53 a float still holds the multiples of a power of two.
        if magnitude > MAX_SAFE_INTEGER
            && 128 - magnitude.leading_zeros() - magnitude.trailing_zeros() > 53
        {
            return Err(ValueError::new(
                number.to_string(),
                "an integer that a 64-bit float holds exactly, as Attio stores numbers",
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
    /// NaN or an infinity, which JSON does not have; or the pinned type is `rating` and the number
    /// is not a whole number from 0 to 5, or `currency` and it has more than 4 decimals.
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

    /// Writes an amount of money, every digit of it.
    ///
    /// # Errors
    ///
    /// More than 4 decimals, which Attio refuses.
    pub fn decimal(self, amount: Decimal) -> Result<(), ValueError> {
        let amount = crate::value::checked_amount(amount)?;
        self.numeric(|out| write_decimal(out, amount))
    }

    /// Writes true or false.
    ///
    /// # Errors
    ///
    /// None today.
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

    /// The title or ID of a select option or status: as [`text`](Self::text), but the attribute
    /// type of a value that is always an object is given by the caller.
    pub(crate) fn choice(self, kind: AttributeType, key: &str) -> Result<(), ValueError> {
        ValueWriter { out: self.out, form: Form::Pinned(kind) }.text(key)
    }

    /// Starts an object; write its members, then call [`ObjectWriter::end`].
    #[must_use = "the object is not closed until `end` is called"]
    pub fn object(self) -> ObjectWriter<'w> {
        self.out.push(b'{');
        ObjectWriter { out: self.out, empty: true }
    }

    /// Writes an object with one text member. `open` is its start up to the colon.
    pub(crate) fn object_with(self, open: &'static str, text: &str) -> Result<(), ValueError> {
        if text.len() > MAX_TEXT_BYTES {
            return Err(ValueError::new(
                format!("a text of {} bytes", text.len()),
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

    /// Writes an object of text members, `null` where there is none. Each comes with the literal
    /// before it, from the brace or comma to the colon, so that keys are copied and not looked at.
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

    /// Writes a text member.
    #[must_use]
    pub fn text(mut self, key: &str, value: &str) -> Self {
        self.key(key);
        write_string(self.out, value);
        self
    }

    /// Writes a text member, or `null`.
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
    /// None today.
    pub fn end(self) -> Result<(), ValueError> {
        self.out.push(b'}');
        Ok(())
    }
}

/// Writes an ID as a JSON string.
pub(crate) fn write_uuid(out: &mut Vec<u8>, id: Uuid) {
    let mut buffer = [0; uuid::fmt::Hyphenated::LENGTH];
    out.push(b'"');
    out.extend_from_slice(id.hyphenated().encode_lower(&mut buffer).as_bytes());
    out.push(b'"');
}

/// Writes every digit of an amount, as its `Display` does, without the memory and the machinery of
/// formatting.
fn write_decimal(out: &mut Vec<u8>, amount: Decimal) {
    // 96 bits are 29 digits; with a sign, a point, and a zero before it.
    let mut text = [b'0'; 32];
    let mut start = text.len();
    let decimals = amount.scale();
    let mut rest = amount.mantissa().unsigned_abs();
    let mut count = 0;
    while rest > 0 || count <= decimals {
        if count == decimals && count > 0 {
            start -= 1;
            text[start] = b'.';
        }
        start -= 1;
        // Most amounts fit 64 bits, where a division is an instruction and not a function.
        let digit = match u64::try_from(rest) {
            Ok(small) => {
                rest = (small / 10).into();
                small % 10
            }
            Err(_) => {
                let digit = rest % 10;
                rest /= 10;
                digit as u64
            }
        };
        text[start] = b'0' + digit as u8;
        count += 1;
    }
    if amount.is_sign_negative() {
        start -= 1;
        text[start] = b'-';
    }
    out.extend_from_slice(&text[start..]);
}

/// Writes a number. Numbers are always JSON, so the only error, of the writer, cannot come.
fn write_json<T: serde::Serialize>(out: &mut Vec<u8>, value: &T) {
    let written = serde_json::to_writer(out, value);
    debug_assert!(written.is_ok());
}

/// The request body of a record: `{"data":{"values":{…}}}`.
pub(crate) fn encode_record(
    write: &mut dyn FnMut(&mut ValuesWriter),
) -> Result<Vec<u8>, EncodeFailure> {
    let mut values = ValuesWriter::new();
    write(&mut values);
    values.finish()
}

/// The same for a record that must have a value of this attribute, to be matched by it.
pub(crate) fn encode_matched_record(
    matched: &'static Field,
    write: &mut dyn FnMut(&mut ValuesWriter),
) -> Result<Vec<u8>, EncodeFailure> {
    let mut values = ValuesWriter { matched: Some(matched), ..ValuesWriter::new() };
    write(&mut values);
    if values.failure.is_none() && values.matched.is_some() {
        let source = ValueError::new("no value", "a value to match records by");
        return Err(EncodeFailure { field: matched, source });
    }
    values.finish()
}

/// One value in the object form, as a record reference names its target by it.
pub(crate) fn encode_reference_value<T: WriteValue + ?Sized>(
    value: &T,
    kind: Option<AttributeType>,
) -> Result<Vec<u8>, ValueError> {
    let mut out = Vec::new();
    let form = kind.map_or(Form::Reference, Form::Pinned);
    value.write(ValueWriter { out: &mut out, form })?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    #[test]
    fn amounts_are_written_as_they_are_shown() {
        for digits in [0, 1, 9, 10, 99, 100, 12_345, u64::MAX.into(), 1 << 64, (1 << 96) - 1] {
            for scale in 0..=28 {
                for sign in [1, -1] {
                    let amount = Decimal::from_i128_with_scale(sign * digits, scale);
                    let mut out = Vec::new();
                    super::write_decimal(&mut out, amount);
                    assert_eq!(String::from_utf8_lossy(&out), amount.to_string());
                }
            }
        }
    }
}
