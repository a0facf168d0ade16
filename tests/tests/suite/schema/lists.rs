//! Lists in the schema: reading them, and creating them from another schema.

use std::sync::{Arc, Mutex};

use attio_core::schema::Plan;
use attio_core::{Outcome, Target};
use attio_emulator::{CannedResponse, Emulator, TargetName};
use attio_schema::{Attribute, List, MemberAccess, Object, Workspace};
use attio_tests::{Attio, emulator_builder};
use serde_json::json;

const SALES: TargetName<'static> = TargetName::List("sales");

/// Creates lists: one with attributes, one with the slug of an object, and a private one.
fn make(attio: &Emulator) {
    let sales = json!({"api_slug": "sales", "name": "Sales", "parent_object": "companies",
        "workspace_access": "read-and-write", "workspace_member_access": [
            {"workspace_member_id": attio.member_id(), "level": "full-access"}]});
    attio.create_list(&sales).expect("a list");
    for attribute in [
        json!({"api_slug": "stage", "type": "status"}),
        json!({"api_slug": "regions", "type": "select", "is_multiselect": true}),
        json!({"api_slug": "code", "type": "text", "is_unique": true}),
        json!({"api_slug": "seats", "type": "number", "description": "How many",
            "default_value": {"type": "static", "template": [{"value": 5}]}}),
        json!({"api_slug": "contact", "type": "record-reference",
            "config": {"record_reference": {"allowed_objects": ["people"]}}}),
    ] {
        attio.create_attribute(SALES, &attribute).expect("an attribute");
    }
    for title in ["In talks", "Won 🎉"] {
        attio.create_status(SALES, "stage", title).expect("a status");
    }
    for title in ["North", "South"] {
        attio.create_option(SALES, "regions", title).expect("an option");
    }
    attio.create_list(&json!({"api_slug": "people", "parent_object": "people"})).expect("a list");
    let private = json!({"api_slug": "hiring", "parent_object": "people", "workspace_access": null,
        "workspace_member_access": [
            {"workspace_member_id": attio.member_id(), "level": "full-access"}]});
    attio.create_list(&private).expect("a list");
}

/// The schema of the emulator, as a pull returns it.
fn expected(attio: &Emulator) -> String {
    let mut workspace = attio.snapshot();
    workspace.members.clear();
    workspace.to_json()
}

#[tokio::test]
async fn a_pull_reads_lists_with_attributes_options_statuses_and_access() {
    let attio = Attio::start();
    make(&attio.emulator);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&seen);
    let pull = attio.client.pull_schema().on_progress(move |at| {
        let kind = if let Target::List(_) = at.target { "list" } else { "object" };
        noted.lock().expect("a vector").push(format!("{kind} {}", at.target.name()));
        assert!(at.done < at.total);
    });
    let pulled = pull.await.expect("a schema");
    assert_eq!(pulled.to_json(), expected(&attio.emulator));
    let seen = seen.lock().expect("a vector").join(", ");
    assert!(seen.ends_with("list sales, list people, list hiring"), "{seen}");
    assert!(seen.starts_with("object "), "{seen}");

    let sales = pulled.list("sales").expect("the list");
    assert_eq!(sales.attribute("stage").expect("the attribute").statuses.len(), 2);
    assert_eq!(sales.workspace_access.as_deref(), Some("read-and-write"));
    assert_eq!(sales.workspace_member_access.len(), 1);
    assert_eq!(pulled.list("hiring").expect("the list").workspace_access, None);
}

#[tokio::test]
async fn archived_attributes_and_statuses_of_a_list_are_pulled() {
    let attio = Attio::start();
    make(&attio.emulator);
    let archived = json!({"data": {"is_archived": true}});
    for path in ["code", "stage/statuses/In talks", "regions/options/North"] {
        let path = format!("/v2/lists/sales/attributes/{path}");
        let call = attio.client.request(attio_core::Method::PATCH, path).json(&archived);
        call.await.expect("a change");
    }
    let pulled = attio.client.pull_schema().await.expect("a schema");
    assert_eq!(pulled.to_json(), expected(&attio.emulator));
    let sales = pulled.list("sales").expect("the list");
    assert!(sales.attribute("code").expect("the attribute").is_archived);
    assert!(sales.attribute("stage").expect("the attribute").statuses[0].is_archived);
}

/// The rest is read; the lists are `None`, which differs from a workspace with no lists.
#[tokio::test]
async fn without_the_scope_of_lists_the_rest_is_pulled() {
    let scopes = ["object_configuration:read"];
    let emulator = emulator_builder().scopes(scopes).start_blocking().expect("an emulator");
    let attio = Attio::of(emulator);
    make(&attio.emulator);
    let pulled = attio.client.pull_schema().await.expect("the rest");
    assert_eq!(pulled.lists, None);
    let mut rest = attio.emulator.snapshot();
    rest.lists = None;
    rest.members.clear();
    assert_eq!(pulled.to_json(), rest.to_json());
    let named = attio.client.pull_schema().objects(["people"]).lists(["sales"]);
    assert_eq!(named.await.expect("the rest").lists, None);
    let facts = attio.client.schema_facts().await.expect("the rest");
    assert!(facts.id(Target::Object("people")).is_some());
    assert_eq!(facts.id(Target::List("sales")), None);

    let none = Attio::start();
    assert_eq!(none.client.pull_schema().await.expect("a schema").lists, Some(Vec::new()));
}

/// A proxy's 403 is not Attio's, so it does not show that the token lacks a scope.
#[tokio::test]
async fn a_403_of_a_proxy_is_an_error() {
    let (attio, _clock) = Attio::with_clock();
    let page = CannedResponse::new(403).body("<html>blocked</html>").foreign().always();
    attio.emulator.stub("GET", "/v2/lists", page);
    let error = attio.client.pull_schema().await.expect_err("blocked");
    assert!(error.is_foreign_response(), "{error}");
    let error = attio.client.schema_facts().await.expect_err("blocked");
    assert!(error.is_foreign_response(), "{error}");
}

#[tokio::test]
async fn a_part_of_the_schema_is_what_was_named() {
    let attio = Attio::start();
    make(&attio.emulator);
    let names = |workspace: &Workspace| -> (Vec<String>, Option<Vec<String>>) {
        let objects = workspace.objects.iter().filter_map(|object| object.api_slug.clone());
        let lists = workspace.lists.as_ref();
        let lists = lists.map(|lists| lists.iter().map(|list| list.api_slug.clone()).collect());
        (objects.collect(), lists)
    };
    let text = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let pull = || attio.client.pull_schema();
    let objects = pull().objects(["people"]).await.expect("a schema");
    assert_eq!(names(&objects), (text(&["people"]), None));
    let id = attio.emulator.list_id("sales").expect("the list").to_string();
    let lists = pull().lists([id, "nobody".to_owned()]).await.expect("a schema");
    assert_eq!(names(&lists), (text(&[]), Some(text(&["sales"]))));
    assert!(lists.list("sales").expect("the list").attribute("stage").is_some());
    let both = pull().lists(["people"]).objects(["deals"]).await.expect("a schema");
    assert_eq!(names(&both), (text(&["deals"]), Some(text(&["people"]))));
    let before = attio.emulator.requests().len();
    pull().objects(["people"]).await.expect("a schema");
    let requests = attio.emulator.requests();
    assert!(requests[before..].iter().all(|request| !request.path.starts_with("/v2/lists")));
}

/// The first plan creates everything, the second nothing, and the result is the same schema.
#[tokio::test]
async fn a_plan_creates_the_lists_of_another_workspace() {
    let (from, to) = (Attio::start(), Attio::start());
    make(&from.emulator);
    let object = json!({"api_slug": "invoices", "singular_noun": "I", "plural_noun": "Is"});
    from.emulator.create_object(&object).expect("an object");
    let bills = json!({"api_slug": "bills", "name": "Bills", "parent_object": "invoices"});
    from.emulator.create_list(&bills).expect("a list");
    let wanted = from.client.pull_schema().await.expect("a schema");
    let live = to.client.pull_schema().await.expect("a schema");
    let plan = Plan::new(&wanted, &live);
    assert!(plan.refusals.is_empty(), "{plan}");
    assert_eq!(
        plan.steps.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "create the object invoices (\"I\", \"Is\")",
            "create the list bills (\"Bills\")",
            "create the list hiring (\"hiring\")",
            "create the list people (\"people\")",
            "create the list sales (\"Sales\")",
            "create the list attribute sales.code (text, unique)",
            "create the list attribute sales.contact (record-reference)",
            "create the list attribute sales.regions (select, several values)",
            "create the list attribute sales.seats (number)",
            "create the list attribute sales.stage (status)",
            "create the option \"North\" of the list attribute sales.regions",
            "create the option \"South\" of the list attribute sales.regions",
            "create the status \"In talks\" of the list attribute sales.stage",
            "create the status \"Won 🎉\" of the list attribute sales.stage",
        ]
    );
    to.client.apply(&plan).await.expect("applied");
    let created = to.client.pull_schema().await.expect("a schema");
    assert_eq!(created.to_json(), wanted.to_json());
    assert!(Plan::new(&wanted, &created).is_empty());
}

/// The wanted and the live schema of these tests: two workspaces with the same objects.
fn two(id: &str) -> (Workspace, Workspace) {
    let mut live = Workspace::default();
    live.id = Some("one".to_owned());
    let mut companies = Object::new("companies");
    companies.id = "object-companies".to_owned();
    live.objects = vec![companies, Object::new("people")];
    live.lists = Some(Vec::new());
    let mut wanted = live.clone();
    wanted.id = Some(id.to_owned());
    (wanted, live)
}

fn list(change: impl FnOnce(&mut List)) -> List {
    let mut list = List::new("sales", "companies");
    list.attributes.push(Attribute::new("code", "text"));
    change(&mut list);
    list
}

#[tokio::test]
async fn lists_that_the_api_cannot_create_are_refused_with_their_attributes() {
    const NOBODY: &str = "cannot create list sales: neither every member nor a single one has full \
                          access; create it in Attio";
    let refusal = |list: List| {
        let (mut wanted, live) = two("one");
        wanted.lists = Some(vec![list]);
        let plan = Plan::new(&wanted, &live);
        assert!(plan.steps.is_empty(), "{plan}");
        assert_eq!(plan.refusals.len(), 1, "{plan}");
        plan.refusals[0].to_string()
    };
    assert_eq!(
        refusal(list(|list| list.parent_objects.push("people".to_owned()))),
        "cannot create list sales: the API creates lists of one parent object; create it in Attio"
    );
    assert_eq!(
        refusal(list(|list| list.parent_objects = vec!["deals".to_owned()])),
        "cannot create list sales: its records are of `deals`, which the workspace does not have; \
         create that first"
    );
    assert_eq!(refusal(list(|list| list.workspace_access = Some("read-only".to_owned()))), NOBODY);
    assert_eq!(refusal(list(|list| list.workspace_access = None)), NOBODY);
    let weak = list(|list| {
        list.workspace_access = None;
        list.workspace_member_access =
            vec![MemberAccess::new("ada", "read-only"), MemberAccess::default()];
    });
    assert_eq!(refusal(weak), NOBODY);
    let named = list(|list| list.api_slug = "41252299-f8c7-4b5e-99c9-4ff8321d2f96".to_owned());
    assert!(refusal(named).ends_with("it is named by an ID; to create it, name it by slug"));
}

/// Members have other IDs in another workspace, and a private list must not become public.
#[tokio::test]
async fn the_access_of_members_of_another_workspace_is_named() {
    let with_member = |access: Option<&str>| {
        list(|list| {
            list.workspace_access = access.map(str::to_owned);
            list.workspace_member_access = vec![MemberAccess::new("ada", "full-access")];
        })
    };
    let plan = |id: &str, list: List| {
        let (mut wanted, live) = two(id);
        wanted.lists = Some(vec![list]);
        Plan::new(&wanted, &live)
    };
    for access in [None, Some("read-only"), Some("full-access")] {
        let same = plan("one", with_member(access));
        assert!(same.refusals.is_empty() && same.steps.len() == 2, "{same}");
    }
    let nobody = plan("other", list(|list| list.workspace_access = Some("read-only".to_owned())));
    assert!(nobody.to_string().contains("neither every member nor a single one"), "{nobody}");
    for access in [None, Some("read-only")] {
        assert_eq!(
            plan("other", with_member(access)).to_string(),
            "cannot create list sales: only single members have full access, and another workspace \
             has other members; create it in Attio"
        );
    }
    assert_eq!(
        plan("other", with_member(Some("full-access"))).to_string(),
        "create the list sales (\"sales\")\n\
         create the list attribute sales.code (text)\n\
         cannot create list sales.workspace_member_access: another workspace has other members; \
         share the list in Attio"
    );
}

#[tokio::test]
async fn an_existing_list_gets_what_it_lacks_and_keeps_its_parent() {
    let (mut wanted, mut live) = two("one");
    live.lists = Some(vec![list(|list| list.parent_objects = vec!["object-companies".to_owned()])]);
    let more = |list: &mut List| list.attributes.push(Attribute::new("seats", "number"));
    wanted.lists = Some(vec![list(more)]);
    assert_eq!(
        Plan::new(&wanted, &live).to_string(),
        "create the list attribute sales.seats (number)",
        "the ID and the slug name the same parent"
    );
    wanted.list_mut("sales").expect("the list").parent_objects = vec!["people".to_owned()];
    assert_eq!(
        Plan::new(&wanted, &live).refusals[0].to_string(),
        "cannot create list sales.parent_object: it exists for records of `companies`, not of \
         `people`; the parent of a list cannot be changed"
    );
    let code = wanted.list_mut("sales").expect("the list").attribute_mut("code");
    code.expect("the attribute").type_name = "number".to_owned();
    let refused = Plan::new(&wanted, &live).to_string();
    assert!(refused.contains("cannot create list sales.code: it exists with the type `text`"));
}

/// If it is not known which lists exist, a plan would create them twice.
#[tokio::test]
async fn lists_are_not_planned_if_those_of_the_workspace_are_not_known() {
    let (mut wanted, mut live) = two("one");
    live.lists = None;
    assert!(Plan::new(&wanted, &live).is_empty(), "the schema has no lists");
    wanted.lists = Some(vec![list(|_| {}), List::new("hiring", "people")]);
    assert_eq!(
        Plan::new(&wanted, &live).to_string(),
        "cannot create lists: the lists of the workspace are not known; read them with the scope \
         `list_configuration:read-write`"
    );
    wanted.lists = None;
    live.lists = Some(Vec::new());
    assert!(Plan::new(&wanted, &live).is_empty());
}

/// The rules for people and companies are not those of a list with the same slug.
#[tokio::test]
async fn a_list_called_people_takes_what_the_object_does_not() {
    let attio = Attio::start();
    let mut wanted = attio.client.pull_schema().await.expect("a schema");
    let live = wanted.clone();
    let mut people = List::new("people", "people");
    let mut code = Attribute::new("name", "text");
    code.is_unique = true;
    people.attributes = vec![code, Attribute::new("stage", "status")];
    wanted.lists = Some(vec![people]);
    let plan = Plan::new(&wanted, &live);
    assert!(plan.refusals.is_empty(), "{plan}");
    attio.client.apply(&plan).await.expect("applied");
    let created = attio.client.pull_schema().await.expect("a schema");
    let people = created.list("people").expect("the list");
    assert!(people.attribute("name").expect("the attribute").is_unique);
    assert!(people.attribute("stage").is_some());
    assert!(created.attribute("people", "stage").is_none());
}

#[tokio::test]
async fn an_interrupted_plan_of_lists_continues() {
    let attio = Attio::start();
    let mut wanted = attio.client.pull_schema().await.expect("a schema");
    wanted.lists = Some(vec![list(|_| {})]);
    let plan = |live: &Workspace| Plan::new(&wanted, live);
    let refused = CannedResponse::new(403).body("{}");
    attio.emulator.stub("POST", "/v2/lists/sales/attributes", refused);
    let live = attio.client.pull_schema().await.expect("a schema");
    let error = attio.client.apply(&plan(&live)).await.expect_err("the second step");
    assert_eq!((error.status(), error.outcome()), (Some(403), Outcome::Applied(None)));
    assert_eq!(error.target(), Some(Target::List("sales")));
    let message = error.to_string();
    assert!(message.starts_with("cannot create the list attribute sales.code (text)"), "{message}");
    let live = attio.client.pull_schema().await.expect("a schema");
    assert_eq!(plan(&live).to_string(), "create the list attribute sales.code (text)");
    attio.client.apply(&plan(&live)).await.expect("the rest");
}
