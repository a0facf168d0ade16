//! Tells cargo when to rebuild: the compiler tracks every file that `include_bytes!` reads and every
//! variable that `option_env!` reads.
//!
//! Once per crate is enough, and a compiler process builds one crate; doing it in every derive would
//! cost seconds for a large file. A file that does not exist cannot be tracked: after writing the
//! first snapshot, the user has to trigger a rebuild.

use std::collections::HashSet;
use std::path::Path;
use std::sync::{LazyLock, Mutex, PoisonError};

use proc_macro2::TokenStream;
use quote::quote;

/// The things that this process has already done.
static DONE: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);

/// Returns whether this is the first call with this string in this process.
pub(super) fn is_first(what: &str) -> bool {
    let mut done = DONE.lock().unwrap_or_else(PoisonError::into_inner);
    !done.contains(what) && done.insert(what.to_owned())
}

/// Tracks the variables, and the file if there is one, unless they are already tracked.
pub(super) fn expand(path: Option<&Path>) -> Option<TokenStream> {
    let variables = is_first("variables").then(|| {
        quote! {
            const _: [__attio::Option<&str>; 3] = [
                __attio::option_env!("ATTIO_SCHEMA"),
                __attio::option_env!("ATTIO_SCHEMA_REQUIRED"),
                __attio::option_env!("ATTIO_SCHEMA_CHECK"),
            ];
        }
    });
    // A path that is not Unicode cannot be written in code.
    let file = path.and_then(Path::to_str).filter(|path| is_first(path));
    let file = file.map(|path| {
        // In a function that nobody calls: a constant would put the file into the crate's library
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
