//! Ratings: 0 to 5 stars.

use serde::Deserialize;

use super::kind::RatingKind;
use super::{ReadValue, ValueError, WriteValue, fits, shape};
use crate::describe::ValueShape;
use crate::wire::{ValueReader, ValueWriter};

/// A value of a rating attribute, 0 to 5.
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(into = "u8", try_from = "u8"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[doc(alias("stars", "score"))]
pub struct Rating(u8);

impl Rating {
    /// Creates a rating of `stars` stars.
    ///
    /// # Errors
    ///
    /// Returns an error if there are more than 5.
    pub fn new(stars: u8) -> Result<Self, ValueError> {
        if stars <= 5 {
            return Ok(Self(stars));
        }
        Err(ValueError::new(stars.to_string(), "a rating from 0 to 5"))
    }

    /// Returns the number of stars.
    #[must_use]
    pub fn get(self) -> u8 {
        self.0
    }
}

impl From<Rating> for u8 {
    fn from(rating: Rating) -> Self {
        rating.0
    }
}

impl TryFrom<u8> for Rating {
    type Error = ValueError;

    fn try_from(stars: u8) -> Result<Self, ValueError> {
        Self::new(stars)
    }
}

impl WriteValue for Rating {
    const SHAPE: ValueShape = shape::<Self>();

    fn write(&self, out: ValueWriter<'_>) -> Result<(), ValueError> {
        out.raw(&[b'{', b'"', b'v', b'a', b'l', b'u', b'e', b'"', b':', b'0' + self.0, b'}'])
    }
}

impl ReadValue for Rating {
    const SHAPE: ValueShape = shape::<Self>();

    fn read(value: ValueReader<'_>) -> Result<Self, ValueError> {
        #[derive(Deserialize)]
        struct Members {
            value: f64,
        }
        const EXPECTED: &str = "a rating from 0 to 5";
        let members: Members = value.members(EXPECTED)?;
        if members.value.fract() != 0.0 || !(0.0..=5.0).contains(&members.value) {
            return Err(value.not(EXPECTED));
        }
        Ok(Self(members.value as u8))
    }
}

fits!(Rating => RatingKind);
