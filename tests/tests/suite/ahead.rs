//! Structs, fields and options that a workspace does not have yet. The module compiles: its structs are
//! checked against a snapshot that lacks what is marked `ahead`.

use attio_core::{AttioOption, AttioRecord, AttioValue, EmailAddress};
use attio_emulator::Emulator;
use attio_tests::{Attio, emulator_builder};

/// The snapshot has no such object.
#[derive(AttioRecord, Debug)]
#[attio(object = "subscriptions", schema = "schemas/attio.schema.json", ahead)]
struct Subscription {
    #[attio(unique)]
    number: String,
    #[attio(kind = "select")]
    level: Option<Tier>,
}

/// The snapshot has neither the attributes `loyalty`, `levels` and the one with the ID, nor "Platinum".
#[derive(AttioRecord, Debug)]
#[attio(object = "people", schema = "schemas/attio.schema.json")]
struct Person {
    #[attio(slug = "email_addresses", unique)]
    emails: Vec<EmailAddress>,
    #[attio(ahead)]
    loyalty: Option<String>,
    #[attio(ahead, kind = "select")]
    levels: Vec<Level>,
    tier: Option<Level>,
}

/// An attribute of the snapshot may be marked, too.
#[derive(AttioRecord, Debug)]
#[attio(object = "people", schema = "schemas/attio.schema.json", partial, ahead)]
struct View {
    #[attio(ahead)]
    job_title: Option<String>,
    #[attio(ahead, id = "97052eb9-e65e-443f-a297-f2d9a4a7f795", slug = "newer")]
    newer: Option<bool>,
}

#[derive(AttioValue, Clone, Copy, Debug, PartialEq)]
struct Level(Tier);

#[derive(AttioOption, Clone, Copy, Debug, PartialEq)]
enum Tier {
    Bronze,
    Silver,
    #[attio(ahead)]
    Gold,
    #[attio(ahead)]
    Platinum,
    #[attio(ahead, title = "Beyond", id = "97052eb9-e65e-443f-a297-f2d9a4a7f796")]
    Beyond,
}

/// The options that `ensure` can create: it cannot choose IDs.
#[derive(AttioOption, Clone, Copy, Debug, PartialEq)]
enum Grade {
    Bronze,
    Silver,
    Gold,
    #[attio(ahead)]
    Platinum,
}

#[derive(AttioRecord, Debug)]
#[attio(object = "people", schema = "schemas/attio.schema.json")]
struct Member {
    #[attio(slug = "email_addresses", unique)]
    emails: Vec<EmailAddress>,
    #[attio(ahead)]
    loyalty: Option<String>,
    tier: Option<Grade>,
}

#[derive(AttioRecord, Debug)]
#[attio(object = "plans", schema = "schemas/attio.schema.json", ahead)]
struct Plan {
    name: String,
    #[attio(kind = "select")]
    grade: Option<Grade>,
}

#[tokio::test]
async fn a_program_that_is_ahead_creates_what_the_workspace_lacks() {
    let snapshot = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/attio.schema.json");
    let emulator: Emulator =
        emulator_builder().snapshot(snapshot).start_blocking().expect("an emulator");
    let attio = Attio::of(emulator);
    let client = &attio.client;
    let report = client.check::<Member>().await.expect("a report").to_string();
    for part in ["`loyalty`: the object has no such attribute", "there is no \"Platinum\""] {
        assert!(report.contains(part), "the live workspace lacks it: {report}");
    }
    client.ensure::<Plan>().await.expect("created");
    client.ensure::<Member>().await.expect("created");
    let report = client.check::<Plan>().await.expect("a report");
    assert!(report.is_ok(), "{report}");
    let report = client.check::<Member>().await.expect("a report");
    assert!(report.is_ok(), "{report}");

    let member = Member {
        emails: vec![EmailAddress::new("ada@example.com").expect("an address")],
        loyalty: Some("since 1843".to_owned()),
        tier: Some(Grade::Platinum),
    };
    let created = member.create(client).await.expect("created");
    let read = created.decode().expect("a member");
    assert_eq!((read.tier, read.loyalty), (Some(Grade::Platinum), member.loyalty));
    let plan = Plan { name: "Best".to_owned(), grade: Some(Grade::Gold) };
    let created = plan.create(client).await.expect("created");
    assert_eq!(created.decode().expect("a plan").grade, Some(Grade::Gold));
}

#[test]
fn the_written_bytes_do_not_depend_on_it() {
    let person = Person {
        emails: Vec::new(),
        loyalty: Some("yes".to_owned()),
        levels: vec![Level(Tier::Platinum), Level(Tier::Bronze)],
        tier: Some(Level(Tier::Gold)),
    };
    let json = String::from_utf8(person.to_json().expect("JSON")).expect("UTF-8");
    assert_eq!(
        json,
        r#"{"data":{"values":{"loyalty":["yes"],"levels":[{"option":"Platinum"},{"option":"Bronze"}],"tier":["Gold"]}}}"#
    );
    let subscription = Subscription { number: "7".to_owned(), level: Some(Tier::Beyond) };
    let json = String::from_utf8(subscription.to_json().expect("JSON")).expect("UTF-8");
    assert_eq!(
        json,
        r#"{"data":{"values":{"number":["7"],"level":[{"option":"97052eb9-e65e-443f-a297-f2d9a4a7f796"}]}}}"#
    );
    assert_eq!(View::NEWER.slug(), Some("newer"));
    assert_eq!(View::JOB_TITLE.slug(), Some("job_title"));
    assert_eq!(Tier::Silver, Tier::Silver);
}

/// Enums that the snapshot allows, each in a field that is read, unless it says otherwise.
#[allow(dead_code)]
mod options {
    use attio_core::{AttioOption, AttioRecord, SelectOption, Tracked};

    /// All, with the archived one.
    #[derive(AttioOption, Clone, Copy)]
    pub(super) enum Color {
        Blue,
        Green,
        Red,
    }

    /// Some by their IDs, in another order, with titles of our own.
    #[derive(AttioOption, Clone, Copy)]
    pub(super) enum ColorById {
        #[attio(id = "00000003-2222-4000-8000-000000000001")]
        Azure,
        #[attio(title = "Green")]
        Grass,
        #[attio(id = "00000001-2222-4000-8000-000000000001")]
        Rose,
    }

    /// A variant with an ID is read by its title, too.
    #[derive(AttioOption, Clone, Copy)]
    pub(super) enum ColorByBoth {
        #[attio(id = "00000001-2222-4000-8000-000000000001", title = "Blue")]
        Mixed,
        #[attio(id = "00000002-2222-4000-8000-000000000001")]
        Green,
    }

    /// Those that are not archived.
    #[derive(AttioOption, Clone, Copy)]
    pub(super) enum Active {
        Red,
        Blue,
    }

    /// One of them, and every other title.
    #[derive(AttioOption, Clone)]
    pub(super) enum Open {
        Red,
        #[attio(other)]
        Other(String),
    }

    /// A few of many.
    #[derive(AttioOption, Clone)]
    pub(super) enum Country {
        Norway,
        Chile,
        #[attio(ahead)]
        Utopia,
        #[attio(other)]
        Other(String),
    }

    #[derive(AttioRecord)]
    #[attio(object = "plans", schema = "schemas/options.json")]
    pub(super) struct All {
        #[attio(slug = "color")]
        pub(super) color: Option<Color>,
        #[attio(slug = "country")]
        pub(super) country: Option<Country>,
    }

    macro_rules! colors {
        ($($name:ident: $type:ty $(, $key:ident)*;)*) => {$(
            #[derive(AttioRecord)]
            #[attio(object = "plans", schema = "schemas/options.json", partial)]
            pub(super) struct $name {
                #[attio(slug = "color" $(, $key)*)]
                pub(super) value: $type,
            }
        )*};
    }

    colors! {
        ById: Option<ColorById>;
        ByBoth: Option<ColorByBoth>;
        Written: Option<Active>, write_only;
        Opened: Option<Open>;
        History: Option<Tracked<Color>>, read_only;
        Any: Option<SelectOption>;
        Text: Option<String>;
    }
}

#[test]
fn enums_that_know_every_option_compile() {
    let all = options::All {
        color: Some(options::Color::Green),
        country: Some(options::Country::Utopia),
    };
    let json = String::from_utf8(all.to_json().expect("JSON")).expect("UTF-8");
    assert!(json.contains("Green") && json.contains("Utopia"), "{json}");
}
