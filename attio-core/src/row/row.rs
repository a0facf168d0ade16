//! Records and entries as one type parameter.

use std::fmt;

use uuid::Uuid;

use super::RawRow;
use crate::describe::{Form, ValueError};
use crate::raw::Values;
use crate::sealed::Sealed;

/// A record or an entry: [`Record`](crate::Record) or [`Entry`](crate::Entry). Sealed.
pub trait Row: Clone + fmt::Debug + Send + Sync + Unpin + Sized {
    #[doc(hidden)]
    const SEALED: Sealed;

    #[doc(hidden)]
    const FORM: Form;

    /// Gives it a type, unless it is an entry with a parent of another object.
    #[doc(hidden)]
    fn of(raw: RawRow, written: bool) -> Result<Self, ValueError>;

    #[doc(hidden)]
    fn uuid(&self) -> Uuid;

    #[doc(hidden)]
    fn raw_values(&self) -> &Values;

    #[doc(hidden)]
    fn is_row_settled(&self) -> bool;
}
