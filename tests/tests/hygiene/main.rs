//! The derives in every context that a program may have: each struct compiles without a warning and
//! converts its values correctly.

#![allow(unknown_lints, reason = "some lints are newer than the oldest supported compiler")]
#![deny(warnings, missing_docs, unused_qualifications)]
#![deny(
    deprecated_in_future,
    elided_lifetimes_in_paths,
    explicit_outlives_requirements,
    let_underscore_drop,
    meta_variable_misuse,
    missing_debug_implementations,
    non_local_definitions,
    private_bounds,
    private_interfaces,
    redundant_imports,
    redundant_lifetimes,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unit_bindings,
    unnameable_types,
    unreachable_pub,
    unsafe_code,
    unused_import_braces,
    unused_lifetimes,
    unused_macro_rules,
    unused_results,
    variant_size_differences
)]
#![deny(clippy::all, clippy::pedantic, clippy::unwrap_used)]
#![allow(clippy::unnecessary_wraps, reason = "the functions of `with` modules can fail")]

extern crate attio_core as renamed;

use attio_core::{AttioRecord, Client, Creatable, ReadValues, Values};

/// The `values` of a create's body. The client has no server, so nothing is sent.
fn written(record: &(impl AttioRecord + Creatable)) -> String {
    let client =
        Client::builder().api_key("test").base_url("http://127.0.0.1:9").build().expect("a client");
    let create = record.create(&client);
    let body = create.body().expect("a body");
    body.strip_prefix(r#"{"data":{"values":"#)
        .and_then(|body| body.strip_suffix("}}"))
        .expect("an envelope")
        .to_owned()
}

/// A record whose text attributes have these values.
fn read<T: ReadValues>(texts: &[(&str, &str)]) -> T {
    let members: Vec<_> = texts
        .iter()
        .map(|(slug, text)| format!(r#""{slug}":[{{"value":"{text}","attribute_type":"text"}}]"#))
        .collect();
    let values = Values::from_json(format!("{{{}}}", members.join(","))).expect("JSON");
    values.decode().expect("a record")
}

mod generics {
    use std::borrow::Cow;
    use std::fmt::Debug;

    use attio_core::value::{ReadValue, WriteValue};
    use attio_core::{AttioRecord, AttioValue};

    use super::{read, written};

    #[derive(AttioRecord, Debug)]
    #[attio(object = "people")]
    struct Person<T, const N: usize = 1>
    where
        T: Debug,
    {
        tags: Vec<T>,
        first: Option<T>,
        #[attio(with = "array")]
        array: [u8; N],
    }

    mod array {
        use attio_core::ValueError;
        use attio_core::value::{FieldReader, FieldWriter};

        pub(super) fn write<const N: usize>(
            array: &[u8; N],
            out: &mut FieldWriter<'_>,
        ) -> Result<(), ValueError> {
            out.push(&array.iter().map(ToString::to_string).collect::<String>());
            Ok(())
        }

        pub(super) fn read<const N: usize>(_: FieldReader<'_, '_>) -> Result<[u8; N], ValueError> {
            Ok([0; N])
        }
    }

    #[test]
    fn type_and_const_parameters() {
        let person = Person { tags: vec!["a".to_owned()], first: None, array: [1, 2, 3] };
        assert_eq!(written(&person), r#"{"tags":["a"],"array":["123"]}"#);
        let person: Person<String, 2> = read(&[("tags", "a"), ("first", "b")]);
        assert_eq!(person.tags, ["a"]);
        assert_eq!(person.first.as_deref(), Some("b"));
        assert_eq!(person.array, [0, 0]);
        assert_eq!(Person::<String>::TAGS.slug(), Some("tags"));
    }

    #[derive(AttioRecord, Debug)]
    #[attio(object = "people")]
    struct Borrowing<'a, 'b> {
        name: &'a str,
        job: Option<&'b str>,
        tags: &'a [&'b str],
        bio: Cow<'a, str>,
    }

    #[test]
    fn references_are_written() {
        let person =
            Borrowing { name: "Ada", job: None, tags: &["a", "b"], bio: Cow::Borrowed("x") };
        assert_eq!(written(&person), r#"{"name":["Ada"],"tags":["a","b"],"bio":["x"]}"#);
        assert_eq!(Borrowing::TAGS.key(), "tags");
    }

    #[derive(AttioRecord, Debug)]
    #[attio(object = "people")]
    struct Owning<'a> {
        bio: Cow<'a, str>,
        #[attio(write_only)]
        job: Option<&'a str>,
    }

    #[test]
    fn cow_is_written_and_read() {
        let person = Owning { bio: Cow::Borrowed("x"), job: Some("y") };
        assert_eq!(written(&person), r#"{"bio":["x"],"job":["y"]}"#);
        let person: Owning<'static> = read(&[("bio", "z"), ("job", "y")]);
        assert_eq!((&*person.bio, person.job), ("z", None));
    }

    #[derive(AttioValue, Debug, PartialEq)]
    struct Wrapped<T>(T);

    #[derive(AttioValue, Debug)]
    struct Short<'a>(&'a str);

    #[derive(AttioValue, Debug, PartialEq)]
    struct Named<T = String>
    where
        T: Clone,
    {
        inner: T,
    }

    #[derive(AttioRecord, Debug)]
    #[attio(object = "people")]
    struct Values<T: ReadValue + WriteValue> {
        #[attio(kind = "text")]
        wrapped: Wrapped<String>,
        named: Option<Named>,
        generic: Option<Wrapped<T>>,
    }

    #[derive(AttioRecord, Debug)]
    #[attio(object = "people", partial)]
    struct Partial<'a> {
        #[attio(kind = "text", constant = "SHORT_TEXT", write_only)]
        short: Option<Short<'a>>,
    }

    #[test]
    fn newtypes_convert_like_their_contents() {
        let record = Values::<String> {
            wrapped: Wrapped("a".to_owned()),
            named: Some(Named { inner: "b".to_owned() }),
            generic: None,
        };
        assert_eq!(written(&record), r#"{"wrapped":[{"value":"a"}],"named":["b"]}"#);
        let record: Values<String> = read(&[("wrapped", "a"), ("generic", "c")]);
        assert_eq!(record.wrapped, Wrapped("a".to_owned()));
        assert_eq!(record.named, None);
        assert_eq!(record.generic, Some(Wrapped("c".to_owned())));
        let partial = Partial { short: Some(Short("x")) };
        assert!(partial.short.is_some_and(|short| short.0 == "x"));
        assert_eq!(Partial::SHORT_TEXT.key(), "short");
    }
}

mod names {
    use attio_core::{AttioOption, AttioRecord, Described, Target};

    use super::{read, written};

    #[derive(AttioRecord, Debug)]
    #[attio(object = "people")]
    struct r#Raw {
        r#type: String,
        r#match: Option<String>,
    }

    #[test]
    fn raw_identifiers() {
        let record = Raw { r#type: "a".to_owned(), r#match: None };
        assert_eq!(written(&record), r#"{"type":["a"]}"#);
        assert_eq!(Raw::TYPE.slug(), Some("type"));
        let record: Raw = read(&[("type", "a"), ("match", "b")]);
        assert_eq!((record.r#type, record.r#match), ("a".to_owned(), Some("b".to_owned())));
    }

    /// Every name that the expansions use internally.
    #[derive(AttioRecord, Debug)]
    #[attio(object = "people")]
    struct Generated {
        out: String,
        values: Option<String>,
        #[attio(slug = "out_2")]
        __out: Option<String>,
        #[attio(slug = "values_2")]
        __values: Option<String>,
        __attio: Option<String>,
        #[attio(constant = "FIELDS_OF")]
        __fields: Option<String>,
        #[attio(slug = "object")]
        target: Option<String>,
    }

    #[test]
    fn fields_with_the_names_of_generated_items() {
        let record: Generated =
            read(&[("out", "1"), ("out_2", "2"), ("__attio", "3"), ("object", "4")]);
        assert_eq!(
            written(&record),
            r#"{"out":["1"],"out_2":["2"],"__attio":["3"],"object":["4"]}"#
        );
        assert_eq!((record.values, record.__values, record.__fields), (None, None, None));
        assert_eq!(Generated::FIELDS_OF.key(), "__fields");
        assert_eq!(Generated::TARGET.key(), "object");
        assert_eq!(<Generated as Described>::TARGET, Target::Object("people"));
    }

    #[derive(AttioOption, Debug, PartialEq)]
    enum Generic {
        None,
        Some,
        Ok,
        Err,
        r#Self_,
        #[attio(other)]
        Other(String),
    }

    #[derive(AttioRecord, Debug)]
    #[attio(object = "people")]
    struct WithOption {
        choices: Vec<Generic>,
    }

    #[test]
    fn variants_with_the_names_of_the_prelude() {
        let record = WithOption {
            choices: vec![Generic::None, Generic::Some, Generic::Ok, Generic::Err, Generic::Self_],
        };
        assert_eq!(written(&record), r#"{"choices":["None","Some","Ok","Err","Self_"]}"#);
        assert_eq!(Generic::from_title("None"), Some(Generic::None));
        assert_eq!(Generic::from_title("x"), Some(Generic::Other("x".to_owned())));
    }
}

/// User types with the names of the prelude, of this library and of its internals.
mod shadows {
    use attio_core::AttioRecord;

    use super::{read, written};

    #[derive(attio_core::AttioValue, Debug)]
    pub(crate) struct String(std::string::String);

    /// An alias with the name of the prelude's type.
    pub(crate) type Option<T> = std::option::Option<T>;

    macro_rules! unrelated {
        ($($name:ident)*) => {$(
            #[allow(dead_code, non_camel_case_types)]
            #[derive(Debug)]
            struct $name;
        )*};
    }

    unrelated! {
        Result Some None Ok Err Vec Default AsRef From Uuid str_ Sized
        Field FieldReader FieldWriter RecordReader ValueReader ValueWriter ValuesWriter ValueError
        Unique NotUnique ReadOnly Writable AttributeType OptionKey Fits Described Target RecordId
        ReadValue WriteValue ReadValues WriteValues Creatable AnyField
    }

    #[allow(dead_code)]
    mod kind {}
    #[allow(dead_code)]
    mod __private {}
    #[allow(dead_code)]
    mod std_ {}

    #[derive(attio_core::AttioValue, Debug)]
    struct Attribute(std::string::String);

    #[derive(attio_core::AttioValue, Debug)]
    struct AttioValue(std::string::String);

    #[derive(attio_core::AttioOption, Debug, PartialEq)]
    enum AttioOption {
        A,
        #[attio(other)]
        Other(std::string::String),
    }

    #[derive(AttioRecord, Debug)]
    #[attio(object = "people")]
    struct Record {
        string: String,
        attribute: Option<Attribute>,
        value: std::vec::Vec<AttioValue>,
        #[attio(kind = "select")]
        option: Option<AttioOption>,
    }

    #[test]
    fn shadowed_names() {
        let record: Record = read(&[("string", "1"), ("attribute", "2"), ("value", "3")]);
        assert_eq!(record.string.0, "1");
        assert_eq!(
            record.attribute.as_ref().map(|attribute| &*attribute.0),
            std::option::Option::Some("2")
        );
        assert_eq!(record.value[0].0, "3");
        assert_eq!(record.option, std::option::Option::None);
        assert_eq!(written(&record), r#"{"string":["1"],"attribute":["2"],"value":["3"]}"#);
    }
}

/// The library under another name.
mod renamed_crate {
    use renamed::{AttioOption, AttioRecord, AttioValue, EmailAddress};

    use super::{read, written};

    #[derive(AttioRecord, Debug)]
    #[attio(object = "people", crate = "renamed")]
    struct Person {
        email: Option<EmailAddress>,
        job: Option<Job>,
        #[attio(kind = "select")]
        tier: Option<Tier>,
    }

    #[derive(AttioValue, Debug, PartialEq)]
    #[attio(crate = "renamed")]
    struct Job(String);

    #[derive(AttioOption, Debug)]
    #[attio(crate = "renamed")]
    enum Tier {
        Gold,
    }

    mod inner {
        #[derive(super::AttioRecord, Debug)]
        #[attio(object = "people", crate = "super::super::renamed")]
        pub(super) struct Inner {
            pub(super) job: String,
        }
    }

    #[test]
    fn another_name() {
        let person = Person { email: None, job: Some(Job("x".to_owned())), tier: Some(Tier::Gold) };
        assert_eq!(written(&person), r#"{"job":["x"],"tier":[{"option":"Gold"}]}"#);
        let person: Person = read(&[("job", "y")]);
        assert_eq!(person.job, Some(Job("y".to_owned())));
        assert!(person.email.is_none());
        assert_eq!(written(&inner::Inner { job: "z".to_owned() }), r#"{"job":["z"]}"#);
    }
}

/// A constant has the visibility of its field.
mod visibility {
    use super::written;

    pub(crate) mod outer {
        pub(crate) mod inner {
            use attio_core::AttioRecord;

            #[derive(Debug)]
            struct Private;

            #[derive(AttioRecord, Debug)]
            #[attio(object = "people")]
            pub(crate) struct Person {
                pub everyone: Option<String>,
                pub(crate) of_the_crate: Option<String>,
                pub(super) of_the_parent: Option<String>,
                pub(in crate::visibility) of_a_path: Option<String>,
                own: Option<String>,
                #[attio(skip)]
                private: Option<Private>,
            }

            impl Person {
                pub(crate) fn new() -> Self {
                    let own = Some(Self::OWN.key().to_owned());
                    Self {
                        everyone: None,
                        of_the_crate: None,
                        of_the_parent: None,
                        of_a_path: None,
                        own,
                        private: Some(Private),
                    }
                }

                pub(crate) fn is_private(&self) -> bool {
                    self.private.is_some() && self.own.is_some()
                }
            }
        }

        pub(crate) fn of_the_parent() -> &'static str {
            inner::Person::OF_THE_PARENT.key()
        }
    }

    use outer::inner::Person;

    #[test]
    fn each_visibility() {
        let person = Person::new();
        assert_eq!(written(&person), r#"{"own":["own"]}"#);
        assert!(person.is_private());
        assert_eq!(person.everyone.or(person.of_the_crate).or(person.of_a_path), None);
        assert_eq!(Person::EVERYONE.key(), "everyone");
        assert_eq!(Person::OF_THE_CRATE.key(), "of_the_crate");
        assert_eq!(Person::OF_A_PATH.key(), "of_a_path");
        assert_eq!(outer::of_the_parent(), "of_the_parent");
    }
}

#[test]
fn a_struct_in_a_function() {
    use attio_core::{AttioOption, AttioValue};

    #[derive(AttioOption, Debug)]
    enum Tier {
        #[attio(id = "11f07f01-c10f-4e05-a522-33e050bc52ee", title = "Gold tier")]
        Gold,
    }

    #[derive(AttioValue, Debug)]
    struct Job(String);

    #[derive(AttioRecord, Debug)]
    #[attio(object = "people")]
    struct Person {
        job: Job,
        tier: Option<Tier>,
        #[attio(default = "adult")]
        age: u8,
        #[attio(skip)]
        dirty: bool,
    }

    fn adult() -> u8 {
        18
    }

    let person = Person { job: Job("x".to_owned()), tier: Some(Tier::Gold), age: 1, dirty: true };
    assert!(person.dirty);
    assert_eq!(
        written(&person),
        r#"{"job":["x"],"tier":["11f07f01-c10f-4e05-a522-33e050bc52ee"],"age":[1]}"#
    );
    let person: Person = read(&[("job", "y")]);
    assert_eq!(
        (&*person.job.0, person.tier.is_none(), person.age, person.dirty),
        ("y", true, 18, false)
    );
}

mod macros {
    use attio_core::{AttioOption, AttioRecord, AttioValue, EmailAddress};

    use super::{read, written};

    macro_rules! record {
        ($vis:vis $name:ident of $object:literal { $($(#[$attribute:meta])* $field:ident: $ty:ty),* $(,)? }) => {
            #[derive(AttioRecord, Debug)]
            #[attio(object = $object)]
            $vis struct $name {
                $($(#[$attribute])* $field: $ty,)*
                fixed: Option<String>,
            }
        };
    }

    record! {
        pub(crate) Person of "people" {
            #[attio(slug = "email_addresses", unique)]
            emails: Vec<EmailAddress>,
            #[attio(kind = "text")]
            job: Option<Job>,
            #[attio(with = "upper")]
            nickname: String,
            #[attio(default = "Vec::new")]
            tags: Vec<String>,
        }
    }

    mod upper {
        use attio_core::ValueError;
        use attio_core::value::{FieldReader, FieldWriter, ReadField};

        pub(super) fn write(text: &str, out: &mut FieldWriter<'_>) -> Result<(), ValueError> {
            out.push(&text.to_uppercase());
            Ok(())
        }

        pub(super) fn read(values: FieldReader<'_, '_>) -> Result<String, ValueError> {
            <String as ReadField>::read(values)
        }
    }

    macro_rules! newtype {
        ($name:ident($ty:ty)) => {
            #[derive(AttioValue, Debug)]
            struct $name($ty);
        };
    }

    newtype!(Job(String));

    macro_rules! options {
        ($name:ident: $($variant:ident = $title:literal),* $(,)?) => {
            #[derive(AttioOption, Debug, PartialEq)]
            enum $name {
                $(#[attio(title = $title)] $variant,)*
                #[attio(other)]
                Other(String),
            }
        };
    }

    options!(Tier: Gold = "Gold tier", Silver = "Silver tier");

    #[test]
    fn items_that_macros_write() {
        let person = Person {
            emails: vec![],
            job: Some(Job("x".to_owned())),
            nickname: "ada".to_owned(),
            tags: vec!["a".to_owned()],
            fixed: None,
        };
        assert_eq!(written(&person), r#"{"job":[{"value":"x"}],"nickname":["ADA"],"tags":["a"]}"#);
        let person: Person = read(&[("nickname", "a"), ("fixed", "b")]);
        assert_eq!(
            (&*person.nickname, person.fixed.as_deref(), person.tags.len()),
            ("a", Some("b"), 0)
        );
        assert!(person.emails.is_empty() && person.job.is_none_or(|job| job.0.is_empty()));
        assert_eq!(Person::EMAILS.key(), "email_addresses");
        assert_eq!(Tier::from_title("Gold tier"), Some(Tier::Gold));
        assert_eq!(Tier::from_title("Silver tier"), Some(Tier::Silver));
        assert_eq!(Tier::from_title("x"), Some(Tier::Other("x".to_owned())));
    }
}

mod lints {
    use attio_core::{AttioOption, AttioRecord, AttioValue};

    use super::{read, written};

    type Texts = Vec<String>;
    type Maybe<T> = Option<T>;

    #[derive(AttioRecord, Debug, Clone, Default)]
    #[attio(object = "people")]
    struct Deprecated {
        #[deprecated]
        old: Option<String>,
        texts: Texts,
        maybe: Maybe<String>,
    }

    #[test]
    fn a_deprecated_field_and_aliases() {
        let record: Deprecated = read(&[("old", "1"), ("texts", "2"), ("maybe", "3")]);
        assert_eq!(written(&record), r#"{"old":["1"],"texts":["2"],"maybe":["3"]}"#);
        assert_eq!((record.texts, record.maybe), (vec!["2".to_owned()], Some("3".to_owned())));
    }

    #[deprecated]
    #[derive(AttioValue, Debug)]
    pub(crate) struct OldValue(String);

    #[deprecated]
    #[derive(AttioOption, Debug)]
    pub(crate) enum OldOption {
        #[deprecated]
        A,
    }

    #[deprecated]
    #[derive(AttioRecord, Debug)]
    #[attio(object = "people")]
    pub(crate) struct OldRecord {
        name: String,
    }

    #[test]
    #[allow(deprecated)]
    fn deprecated_items() {
        assert_eq!(written(&OldRecord { name: "a".to_owned() }), r#"{"name":["a"]}"#);
        assert_eq!(OldOption::A.key().as_str(), "A");
        assert_eq!(OldValue(String::new()).0, "");
    }

    /// Names that violate style lints, which the user allows at the item.
    #[allow(non_snake_case, non_camel_case_types)]
    #[derive(AttioRecord, Debug)]
    #[attio(object = "people")]
    struct odd_record {
        #[attio(slug = "odd")]
        Odd: Option<String>,
    }

    #[test]
    fn odd_names() {
        let record: odd_record = read(&[("odd", "1")]);
        assert_eq!(written(&record), r#"{"odd":["1"]}"#);
        assert_eq!(odd_record::ODD.key(), "odd");
        assert_eq!(record.Odd.as_deref(), Some("1"));
    }

    /// A record without attributes, and options without variants.
    #[derive(AttioRecord, Debug)]
    #[attio(object = "people")]
    struct Empty {}

    #[derive(AttioOption, Debug)]
    enum NoOption {}

    #[test]
    fn empty_definitions() {
        assert_eq!(written(&Empty {}), "{}");
        let Empty {} = read(&[]);
        assert!(NoOption::from_title("x").is_none());
    }
}
