//! The derive macros of `attio-core`. Use them from there: `attio_core::{AttioRecord, AttioEntry,
//! AttioValue, AttioOption}`.
//!
//! Each macro has the same stages: `parse` reads the item and its `#[attio(…)]` attributes, `model`
//! resolves them, `check` validates the result, and `expand` writes code. `snapshot` finds the file
//! that describes the workspace. Errors are collected, so that one compile shows all of them. After
//! an error, stand-in impls keep the rest of the program compiling.
//!
//! The docs of the macros are files, because their examples need `attio-core`, which depends on this
//! crate: `attio-tests` compiles and runs them.

mod check;
mod diagnostics;
mod expand;
mod model;
mod names;
mod parse;
mod shape;
mod snapshot;
#[cfg(test)]
mod tests;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

#[cfg_attr(not(doctest), doc = include_str!("../docs/record.md"))]
#[proc_macro_derive(AttioRecord, attributes(attio))]
pub fn derive_record(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand::record(&input, parse::Form::Record, &snapshot::Surroundings::of_the_process()).into()
}

#[cfg_attr(not(doctest), doc = include_str!("../docs/entry.md"))]
#[proc_macro_derive(AttioEntry, attributes(attio))]
pub fn derive_entry(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand::record(&input, parse::Form::Entry, &snapshot::Surroundings::of_the_process()).into()
}

#[cfg_attr(not(doctest), doc = include_str!("../docs/value.md"))]
#[proc_macro_derive(AttioValue, attributes(attio))]
pub fn derive_value(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand::value(&input).into()
}

#[cfg_attr(not(doctest), doc = include_str!("../docs/option.md"))]
#[proc_macro_derive(AttioOption, attributes(attio))]
pub fn derive_option(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand::option(&input).into()
}
