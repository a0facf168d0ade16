//! Checkboxes: true or false.

use serde::Deserialize;

use super::kind::CheckboxKind;
use super::{Fits, ReadValue, ValueError, WriteValue};
use crate::wire::{ValueReader, ValueWriter};

impl WriteValue for bool {
    const SHAPE: crate::describe::ValueShape =
        crate::describe::ValueShape::of(&[attio_schema::AttributeType::Checkbox]);

    fn write(&self, out: ValueWriter<'_>) -> Result<(), ValueError> {
        out.boolean(*self)
    }
}

impl ReadValue for bool {
    const SHAPE: crate::describe::ValueShape =
        crate::describe::ValueShape::of(&[attio_schema::AttributeType::Checkbox]);

    fn read(value: ValueReader<'_>) -> Result<Self, ValueError> {
        #[derive(Deserialize)]
        struct Members {
            value: bool,
        }
        let members: Members = value.members("a checkbox value")?;
        Ok(members.value)
    }
}

impl Fits<CheckboxKind> for bool {}
