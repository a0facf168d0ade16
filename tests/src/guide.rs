//! The code of the guide, the README and the docs of the derives, which `cargo test --doc` compiles and runs.

macro_rules! pages {
    ($($page:ident = $path:literal;)*) => {$(
        #[doc = include_str!(concat!("../../", $path))]
        pub struct $page;
    )*};
}

pages! {
    Readme = "README.md";
    Introduction = "docs/guide/src/introduction.md";
    FirstRecord = "docs/guide/src/first-record.md";
    Lists = "docs/guide/src/lists.md";
    Modelling = "docs/guide/src/modelling.md";
    References = "docs/guide/src/references.md";
    Updates = "docs/guide/src/updates.md";
    Queries = "docs/guide/src/queries.md";
    Errors = "docs/guide/src/errors.md";
    Failures = "docs/guide/src/failures.md";
    Bulk = "docs/guide/src/bulk.md";
    Schema = "docs/guide/src/schema.md";
    CompileErrors = "docs/guide/src/compile-errors.md";
    Testing = "docs/guide/src/testing.md";
    Production = "docs/guide/src/production.md";
    OAuth = "docs/guide/src/oauth.md";
    Questions = "docs/guide/src/faq.md";
    Performance = "docs/guide/src/performance.md";
    Evidence = "docs/guide/src/evidence.md";
    Comparison = "docs/guide/src/comparison.md";
    DeriveRecord = "attio-derive/docs/record.md";
    DeriveEntry = "attio-derive/docs/entry.md";
    DeriveValue = "attio-derive/docs/value.md";
    DeriveOption = "attio-derive/docs/option.md";
}
