//! Generates derive input that nobody would write: valid grammar with the wrong words, and tokens in
//! any order.

use proptest::prelude::*;
use proptest::{collection, option, sample};

/// Every key of the attribute, and some invalid ones.
const KEYS: &[&str] = &[
    "object",
    "list",
    "parent",
    "name",
    "partial",
    "ahead",
    "rename_all",
    "crate",
    "schema",
    "singular",
    "plural",
    "slug",
    "id",
    "kind",
    "unique",
    "read_only",
    "write_only",
    "skip",
    "default",
    "with",
    "constant",
    "title",
    "description",
    "required",
    "currency",
    "other",
    "rename",
    "r#type",
    "self",
    "slgu",
    "a::b",
    "_",
];

const VALUES: &[&str] = &[
    "\"\"",
    "\"people\"",
    "\"sales_pipeline\"",
    "\"name\"",
    "\"email_addresses\"",
    "\"Capital\"",
    "\"a b\"",
    "\"é\"",
    "\"41252299-f8c7-4b5e-99c9-4ff8321d2f96\"",
    "\"41252299-F8C7-4B5E-99C9-4FF8321D2F9\"",
    "\"select\"",
    "\"personal-name\"",
    "\"kebab-case\"",
    "\"Title Case\"",
    "\"a::b\"",
    "\"::\"",
    "\"crate\"",
    "\"1x\"",
    "\"r#fn\"",
    "\"self\"",
    "\"A\"",
    "\"USD\"",
    "\"{}\"",
    "\"\\u{0}\"",
    "\"attio.schema.json\"",
    "\"../../x\"",
    "r#\"people\"#",
    "b\"x\"",
    "c\"x\"",
    "'x'",
    "1",
    "-1",
    "1.5",
    "true",
    "false",
    "()",
    "a::b",
    "Company",
    "Company<'a, T>",
    "Self",
    "AnyRecord",
    "concat!(\"a\")",
    "{ 1 }",
    "|x| x",
    "&\"x\"",
];

const TYPES: &[&str] = &[
    "String",
    "&'a str",
    "Cow<'a, str>",
    "Option<String>",
    "Vec<EmailAddress>",
    "PersonalName",
    "Option<Vec<String>>",
    "Vec<Option<String>>",
    "Vec<Vec<u8>>",
    "Option<Option<bool>>",
    "Option<RecordRef<Company>>",
    "RecordRef<Self>",
    "Tracked<T>",
    "Tracked<Option<T>>",
    "T",
    "T::Item",
    "<T as Iterator>::Item",
    "::std::option::Option<f64>",
    "std::vec::Vec<bool>",
    "(String,)",
    "()",
    "[u8; 4]",
    "[u8]",
    "fn(u8) -> u8",
    "dyn Any + Send",
    "impl Sized",
    "!",
    "_",
    "*const u8",
    "m!(x)",
    "Box<dyn for<'b> Fn(&'b str)>",
    "Option",
    "Vec<>",
    "Option<'a>",
    "Option<{ 1 }>",
    "Vec<String, A>",
    "r#type",
    "(Option<String>)",
    "&'a mut [Option<u8>]",
];

const NAMES: &[&str] = &["name", "r#type", "r#match", "_x", "emails", "Ünï", "id", "x", "OTHER"];

fn word(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    sample::select(words).prop_map(str::to_owned)
}

/// `#[attio(…)]`, and attributes that only look like it.
fn attribute() -> impl Strategy<Value = String> {
    let item = (word(KEYS), option::weighted(0.7, prop_oneof![4 => word(VALUES), 1 => soup()]))
        .prop_map(|(key, value)| match value {
            Some(value) => format!("{key} = {value}"),
            None => key,
        })
        .boxed();
    prop_oneof![
        12 => collection::vec(item.clone(), 0..4).prop_map(|items| format!("#[attio({})]", items.join(", "))),
        1 => soup().prop_map(|soup| format!("#[attio({soup})]")),
        1 => item.clone().prop_map(|item| format!("#[attio {{ {item} }}]")),
        1 => item.prop_map(|item| format!("#[attio(object = \"people\", {item} {item})]")),
        1 => word(&["#[attio]", "#[attio = \"x\"]", "#[doc = \"x\"]", "#[cfg(any())]", "#[attio(,)]"]),
    ]
}

fn attributes() -> impl Strategy<Value = String> {
    collection::vec(attribute(), 0..3).prop_map(|all| all.join(" "))
}

fn named_field() -> impl Strategy<Value = String> {
    let visibility = word(&["", "pub", "pub(crate)", "pub(in super)"]);
    (attributes(), visibility, word(NAMES), word(TYPES)).prop_map(
        |(attributes, visibility, name, ty)| format!("{attributes} {visibility} {name}: {ty}"),
    )
}

fn variant() -> impl Strategy<Value = String> {
    let payload = word(&["", "(String)", "()", "(T, T)", "{ x: u8 }", " = 1", "(&'a str)", "{}"]);
    (attributes(), word(&["A", "B", "Other", "r#Try", "Ünï"]), payload)
        .prop_map(|(attributes, name, payload)| format!("{attributes} {name}{payload}"))
}

/// A grammatically valid item.
pub(super) fn item() -> impl Strategy<Value = String> {
    let generics = word(&[
        "",
        "<T>",
        "<'a>",
        "<'a, T: ?Sized + 'a>",
        "<const N: usize>",
        "<T = String>",
        "<>",
        "<'a, 'b: 'a, T: Iterator<Item = u8>, const N: usize = 3>",
    ]);
    let clause = word(&["", "where T: Clone", "where for<'b> &'b T: Send,", "where"]);
    let body = prop_oneof![
        6 => collection::vec(named_field(), 0..5).prop_map(|f| ("struct", format!("{{ {} }}", f.join(", ")))),
        1 => collection::vec((attributes(), word(TYPES)), 0..3).prop_map(|f| {
            let fields: Vec<_> = f.into_iter().map(|(a, ty)| format!("{a} {ty}")).collect();
            ("struct", format!("({})", fields.join(", ")))
        }),
        1 => Just(("struct", ";".to_owned())),
        3 => collection::vec(variant(), 0..5).prop_map(|v| ("enum", format!("{{ {} }}", v.join(", ")))),
        1 => collection::vec(named_field(), 1..3).prop_map(|f| ("union", format!("{{ {} }}", f.join(", ")))),
    ];
    (attributes(), generics, clause, body, any::<bool>()).prop_map(
        |(attributes, generics, clause, (kind, body), named)| {
            // Most have an object, so that the rest is checked as well.
            let object = if named { "#[attio(object = \"people\")]" } else { "" };
            let (before, after) = match body.starts_with('(') {
                true => (String::new(), format!("{clause};")),
                false => (clause, String::new()),
            };
            format!("{object} {attributes} {kind} Person{generics} {before} {body}{after}")
        },
    )
}

/// Tokens in any order, with groups in them.
pub(super) fn soup() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        4 => word(KEYS),
        3 => word(VALUES),
        2 => word(TYPES),
        1 => word(NAMES),
        5 => word(&[
            "=", ",", "#", "::", "<", ">", "&", ";", "!", "..", "=>", "'a", "struct", "enum", "pub",
            "where", "fn", "->", "$", "@", "?", "|", "-",
        ]),
    ];
    let joined = |all: Vec<String>| all.join(" ");
    let tree = leaf.prop_recursive(4, 40, 6, move |inner| {
        let brackets = sample::select(vec![("(", ")"), ("[", "]"), ("{", "}")]);
        (collection::vec(inner, 0..6), brackets)
            .prop_map(move |(inside, (open, close))| format!("{open} {} {close}", joined(inside)))
    });
    collection::vec(tree, 0..6).prop_map(joined)
}
