//! Checkboxes: true or false.

use serde::Deserialize;

use super::kind::CheckboxKind;
use super::{ReadValue, ValueError, WriteValue, fits, shape};
use crate::describe::ValueShape;
use crate::wire::{ValueReader, ValueWriter};

impl WriteValue for bool {
    const SHAPE: ValueShape = shape::<Self>();

    fn write(&self, out: ValueWriter<'_>) -> Result<(), ValueError> {
        out.boolean(*self)
    }
}

impl ReadValue for bool {
    const SHAPE: ValueShape = shape::<Self>();

    fn read(value: ValueReader<'_>) -> Result<Self, ValueError> {
        #[derive(Deserialize)]
        struct Members {
            value: bool,
        }
        let members: Members = value.members("a checkbox value")?;
        Ok(members.value)
    }
}

fits!(bool => CheckboxKind);
