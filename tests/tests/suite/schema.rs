//! The run-time check and `ensure`, against the emulator.

mod entries;
mod lists;

use attio_core::schema::Plan;
use attio_core::{
    AnyRecordRef, AttioOption, AttioRecord, AttioValue, Currency, Method, Outcome, PersonalName,
    RecordRef, Status, Timestamp,
};
use attio_emulator::{CannedResponse, Emulator};
use attio_schema::DefaultValue;
use attio_tests::{Attio, client_of};
use serde_json::{Value, json};

#[derive(AttioRecord)]
#[attio(object = "companies")]
#[allow(dead_code)]
struct Company {
    name: Option<String>,
}

#[derive(AttioOption)]
#[allow(dead_code)]
enum State {
    Open,
    #[attio(title = "Paid late")]
    PaidLate,
}

#[derive(AttioRecord)]
#[attio(object = "invoices", singular = "Invoice", plural = "Invoices")]
#[allow(dead_code)]
struct Invoice {
    #[attio(unique, title = "Invoice no.", description = "As printed")]
    number: String,
    #[attio(currency = "EUR")]
    net_amount: Currency,
    #[attio(kind = "status")]
    state: State,
    #[attio(kind = "select")]
    labels: Vec<State>,
    debtor: Option<RecordRef<Company>>,
    subject: Option<AnyRecordRef>,
    paid: Option<bool>,
    #[attio(read_only)]
    created_at: Option<Timestamp>,
}

#[tokio::test]
async fn ensure_creates_the_missing_parts_and_nothing_the_second_time() {
    let attio = Attio::start();
    let before = attio.emulator.snapshot();
    let plan = attio.client.ensure::<Invoice>().plan().await.expect("a plan");
    assert_eq!(attio.emulator.snapshot(), before, "a plan changes nothing");
    assert_steps(&plan.to_string());

    let report = attio.client.check::<Invoice>().await.expect("a report");
    assert!(report.to_string().contains("the workspace has no such object"), "{report}");

    attio.client.ensure::<Invoice>().await.expect("created");
    let report = attio.client.check::<Invoice>().await.expect("a report");
    assert!(report.is_ok(), "{report}");
    assert!(attio.client.ensure::<Invoice>().await.expect("nothing").is_empty());

    let workspace = attio.emulator.snapshot();
    let number = workspace.attribute("invoices", "number").expect("the attribute");
    assert_eq!(number.title, "Invoice no.");
    assert!(number.is_unique);
    let net = workspace.attribute("invoices", "net_amount").expect("the attribute");
    assert_eq!(net.title, "Net amount");
    assert_eq!(net.config.currency.default_currency_code.as_deref(), Some("EUR"));
}

fn assert_steps(plan: &str) {
    assert_eq!(
        plan.lines().collect::<Vec<_>>(),
        [
            "create the object invoices (\"Invoice\", \"Invoices\")",
            "create the attribute invoices.number (text, unique)",
            "create the attribute invoices.net_amount (currency)",
            "create the attribute invoices.state (status)",
            "create the attribute invoices.labels (select, several values)",
            "create the attribute invoices.debtor (record-reference)",
            "create the attribute invoices.subject (record-reference)",
            "create the attribute invoices.paid (checkbox)",
            "create the status \"Open\" of invoices.state",
            "create the status \"Paid late\" of invoices.state",
            "create the option \"Open\" of invoices.labels",
            "create the option \"Paid late\" of invoices.labels",
        ]
    );
}

#[derive(AttioRecord)]
#[attio(object = "people")]
#[allow(dead_code)]
struct Refused {
    nick: PersonalName,
    mood: State,
    progress: Option<Status>,
    #[attio(read_only)]
    score: Option<f64>,
}

#[tokio::test]
async fn parts_that_the_api_cannot_create_are_refused_first() {
    let attio = Attio::start();
    let before = attio.emulator.snapshot();
    let error = attio.client.ensure::<Refused>().await.expect_err("a refusal").to_string();
    for part in [
        "nothing was created",
        "people.mood: its type fits \"select\" and \"status\"",
        "people.score: its field is `read_only`",
        "people.nick: the API creates no attributes of the type `personal-name`",
        "people.progress: the API creates no status attributes on people and companies",
    ] {
        assert!(error.contains(part), "{part}: {error}");
    }
    assert_eq!(attio.emulator.snapshot(), before);
}

/// The derive does not see through an alias.
type Marks = Vec<String>;

#[derive(AttioRecord)]
#[attio(object = "shipments")]
#[allow(dead_code)]
struct Shipment {
    #[attio(required)]
    code: String,
    #[attio(kind = "text")]
    marks: Marks,
    #[attio(unique)]
    weight: f64,
    #[attio(unique)]
    sent: bool,
}

#[tokio::test]
async fn settings_that_the_api_lacks_are_refused_before_anything_is_created() {
    let attio = Attio::start();
    let plan = attio.client.ensure::<Shipment>().plan().await.expect("a plan");
    let refusals: Vec<_> = plan.refusals.iter().map(ToString::to_string).collect();
    assert_eq!(
        refusals,
        [
            "cannot create shipments.code: the API takes no required attribute without a default \
             value; create it in Attio's settings",
            "cannot create shipments.marks: an attribute of the type `text` has one value",
            "cannot create shipments.sent: an attribute of the type `checkbox` is never unique",
        ]
    );
    let error = attio.client.ensure::<Shipment>().await.expect_err("a refusal");
    assert!(error.to_string().contains("nothing was created"), "{error}");
    assert!(attio.emulator.object_id("shipments").is_none());
}

#[derive(AttioRecord)]
#[attio(object = "deals")]
#[allow(dead_code)]
struct Wrong {
    nme: String,
    name: Option<String>,
    #[attio(kind = "number")]
    value: Option<f64>,
    stage: Stage,
    owner: Option<bool>,
    associated_people: Option<RecordRef<Company>>,
    associated_company: Vec<RecordRef<Company>>,
    created_at: Option<Timestamp>,
    #[attio(unique)]
    code: Option<String>,
    #[attio(currency = "USD")]
    cost: Option<Currency>,
}

#[derive(AttioOption)]
#[allow(dead_code)]
enum Stage {
    Lead,
    Dreamt,
}

#[derive(AttioOption)]
#[allow(dead_code)]
enum OpenStage {
    Lead,
    Dreamt,
    #[attio(other)]
    Other(String),
}

#[tokio::test]
async fn a_report_has_every_difference() {
    let attio = Attio::start();
    for data in [
        json!({"api_slug": "code", "type": "text"}),
        json!({"api_slug": "cost", "type": "currency",
            "config": {"currency": {"default_currency_code": "EUR", "display_type": "code"}}}),
    ] {
        attio.emulator.create_attribute("deals", &data).expect("an attribute");
    }
    let report = attio.client.check::<Wrong>().await.expect("a report");
    let text = report.to_string();
    for part in [
        "`nme`: the object has no such attribute",
        "`name`: the attribute is required but the field can be `None`",
        "`value`: the attribute has the type `currency`, but the field pins `number`",
        "`stage`: there is no \"Dreamt\"; it has \"Lead\"",
        "`stage`: it has \"In Progress\", \"Won 🎉\", \"Lost\", which the enum of the field cannot read",
        "`owner`: the attribute has the type `actor-reference`, but the field fits `checkbox`",
        "`associated_people`: the attribute is multi-value, but the field is not",
        "`associated_people`: it cannot refer to records of `companies`; refer to `people`",
        "`associated_company`: the attribute is single-value, but the field is not",
        "`created_at`: the attribute cannot be written; add `#[attio(read_only)]`",
        "`code`: the attribute is not unique",
        "`cost`: the currency is EUR, but the field has USD",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(
        text.starts_with("`Wrong` does not fit the object `deals` of the workspace, 13"),
        "{text}"
    );
    // It only reads: a token that may read the schema is enough.
    assert!(attio.emulator.requests().iter().all(|request| request.method == "GET"));
    let scopes = ["object_configuration:read"];
    let emulator = attio_tests::emulator_builder().scopes(scopes).start_blocking();
    let attio = Attio::of(emulator.expect("the emulator starts"));
    attio.client.check::<Company>().await.expect("a report");
}

#[derive(AttioOption)]
#[allow(dead_code)]
enum Region {
    North,
    South,
}

#[derive(AttioRecord)]
#[attio(object = "deals")]
#[allow(dead_code)]
struct Aged {
    name: String,
    #[attio(id = "30dfa295-8323-5696-8b81-72356a989a88", slug = "amount")]
    value: Option<Currency>,
    #[attio(write_only)]
    region: Option<Region>,
    code: Option<String>,
    stage: OpenStage,
}

#[tokio::test]
async fn a_report_lists_renamed_archived_and_newly_required_attributes() {
    let attio = Attio::start();
    for data in [
        json!({"api_slug": "region", "type": "select"}),
        json!({"api_slug": "code", "type": "text"}),
    ] {
        attio.emulator.create_attribute("deals", &data).expect("an attribute");
    }
    for title in ["North", "South"] {
        attio.emulator.create_option("deals", "region", title).expect("an option");
    }
    attio.emulator.create_status("deals", "stage", "Dreamt").expect("a status");
    for path in ["region/options/South", "code"] {
        let path = format!("/v2/objects/deals/attributes/{path}");
        let archived = json!({"data": {"is_archived": true}});
        attio.client.request(Method::PATCH, path).json(&archived).await.expect("a change");
    }

    let report = attio.client.check::<Aged>().await.expect("a report");
    let problems: Vec<_> = report.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        problems,
        [
            "`value` (`30dfa295-8323-5696-8b81-72356a989a88`): the attribute is called `value`, not \
             `amount`, so reads find no value; write `slug = \"value\"`",
            "`region`: \"South\" is archived; restore it in Attio, or remove the variant",
            "`code`: the attribute is archived; restore it in Attio, or remove the field",
            "`owner`: the attribute is required but no field maps to it; add a field, or put \
             `#[attio(partial)]` on the struct",
        ]
    );
}

#[derive(AttioValue)]
#[allow(dead_code)]
struct Place(Region);

type Places = Vec<Place>;

/// Reads the regions in several ways.
#[derive(AttioRecord)]
#[attio(object = "deals", partial)]
#[allow(dead_code)]
struct Reading {
    region: Option<Region>,
    #[attio(slug = "regions")]
    places: Places,
    #[attio(slug = "state")]
    open: Option<OpenStage>,
}

/// Writes the regions, and reads none.
#[derive(AttioRecord)]
#[attio(object = "deals", partial)]
#[allow(dead_code)]
struct Writing {
    #[attio(write_only)]
    region: Option<Region>,
    #[attio(write_only, slug = "regions")]
    places: Places,
}

/// It borrows, so it cannot be read.
#[derive(AttioRecord)]
#[attio(object = "deals", partial)]
#[allow(dead_code)]
struct Borrowing<'a> {
    name: &'a str,
    region: Option<Region>,
}

#[tokio::test]
async fn an_option_that_a_read_enum_lacks_is_reported() {
    let attio = Attio::start();
    for data in [
        json!({"api_slug": "region", "type": "select"}),
        json!({"api_slug": "regions", "type": "select", "is_multiselect": true}),
        json!({"api_slug": "state", "type": "select"}),
    ] {
        attio.emulator.create_attribute("deals", &data).expect("an attribute");
    }
    for attribute in ["region", "regions"] {
        for title in ["North", "South"] {
            attio.emulator.create_option("deals", attribute, title).expect("an option");
        }
    }
    for title in ["Lead", "Dreamt"] {
        attio.emulator.create_option("deals", "state", title).expect("an option");
    }
    let report = attio.client.check::<Reading>().await.expect("a report");
    assert!(report.is_ok(), "{report}");

    // An archived option that has a variant is read, one without a variant is not.
    for attribute in ["region", "regions", "state"] {
        attio.emulator.create_option("deals", attribute, "West").expect("an option");
    }
    for title in ["South", "West"] {
        let path = format!("/v2/objects/deals/attributes/region/options/{title}");
        let archived = json!({"data": {"is_archived": true}});
        attio.client.request(Method::PATCH, path).json(&archived).await.expect("a change");
    }
    let problems = |report: attio_core::schema::SchemaReport| -> Vec<String> {
        report.problems.iter().map(ToString::to_string).collect()
    };
    let report = attio.client.check::<Reading>().await.expect("a report");
    assert_eq!(
        problems(report),
        [
            "`region`: it has \"West\" (archived), which the enum of the field cannot read; add the \
             missing variants, or one with `#[attio(other)]`",
            "`places` (`regions`): it has \"West\", which the enum of the field cannot read; add the \
             missing variants, or one with `#[attio(other)]`",
        ]
    );
    let report = attio.client.check::<Writing>().await.expect("a report");
    let archived = "`region`: \"South\" is archived; restore it in Attio, or remove the variant";
    assert_eq!(problems(report), [archived]);
    let report = attio.client.check::<Borrowing<'_>>().await.expect("a report");
    assert_eq!(problems(report), [archived]);

    // It reports what a read would meet.
    let values = json!({"name": "Engine", "regions": ["West"], "stage": "Lead",
        "owner": "ada@example.com"});
    let id = attio.emulator.seed("deals", &values).expect("a deal");
    let read = Reading::get(&attio.client, id.into()).await.expect("a deal").decode();
    let error = read.err().expect("an enum that cannot read it").to_string();
    assert!(error.contains("\"West\""), "{error}");

    for n in 1..=30 {
        let title = format!("Region {n:02}");
        attio.emulator.create_option("deals", "regions", &title).expect("an option");
    }
    let report = attio.client.check::<Reading>().await.expect("a report");
    let many = problems(report).swap_remove(1);
    assert!(many.contains("\"West\", \"Region 01\""), "{many}");
    assert!(many.contains("\"Region 09\" and 21 more, which"), "{many}");
}

#[tokio::test]
async fn a_plan_copies_default_values_or_reports_that_it_cannot() {
    let from = Attio::start();
    let object =
        json!({"api_slug": "tickets", "singular_noun": "Ticket", "plural_noun": "Tickets"});
    from.emulator.create_object(&object).expect("an object");
    let member = from.emulator.member_id();
    let fixed = |template: Value| json!({"type": "static", "template": template});
    let owner =
        json!([{"referenced_actor_type": "workspace-member", "referenced_actor_id": member}]);
    for (slug, kind, default) in [
        ("price", "currency", fixed(json!([{"currency_value": 12.5}]))),
        ("site", "domain", fixed(json!([{"domain": "www.example.com"}]))),
        ("reporter", "actor-reference", json!({"type": "dynamic", "template": "current-user"})),
        ("owner", "actor-reference", fixed(owner)),
        ("priority", "select", Value::Null),
        ("progress", "status", Value::Null),
    ] {
        let mut data = json!({"api_slug": slug, "type": kind, "default_value": default});
        if kind == "currency" {
            data["config"] =
                json!({"currency": {"default_currency_code": "EUR", "display_type": "code"}});
        }
        from.emulator.create_attribute("tickets", &data).expect("an attribute");
    }
    for title in ["Low", "High"] {
        from.emulator.create_option("tickets", "priority", title).expect("an option");
        from.emulator.create_status("tickets", "progress", title).expect("a status");
    }
    for (slug, data) in [
        (
            "priority",
            json!({"default_value": fixed(json!([{"option": "High"}])), "is_required": true}),
        ),
        ("progress", json!({"default_value": fixed(json!([{"status": "Low"}]))})),
    ] {
        let path = format!("/v2/objects/tickets/attributes/{slug}");
        let call = from.client.request(Method::PATCH, path).json(&json!({ "data": data }));
        call.await.expect("a default value");
    }

    let (wanted, to) = (from.emulator.snapshot(), Attio::start());
    let plan = Plan::new(&wanted, &to.emulator.snapshot());
    let refusals: Vec<_> = plan.refusals.iter().map(ToString::to_string).collect();
    assert_eq!(
        refusals,
        ["cannot create tickets.owner.default_value: it refers to something else in each \
          workspace; set it in Attio's settings"]
    );
    to.client.apply(&plan).await.expect("all of it is accepted");

    let values = json!({"data": {"values": {"name": "Broken"}}});
    for attio in [&from, &to] {
        let call = attio.client.request(Method::POST, "/v2/objects/tickets/records").json(&values);
        let made: Value = call.await.expect("a record").json().expect("JSON");
        let values = &made["data"]["values"];
        assert_eq!(values["price"][0]["currency_value"], 12.5);
        assert_eq!(values["site"][0]["domain"], "www.example.com");
        assert_eq!(values["priority"][0]["option"]["title"], "High");
        assert_eq!(values["progress"][0]["status"]["title"], "Low");
    }
    let made = to.emulator.snapshot();
    let attribute = |slug| made.attribute("tickets", slug).expect("it was created");
    assert!(attribute("priority").is_required && !attribute("progress").is_required);
    assert_eq!(attribute("owner").default_value, None);
    assert!(Plan::new(&wanted, &made).is_empty());

    // A push that stopped before the last step.
    let mut broken_off = made.clone();
    let object = broken_off.objects.iter_mut().find(|object| object.is("tickets"));
    let mut attributes = object.expect("it was created").attributes.iter_mut();
    let priority = attributes.find(|attribute| attribute.is("priority")).expect("a select");
    (priority.default_value, priority.is_required) = (None, false);
    let plan = Plan::new(&wanted, &broken_off);
    assert_eq!(
        plan.to_string(),
        "cannot create tickets.priority.default_value: the attribute already exists; set it in \
         Attio's settings\ncannot create tickets.priority.is_required: the attribute already exists; \
         make it required in Attio's settings"
    );
}

/// The plan for a schema with one attribute of this kind and with these settings.
fn planned(kind: &str, set: impl Fn(&mut attio_schema::Attribute)) -> String {
    let mut attribute = attio_schema::Attribute::new("level", kind);
    attribute.is_default_value_enabled = true;
    set(&mut attribute);
    let mut object = attio_schema::Object::new("tickets");
    object.attributes.push(attribute);
    let mut wanted = attio_schema::Workspace::default();
    wanted.objects.push(object);
    Plan::new(&wanted, &attio_schema::Workspace::default()).to_string()
}

#[test]
fn a_default_value_that_cannot_be_copied_is_named_with_the_reason() {
    let fixed = |value: Value| Some(DefaultValue::Static { template: vec![value] });
    let member = json!({"referenced_actor_type": "workspace-member", "referenced_actor_id": "x"});
    for (kind, default, reason) in [
        ("text", json!("hello"), "its form is unknown"),
        ("email-address", json!({"email_address": "a@b.example"}), "its form is unknown"),
        ("select", json!({"option": "Gone"}), "it is not an option of the schema"),
        ("actor-reference", member, "it refers to something else in each workspace"),
    ] {
        let plan = planned(kind, |attribute| attribute.default_value = fixed(default.clone()));
        let place = format!("cannot create tickets.level.default_value: {reason}");
        assert!(
            plan.contains("create the attribute tickets.level") && plan.contains(&place),
            "{plan}"
        );
        let plan = planned(kind, |attribute| {
            attribute.default_value = fixed(default.clone());
            attribute.is_required = true;
        });
        assert!(plan.contains(&format!("without a default value ({reason}")), "{plan}");
    }
    let plan = planned("select", |attribute| {
        attribute.default_value = fixed(json!({"option": "Gone"}));
        attribute.is_default_value_enabled = false;
    });
    assert!(!plan.contains("cannot") && !plan.contains("default"), "{plan}");
}

#[tokio::test]
async fn the_other_side_of_a_relationship_keeps_its_settings_or_they_are_named() {
    let from = Attio::start();
    for slug in ["alphas", "betas"] {
        let object = json!({"api_slug": slug, "singular_noun": slug, "plural_noun": slug});
        from.emulator.create_object(&object).expect("an object");
    }
    let data = json!({"api_slug": "betas", "type": "record-reference", "is_multiselect": true,
        "relationship":
            {"object": "betas", "title": "Alpha", "api_slug": "alpha", "is_multiselect": false}});
    from.emulator.create_attribute("alphas", &data).expect("an attribute");
    let path = "/v2/objects/betas/attributes/alpha";
    let described = json!({"data": {"description": "The one before"}});
    from.client.request(Method::PATCH, path).json(&described).await.expect("a description");

    let mut wanted = from.emulator.snapshot();
    let to = Attio::start();
    let plan = Plan::new(&wanted, &to.emulator.snapshot());
    to.client.apply(&plan).await.expect("all of it is accepted");
    let made = to.emulator.snapshot();
    let alpha = made.attribute("betas", "alpha").expect("the other side");
    assert_eq!(alpha.description.as_deref(), Some("The one before"));
    assert!(Plan::new(&wanted, &made).is_empty());

    let object = wanted.objects.iter_mut().find(|object| object.is("betas"));
    let mut attributes = object.expect("an object").attributes.iter_mut();
    attributes.find(|attribute| attribute.is("alpha")).expect("an attribute").is_required = true;
    let plan = Plan::new(&wanted, &Attio::start().emulator.snapshot());
    let refusal = "cannot create betas.alpha.is_required: it is created as the other side of a \
                   relationship; make it required in Attio's settings";
    assert!(plan.to_string().contains(refusal), "{plan}");
}

const TAKEN: &str = "11111111-1111-4111-8111-111111111111";

#[derive(AttioOption)]
#[allow(dead_code)]
enum ById {
    #[attio(id = "11111111-1111-4111-8111-111111111111")]
    Renamed,
    Low,
}

#[derive(AttioRecord)]
#[attio(object = "tickets", partial)]
#[allow(dead_code)]
struct Ticket {
    priority: Option<ById>,
}

/// A workspace whose `tickets` have a priority with these options.
fn with_priorities(options: &[(&str, &str)]) -> Attio {
    let mut attribute = attio_schema::Attribute::new("priority", "select");
    for (title, id) in options {
        let mut option = attio_schema::SelectOption::new(title);
        option.id = (*id).to_owned();
        attribute.options.push(option);
    }
    let mut object = attio_schema::Object::new("tickets");
    object.attributes.push(attribute);
    let mut workspace = attio_schema::Workspace::default();
    workspace.objects.push(object);
    let path = std::env::temp_dir().join(format!("attio-tickets-{}.json", std::process::id()));
    std::fs::write(&path, workspace.to_json()).expect("a snapshot");
    let emulator = Emulator::builder().snapshot(&path).start_blocking().expect("it starts");
    std::fs::remove_file(&path).expect("it exists");
    let client = client_of(&emulator).build().expect("a client");
    Attio { client, emulator }
}

#[tokio::test]
async fn an_option_named_by_its_id_is_checked_by_id_and_never_created() {
    let attio = with_priorities(&[("Urgent", TAKEN), ("Low", "")]);
    let before = attio.emulator.snapshot();
    let report = attio.client.check::<Ticket>().await.expect("a report");
    assert!(report.is_ok(), "{report}");
    let plan = attio.client.ensure::<Ticket>().await.expect("it exists");
    assert!(plan.is_empty(), "{plan}");
    assert_eq!(attio.emulator.snapshot(), before);

    let attio = with_priorities(&[("Renamed", "22222222-2222-4222-8222-222222222222")]);
    let before = attio.emulator.snapshot();
    let report = attio.client.check::<Ticket>().await.expect("a report").to_string();
    let missing = format!("there is no option with the ID `{TAKEN}`");
    assert!(report.contains(&missing) && report.contains("there is no \"Low\""), "{report}");
    let error = attio.client.ensure::<Ticket>().await.expect_err("an ID that is not there");
    let message = error.to_string();
    assert!(
        message.starts_with("cannot create what `Ticket` needs: nothing was created"),
        "{message}"
    );
    assert!(message.contains(&format!("it has no option with the ID `{TAKEN}`")), "{message}");
    assert_eq!((error.outcome(), attio.emulator.snapshot()), (Outcome::NotApplied, before));
}

#[derive(AttioRecord)]
#[attio(object = "prices")]
#[allow(dead_code)]
struct Price {
    #[attio(currency = "EUR")]
    net: Option<f64>,
}

#[derive(AttioRecord)]
#[attio(object = "prices")]
#[allow(dead_code)]
struct Label {
    #[attio(currency = "EUR")]
    net: Option<bool>,
}

#[tokio::test]
async fn a_field_with_a_currency_creates_a_currency_attribute_or_nothing() {
    let attio = Attio::start();
    let error = attio.client.ensure::<Label>().await.expect_err("no currency");
    assert!(error.to_string().contains("fits no currency attribute"), "{error}");
    attio.client.ensure::<Price>().await.expect("it is made");
    let made = attio.emulator.snapshot();
    let net = made.attribute("prices", "net").expect("it was made");
    assert_eq!(net.type_name, "currency");
    assert_eq!(net.config.currency.default_currency_code.as_deref(), Some("EUR"));
    assert!(attio.client.check::<Price>().await.expect("a report").is_ok());
}

#[tokio::test]
async fn an_interrupted_plan_reports_that_a_part_of_it_exists() {
    let attio = Attio::start();
    let plan = attio.client.ensure::<Price>().plan().await.expect("a plan");
    let refused = CannedResponse::new(403).body("{}");
    attio.emulator.stub("POST", "/v2/objects/prices/attributes", refused);
    let error = attio.client.apply(&plan).await.expect_err("the second step");
    assert_eq!((error.status(), error.outcome()), (Some(403), Outcome::Applied(None)));
    assert!(attio.emulator.object_id("prices").is_some());
    attio.client.ensure::<Price>().await.expect("the rest");
}
