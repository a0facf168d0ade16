//! The macros turn any derive input into items, and never panic.

use proc_macro2::TokenStream;
use proptest::prelude::*;
use syn::{DeriveInput, File};

use super::strategy::{item, soup};
use crate::expand;
use crate::parse::Form;
use crate::snapshot::Surroundings;

/// Runs all three macros on a string if it is a valid item, as the compiler guarantees. Returns whether
/// it was.
pub(super) fn expand_all(text: &str, surroundings: &Surroundings) -> bool {
    let Ok(tokens) = text.parse::<TokenStream>() else { return false };
    let Ok(input) = syn::parse2::<DeriveInput>(tokens) else { return false };
    for output in [
        expand::record(&input, Form::Record, surroundings),
        expand::record(&input, Form::Entry, surroundings),
        expand::value(&input),
        expand::option(&input),
    ] {
        let written = output.to_string();
        if let Err(error) = syn::parse2::<File>(output) {
            panic!("{error}\nof\n{text}\nbecame\n{written}");
        }
        assert!(written.contains("impl") || written.contains("compile_error"), "{text}\n{written}");
    }
    true
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_item_is_answered_with_items(text in item()) {
        expand_all(&text, &Surroundings::default());
    }

    #[test]
    fn any_tokens_in_an_attribute_are_answered_with_items(on_item in soup(), on_field in soup()) {
        let text = format!(
            "#[attio(object = \"people\")] #[attio({on_item})] struct P {{ #[attio({on_field})] x: T }}"
        );
        expand_all(&text, &Surroundings::default());
    }

    #[test]
    fn any_tokens_are_no_panic(text in soup()) {
        expand_all(&text, &Surroundings::default());
        expand_all(&format!("struct P {text}"), &Surroundings::default());
        expand_all(&format!("enum P {text}"), &Surroundings::default());
    }
}

/// Guards the tests above, which would test nothing if few of the generated strings were items.
#[test]
fn most_of_the_items_are_items() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let strategy = item();
    let is_item = |_: &i32| {
        let text = strategy.new_tree(&mut runner).expect("an item").current();
        expand_all(&text, &Surroundings::default())
    };
    let items = (0..300).filter(is_item).count();
    assert!(items > 150, "{items} of 300");
}
