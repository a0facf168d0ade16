//! An arbitrary string as the values of a record: reads or refuses them, as a struct and one by
//! one.

use attio_core::{Tracked, Values, query};

use super::people::{Person, Thing};

/// Reads the string in every way.
pub fn check(text: &str) {
    let page = format!(r#"{{"data":[{{"values":{text}}}]}}"#);
    let in_a_page = query::decode_body::<Person>(page.as_bytes());
    let Ok(values) = Values::from_json(text) else { return };
    assert_eq!(values.as_json(), text);
    assert_eq!(in_a_page.is_ok(), values.decode::<Person>().is_ok(), "{text}");
    for error in [values.decode::<Person>().err(), values.decode::<Thing>().err()] {
        // The error quotes only a limited part of the response.
        assert!(error.is_none_or(|error| format!("{error} {error:?}").len() < 10_000));
    }
    let _ = format!("{values:?}");
    for slug in ["name", "text", "email", ""] {
        let _ = values.read::<Vec<String>>(slug);
        let _ = values.read::<Option<Tracked<String>>>(slug);
        let _ = values.read::<bool>(slug);
    }
}
