//! The derive macros of `attio-core`. Use them from there: `attio_core::{AttioRecord, AttioValue,
//! AttioOption}`.
//!
//! Each macro goes through the same stages: `parse` reads the struct and its `#[attio(…)]`
//! attributes, `model` and `check` turn that into something that is known to make sense, `expand`
//! writes code; `snapshot` finds the file that describes the workspace. Mistakes are collected on the
//! way, so that one compile shows them all; after one, stand-in impls keep the rest of the program
//! from failing too.
//!
//! The docs of the macros are files, because their code needs `attio-core`, which depends on this
//! crate: `attio-tests` compiles and runs it.

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
    expand::record(&input, &snapshot::Surroundings::of_the_process()).into()
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
