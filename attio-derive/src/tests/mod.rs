//! The input and output of the macros, one snapshot per case. After an intended change, run
//! `INSTA_UPDATE=always cargo test -p attio-derive`, and read every line of the diff.

mod any_input;
mod any_snapshot;
mod strategy;

use insta::{Settings, assert_snapshot};
use proc_macro2::TokenStream;
use syn::{DeriveInput, File};

use crate::parse::Form;
use crate::snapshot::Surroundings;
use crate::{expand, names, shape};

/// Compares the expansion of the item with the snapshot of this name.
fn expands(name: &str, item: &str, expand: fn(&DeriveInput) -> TokenStream) {
    let input: DeriveInput = syn::parse_str(item).expect("an item");
    let output: File = syn::parse2(expand(&input)).expect("items");
    let output = prettyplease::unparse(&output);
    let mut settings = Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        assert_snapshot!(name, format!("{}\n\n// becomes:\n\n{output}", item.trim()));
    });
}

/// Expands a record without a workspace snapshot.
fn record(input: &DeriveInput) -> TokenStream {
    expand::record(input, Form::Record, &Surroundings::default())
}

/// Expands an entry without a workspace snapshot.
fn entry(input: &DeriveInput) -> TokenStream {
    expand::record(input, Form::Entry, &Surroundings::default())
}

#[test]
fn plain_record() {
    expands(
        "plain_record",
        r#"
#[attio(object = "people")]
pub struct Person {
    pub name: PersonalName,
    #[attio(slug = "email_addresses", unique)]
    pub emails: Vec<EmailAddress>,
    pub(crate) job_title: Option<String>,
    company: Option<RecordRef<Company>>,
}
"#,
        record,
    );
}

#[test]
fn field_keys() {
    expands(
        "field_keys",
        r#"
#[attio(object = "people", rename_all = "kebab-case")]
struct Person {
    #[attio(id = "41252299-F8C7-4B5E-99C9-4FF8321D2F96", slug = "description")]
    bio: Option<String>,
    #[attio(id = "97052eb9-e65e-443f-a297-f2d9a4a7f795", write_only)]
    secret: Option<String>,
    #[attio(kind = "select", constant = "LEVEL")]
    tier: Option<Tier>,
    #[attio(read_only)]
    created_at: Option<Timestamp>,
    #[attio(default)]
    visits: u32,
    #[attio(default = "crate::adult", kind = "number")]
    age: u8,
    #[attio(with = "crate::hours")]
    working_hours: Duration,
    #[attio(skip)]
    dirty: bool,
    r#type: Option<String>,
}
"#,
        record,
    );
}

#[test]
fn generic_record() {
    expands(
        "generic_record",
        r#"
#[attio(object = "people", crate = "crate::vendored::attio_core")]
struct Person<T, const N: usize = 1>
where
    T: Debug,
{
    tags: Vec<T>,
    #[attio(read_only)]
    score: Option<Score<N>>,
    name: String,
}
"#,
        record,
    );
}

#[test]
fn borrowing_record() {
    expands(
        "borrowing_record",
        r#"
#[attio(object = "people")]
struct Person<'a> {
    name: &'a str,
    #[attio(kind = "text")]
    bio: Cow<'a, str>,
}
"#,
        record,
    );
}

#[test]
fn partial_record() {
    expands(
        "partial_record",
        r#"
#[attio(object = "people", partial)]
struct JobTitle {
    job_title: Option<String>,
}
"#,
        record,
    );
}

/// The types of the fields without mistakes are still checked, and every constant exists.
#[test]
fn record_with_mistakes() {
    expands(
        "record_with_mistakes",
        r#"
#[attio(object = "people", partal)]
struct Person {
    #[attio(slgu = "email_addresses")]
    emails: Vec<EmailAddress>,
    nicknames: Option<Vec<String>>,
    #[attio(kind = "number")]
    age: Option<u8>,
    #[attio(read_only)]
    created_at: Option<Timestamp>,
}
"#,
        record,
    );
}

#[test]
fn plain_entry() {
    expands(
        "plain_entry",
        r#"
#[attio(list = "sales_pipeline", parent = Company)]
pub struct Opportunity {
    pub stage: Stage,
    #[attio(slug = "deal_size")]
    pub size: Option<Currency>,
    pub(crate) owners: Vec<ActorRef>,
}
"#,
        entry,
    );
}

/// The parent is named by a path, and an alias may hide the type of a field.
#[test]
fn entry_keys() {
    expands(
        "entry_keys",
        r#"
#[attio(list = "8A5F0C3E-5B7D-4E1C-9A53-0F4E6C1B2D3A", parent = crm::Company, partial, name = "Pipeline")]
#[attio(crate = "crate::vendored::attio_core")]
struct Opportunity {
    #[attio(unique)]
    code: Option<String>,
    #[attio(read_only)]
    created_at: Option<Timestamp>,
    #[attio(kind = "select")]
    tier: Option<Tier>,
    #[attio(slug = "parent", constant = "PARENT_TEXT")]
    parent: Option<String>,
    #[attio(with = "crate::hours")]
    hours: Duration,
    #[attio(skip)]
    dirty: bool,
}
"#,
        entry,
    );
}

/// A list with several parent objects.
#[test]
fn entry_of_any_parent() {
    expands(
        "entry_of_any_parent",
        r#"
#[attio(list = "favourites", parent = attio_core::AnyRecord)]
struct Favourite {
    note: Option<String>,
}
"#,
        entry,
    );
}

/// The parent may be a parameter, so it has no alias.
#[test]
fn generic_entry() {
    expands(
        "generic_entry",
        r#"
#[attio(list = "sales_pipeline", parent = P)]
struct Opportunity<P: AttioRecord, T> {
    tags: Vec<T>,
    #[attio(skip)]
    parent: PhantomData<P>,
}
"#,
        entry,
    );
}

#[test]
fn entry_with_mistakes() {
    expands(
        "entry_with_mistakes",
        r#"
#[attio(object = "companies", list = "sales_pipeline")]
struct Opportunity {
    contact: PersonalName,
    #[attio(kind = "interaction")]
    last_call: Option<Interaction>,
    parent: Option<String>,
    seats: Option<i64>,
}
"#,
        entry,
    );
}

/// The keys are those of an entry, so the stand-in is an entry.
#[test]
fn record_that_should_be_an_entry() {
    expands(
        "record_that_should_be_an_entry",
        r#"
#[attio(list = "sales_pipeline", parent = Company)]
struct Opportunity {
    seats: Option<i64>,
}
"#,
        record,
    );
}

#[test]
fn options() {
    expands(
        "options",
        r#"
#[attio(rename_all = "Title Case")]
enum Stage {
    Lead,
    InProgress,
    #[attio(id = "11F07F01-C10F-4E05-A522-33E050BC52EE", title = "Won 🎉")]
    Won,
    #[attio(other)]
    Other(String),
}
"#,
        expand::option,
    );
}

#[test]
fn options_with_a_mistake() {
    expands(
        "options_with_a_mistake",
        r#"
enum Stage {
    Lead,
    #[attio(title = "Lead")]
    Prospect,
}
"#,
        expand::option,
    );
}

#[test]
fn newtype() {
    expands("newtype", "struct JobTitle(String);", expand::value);
}

#[test]
fn generic_newtype() {
    expands(
        "generic_newtype",
        r#"
struct Shared<T: Clone = String> {
    inner: Box<T>,
}
"#,
        expand::value,
    );
}

#[test]
fn newtype_with_a_mistake() {
    expands("newtype_with_a_mistake", "struct Pair<'a, T>(&'a T, T);", expand::value);
}

#[test]
fn types_are_written_as_people_write_them() {
    for ty in [
        "EmailAddress",
        "std::vec::Vec<Option<String>>",
        "HashMap<String, (u8, bool)>",
        "&'a str",
        "&'a mut [T; 2]",
        "Box<dyn Error + Send + 'static>",
        "Cow<'a, str>",
        "<T as Iterator>::Item",
    ] {
        assert_eq!(shape::written(&syn::parse_str(ty).expect("a type")), ty);
    }
}

#[test]
fn slugs_from_invalid_strings() {
    for (text, slug) in [
        ("Job title", Some("job_title")),
        ("jobTitle", Some("job_title")),
        ("JOB-TITLE", Some("job_title")),
        (" HTTPServer 2 ", Some("http_server_2")),
        ("größe", None),
        ("?!", None),
        ("", None),
    ] {
        assert_eq!(names::slugified(text).as_deref(), slug, "{text}");
    }
}
