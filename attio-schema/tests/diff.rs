//! Each kind of difference once, with its consequence.
#![cfg(feature = "json")]

use attio_schema::{
    Attribute, Change, DefaultValue, Object, Relationship, SelectOption, Severity, Status,
    Workspace, diff,
};

fn workspace() -> Workspace {
    let mut companies = Object::new("companies");
    companies.id = "object-companies".to_owned();
    let mut deals = Object::new("deals");
    deals.id = "object-deals".to_owned();
    let mut tier = Attribute::new("tier", "select");
    tier.id = "attribute-tier".to_owned();
    for title in ["Bronze", "Silver", "Gold"] {
        let mut option = SelectOption::new(title);
        option.id = format!("option-{title}");
        tier.options.push(option);
    }
    let mut stage = Attribute::new("stage", "status");
    stage.id = "attribute-stage".to_owned();
    for title in ["Lead", "Won"] {
        let mut status = Status::new(title);
        status.id = format!("status-{title}");
        stage.statuses.push(status);
    }
    let mut company = Attribute::new("company", "record-reference");
    company.id = "attribute-company".to_owned();
    company.config.record_reference.allowed_object_ids = Some(vec![companies.id.clone()]);
    let mut value = Attribute::new("value", "currency");
    value.config.currency.default_currency_code = Some("USD".to_owned());
    deals.attributes = vec![tier, stage, company, value];
    let mut workspace = Workspace::default();
    workspace.id = Some("acme".to_owned());
    workspace.objects = vec![companies, deals];
    workspace
}

fn lines(change: impl FnOnce(&mut Workspace)) -> Vec<String> {
    let mut now = workspace();
    change(&mut now);
    let differences = diff(&workspace(), &now);
    differences.iter().map(|one| format!("{} {one}", one.severity())).collect()
}

fn of_tier(change: impl FnOnce(&mut Attribute)) -> Vec<String> {
    lines(|workspace| {
        let deals = workspace.object_mut("deals").expect("deals");
        change(deals.attribute_mut("tier").expect("tier"));
    })
}

#[test]
fn the_same_has_no_differences() {
    assert_eq!(diff(&workspace(), &workspace()), []);
    // Order is not a difference.
    assert!(lines(|workspace| workspace.objects.reverse()).is_empty());
}

#[test]
fn objects() {
    assert_eq!(
        lines(|workspace| {
            workspace.objects.remove(0);
            workspace.objects.push(Object::new("invoices"));
            let deals = workspace.object_mut("deals").expect("deals");
            deals.attribute_mut("company").expect("company").config = Default::default();
        }),
        [
            "breaking companies: the object no longer exists (every call for its records returns \
             404)",
            "compatible deals.company: it can also refer to `any object`",
            "compatible invoices: the object is new",
        ]
    );
    assert_eq!(
        lines(|workspace| workspace.objects[0].api_slug = Some("firms".to_owned())),
        ["breaking companies: the object is now called `firms` (calls with the old slug return \
          404)"]
    );
    assert_eq!(
        lines(|workspace| {
            workspace.objects[1].id = "other".to_owned();
            workspace.objects[1].singular_noun = Some("Deal".to_owned());
        }),
        [
            "breaking deals: the object was recreated with another ID (its records are gone, and \
             calls with the old ID return 404)",
            "compatible deals: the nouns are now \"Deal\" and \"–\"",
        ]
    );
}

#[test]
fn attributes() {
    assert_eq!(
        lines(|workspace| {
            let deals = workspace.object_mut("deals").expect("deals");
            deals.attributes.retain(|attribute| attribute.api_slug != "tier");
            deals.attributes.push(Attribute::new("code", "text"));
            let mut needed = Attribute::new("number", "number");
            needed.is_required = true;
            deals.attributes.push(needed);
        }),
        [
            "breaking deals.tier: the attribute no longer exists (writes that name it are refused, \
             and reads find no value)",
            "compatible deals.code: the attribute is new",
            "breaking deals.number: the attribute is new and required (a create without a value \
             for it is refused)",
        ]
    );
    assert_eq!(
        of_tier(|tier| tier.api_slug = "level".to_owned()),
        ["breaking deals.tier: the attribute is now called `level` (writes by the old slug are \
          refused, and reads find no value under it)"]
    );
    assert_eq!(
        of_tier(|tier| tier.id = "other".to_owned()),
        ["breaking deals.tier: another attribute now has this slug (calls with the old ID are \
          refused)"]
    );
}

#[test]
fn flags_and_descriptions() {
    let found = of_tier(|tier| {
        tier.type_name = "text".to_owned();
        tier.is_multiselect = true;
        tier.is_required = true;
        tier.is_unique = true;
        tier.is_writable = false;
        tier.is_archived = true;
        tier.title = "Level".to_owned();
        tier.description = Some("How much".to_owned());
        tier.is_default_value_enabled = true;
        tier.default_value = Some(DefaultValue::Static { template: Vec::new() });
        tier.relationship = Some(Relationship::default());
    });
    let short: Vec<_> =
        found.iter().map(|line| line.split(" (").next().unwrap_or_default()).collect();
    assert_eq!(
        short,
        [
            "breaking deals.tier: the type was `select` and is now `text`",
            "breaking deals.tier: a record can now have several values",
            "breaking deals.tier: it is now required",
            "compatible deals.tier: its values are now unique",
            "breaking deals.tier: it is now read-only",
            "breaking deals.tier: it was archived",
            "compatible deals.tier: the title is now \"Level\"",
            "compatible deals.tier: the description changed",
            "compatible deals.tier: the default value changed",
            "compatible deals.tier: the other side of the relationship changed",
        ]
    );
}

#[test]
fn settings() {
    assert_eq!(
        lines(|workspace| {
            let deals = workspace.object_mut("deals").expect("deals");
            let value = deals.attribute_mut("value").expect("value");
            value.config.currency.default_currency_code = Some("EUR".to_owned());
            let company = deals.attribute_mut("company").expect("company");
            company.config.record_reference.allowed_object_ids =
                Some(vec!["object-deals".to_owned()]);
        }),
        [
            "breaking deals.company: it can refer to `deals`, but no longer to `companies` \
             (references to records of these objects are refused)",
            "breaking deals.value: the currency is now EUR (amounts are now in another currency)",
        ]
    );
}

#[test]
fn options_and_statuses() {
    let short = |lines: Vec<String>| -> Vec<String> {
        lines.iter().map(|line| line.split(" (").next().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(
        short(of_tier(|tier| {
            tier.options.remove(0);
            tier.options.swap(0, 1);
            tier.options[0].title = "Golden".to_owned();
            tier.options[1].is_archived = true;
            tier.options.push(SelectOption::new("Diamond"));
        })),
        [
            "breaking deals.tier: \"Bronze\" no longer exists",
            "breaking deals.tier: \"Silver\" was archived",
            "breaking deals.tier: \"Gold\" is now called \"Golden\"",
            "breaking deals.tier: \"Diamond\" is new",
            "compatible deals.tier: the order of the options changed",
        ]
    );
    assert_eq!(
        short(lines(|workspace| {
            let deals = workspace.object_mut("deals").expect("deals");
            deals.attribute_mut("stage").expect("stage").statuses[1].celebration_enabled = true;
        })),
        ["compatible deals.stage: the celebration or target time of \"Won\" changed"]
    );
}

#[test]
fn another_workspace_is_compared_by_names() {
    let found = lines(|workspace| {
        workspace.id = Some("staging".to_owned());
        for object in &mut workspace.objects {
            object.id = format!("staging-{}", object.id);
            for attribute in &mut object.attributes {
                attribute.id = format!("staging-{}", attribute.id);
                attribute.config.record_reference.allowed_object_ids = None;
                for option in &mut attribute.options {
                    option.id = format!("staging-{}", option.id);
                }
            }
        }
        let company = workspace.objects[1].attribute_mut("company").expect("company");
        company.config.record_reference.allowed_object_ids =
            Some(vec!["staging-object-companies".to_owned()]);
    });
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn relaxing_a_restriction_is_compatible() {
    for change in [
        Change::Required { now: false },
        Change::Unique { now: true },
        Change::Writable { now: true },
        Change::Archived { now: false },
    ] {
        assert_eq!(change.severity(), Severity::Compatible, "{change}");
    }
}
