//! Each kind of difference once, with its consequence.
#![cfg(feature = "json")]

use attio_schema::{
    Attribute, Change, DefaultValue, List, MemberAccess, Object, Relationship, SelectOption,
    Severity, Status, Workspace, diff,
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
    let mut sales = List::new("sales", "companies");
    sales.id = "list-sales".to_owned();
    sales.name = "Sales".to_owned();
    let mut phase = Attribute::new("phase", "status");
    phase.id = "attribute-phase".to_owned();
    phase.statuses = vec![Status::new("Open"), Status::new("Won")];
    sales.attributes = vec![phase, Attribute::new("seats", "number")];
    let mut hiring = List::new("hiring", "deals");
    hiring.id = "list-hiring".to_owned();
    hiring.workspace_access = None;
    hiring.workspace_member_access = vec![MemberAccess::new("ada", "full-access")];
    workspace.lists = Some(vec![sales, hiring]);
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
            "breaking deals.tier: it can now have several values",
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

fn of_sales(change: impl FnOnce(&mut List)) -> Vec<String> {
    lines(|workspace| change(workspace.list_mut("sales").expect("sales")))
}

#[test]
fn lists() {
    assert_eq!(
        lines(|workspace| {
            let lists = workspace.lists.as_mut().expect("lists");
            lists.remove(0);
            lists.push(List::new("onboarding", "companies"));
        }),
        [
            "breaking list sales: the list no longer exists (every call for its entries returns \
             404)",
            "compatible list onboarding: the list is new",
        ]
    );
    assert_eq!(
        of_sales(|sales| {
            sales.api_slug = "pipeline".to_owned();
            sales.name = "Pipeline".to_owned();
        }),
        [
            "breaking list sales: the list is now called `pipeline` (calls with the old slug \
             return 404)",
            "compatible list sales: the name is now \"Pipeline\"",
        ]
    );
    assert_eq!(
        of_sales(|sales| sales.id = "other".to_owned()),
        ["breaking list sales: another list now has this slug (its entries are gone, and calls \
          with the old ID return 404)"]
    );
    // Order is not a difference.
    assert!(lines(|workspace| workspace.lists.as_mut().expect("lists").reverse()).is_empty());
}

#[test]
fn parents_of_a_list_are_compared_by_slug_and_by_id() {
    // The API may return the slug or the ID.
    let same = of_sales(|sales| sales.parent_objects = vec!["object-companies".to_owned()]);
    assert_eq!(same, Vec::<String>::new());
    assert_eq!(
        of_sales(|sales| sales.parent_objects = vec!["people".to_owned()]),
        ["breaking list sales: records of `people` can now be on it, but no longer records of \
          `companies` (entries of records of the removed objects are refused)"]
    );
    assert_eq!(
        of_sales(|sales| sales.parent_objects.push("deals".to_owned())),
        ["breaking list sales: records of `deals` can now be on it (code for one parent cannot \
          read entries of another)"]
    );
    // A renamed object is the same object.
    let renamed = lines(|workspace| {
        workspace.objects[0].api_slug = Some("firms".to_owned());
        workspace.list_mut("sales").expect("sales").parent_objects = vec!["firms".to_owned()];
    });
    assert_eq!(renamed.len(), 1, "{renamed:?}");
    assert!(renamed[0].contains("the object is now called `firms`"), "{renamed:?}");
}

#[test]
fn less_access_to_a_list_is_breaking_and_more_is_not() {
    const LEVELS: [Option<&str>; 4] =
        [None, Some("read-only"), Some("read-and-write"), Some("full-access")];
    for (place, was) in LEVELS.iter().enumerate() {
        for (now_place, now) in LEVELS.iter().enumerate() {
            let (was, now) = (was.map(str::to_owned), now.map(str::to_owned));
            let change = Change::ListAccess { was: was.clone(), now: now.clone() };
            let expected = match now_place < place {
                true => Severity::Breaking,
                false if was != now => Severity::Compatible,
                false => continue,
            };
            assert_eq!(change.severity(), expected, "{was:?} → {now:?}");
        }
    }
    assert_eq!(
        of_sales(|sales| sales.workspace_access = None),
        [
            "breaking list sales: the list is now private (calls may be refused, or may not find the \
          list)"
        ]
    );
    let now = of_sales(|sales| sales.workspace_access = Some("hologram".to_owned()));
    assert!(now[0].starts_with("breaking list sales: "), "an unknown level: {now:?}");
}

#[test]
fn the_access_of_a_member_counts_with_that_of_every_member() {
    let of_hiring = |change: fn(&mut List)| {
        lines(|workspace| change(workspace.list_mut("hiring").expect("hiring")))
    };
    assert_eq!(
        of_hiring(|hiring| hiring.workspace_member_access[0].level = Some("read-only".to_owned())),
        ["breaking list hiring: the access of the member ada is now `read-only` (calls may be \
          refused, or may not find the list)"]
    );
    assert_eq!(
        of_hiring(|hiring| {
            hiring.workspace_access = Some("full-access".to_owned());
            hiring.workspace_member_access.clear();
        }),
        [
            "compatible list hiring: the access of every member is now `full-access`",
            "compatible list hiring: the member ada no longer has access of their own",
        ]
    );
    let added = of_hiring(|hiring| {
        hiring.workspace_member_access.push(MemberAccess::new("grace", "read-only"));
    });
    assert_eq!(
        added,
        ["compatible list hiring: the access of the member grace is now `read-only`"]
    );
    // Members have other IDs in another workspace.
    let elsewhere = lines(|workspace| {
        workspace.id = Some("staging".to_owned());
        let hiring = workspace.list_mut("hiring").expect("hiring");
        hiring.workspace_member_access[0].workspace_member_id = "staging-ada".to_owned();
        hiring.id = "staging-hiring".to_owned();
    });
    assert_eq!(elsewhere, Vec::<String>::new());
}

#[test]
fn attributes_of_a_list() {
    assert_eq!(
        of_sales(|sales| {
            let phase = sales.attribute_mut("phase").expect("phase");
            phase.statuses.remove(0);
            phase.statuses[0].title = "Done".to_owned();
            phase.statuses.push(Status::new("Lost"));
            sales.attributes.remove(1);
            let mut region = Attribute::new("region", "text");
            region.is_required = true;
            sales.attributes.push(region);
        })
        .iter()
        .map(|line| line.split(" (").next().unwrap_or_default())
        .collect::<Vec<_>>(),
        [
            "breaking list sales.phase: \"Open\" no longer exists",
            "breaking list sales.phase: \"Won\" no longer exists",
            "breaking list sales.phase: \"Done\" is new",
            "breaking list sales.phase: \"Lost\" is new",
            "breaking list sales.seats: the attribute no longer exists",
            "breaking list sales.region: the attribute is new and required",
        ]
    );
    let mut now = workspace();
    now.list_mut("sales").expect("sales").attributes.remove(1);
    let difference = &diff(&workspace(), &now)[0];
    assert_eq!((difference.object.as_deref(), difference.list.as_deref()), (None, Some("sales")));
    assert_eq!(difference.attribute.as_deref(), Some("seats"));
}

/// A list and an object can have the same slug.
#[test]
fn a_list_is_never_compared_with_an_object() {
    let found = lines(|workspace| {
        workspace.lists.as_mut().expect("lists").push(List::new("deals", "companies"));
    });
    assert_eq!(found, ["compatible list deals: the list is new"]);
}

#[test]
fn unknown_lists_are_one_difference() {
    assert_eq!(
        lines(|workspace| workspace.lists = None),
        ["breaking lists: they are not compared, because the second schema does not have them \
          (code for them may no longer work)"]
    );
    let mut was = workspace();
    for known in [None, Some(Vec::new())] {
        was.lists = known;
        let mut now = workspace();
        now.lists = was.lists.is_none().then(|| now.lists.expect("lists"));
        let found = diff(&was, &now);
        let found: Vec<_> = found.iter().map(|one| format!("{} {one}", one.severity())).collect();
        assert_eq!(
            found,
            [
                "compatible lists: they are not compared, because only one of the two schemas has them"
            ]
        );
    }
    was.lists = None;
    let mut now = workspace();
    now.lists = None;
    assert_eq!(diff(&was, &now), []);
    now.lists = Some(Vec::new());
    was.lists = Some(Vec::new());
    assert_eq!(diff(&was, &now), []);
}
