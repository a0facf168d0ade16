//! How cargo hears of changes: the compiler notes every file that `include_bytes!` reads and every
//! variable that `option_env!` looks at.
//!
//! Once a crate is enough, and a process of the compiler builds one crate; in every derive it would
//! cost seconds for a large file. A file that is not there cannot be noted: whoever writes the
//! first snapshot has to make cargo notice.

use std::collections::HashSet;
use std::path::Path;
use std::sync::{LazyLock, Mutex, PoisonError};

use proc_macro2::TokenStream;
use quote::quote;

/// What this process has done once already.
static DONE: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);

/// Whether this is the first time in this process.
pub(super) fn is_first(what: &str) -> bool {
    let mut done = DONE.lock().unwrap_or_else(PoisonError::into_inner);
    !done.contains(what) && done.insert(what.to_owned())
}

/// Notes the variables, and the file if there is one, unless that was done before.
pub(super) fn expand(path: Option<&Path>) -> Option<TokenStream> {
    let variables = is_first("variables").then(|| {
        quote! {
            const _: [__attio::Option<&str>; 2] = [
                __attio::option_env!("ATTIO_SCHEMA"),
                __attio::option_env!("ATTIO_SCHEMA_REQUIRED"),
            ];
        }
    });
    // A path that is no Unicode cannot be named in code.
    let file = path.and_then(Path::to_str).filter(|path| is_first(path));
    let file = file.map(|path| {
        // In a function that nobody calls: as a constant, the file would be in the crate's library
        // twice, and cost three times as much.
        quote!(
            const _: () = {
                #[allow(dead_code)]
                fn snapshot() -> &'static [u8] {
                    __attio::include_bytes!(#path)
                }
            };
        )
    });
    (variables.is_some() || file.is_some()).then(|| quote!(#variables #file))
}
