//! The objects that every workspace starts with: people, companies, deals, users, workspaces.
//!
//! Attio publishes no machine-readable list of their attributes. The tables come from its
//! documentation and from captured listings; a real workspace's snapshot is the better authority.

use attio_schema::{Attribute, DefaultValue, Member, Object, Relationship, Status, Workspace};

/// An attribute: slug, title, type, flags, and details of the type.
///
/// Flags: `m` multi-select, `u` unique, `r` required, `w` writable.
struct Row(&'static str, &'static str, &'static str, &'static str, More);

/// The details of a type.
enum More {
    Nothing,
    /// The other side of a relationship: object and attribute.
    Other(&'static str, &'static str),
    /// The titles of options.
    Options(&'static [&'static str]),
    /// The titles of statuses.
    Statuses(&'static [&'static str]),
    /// A dynamic default value.
    Default(&'static str),
}

use More::{Default, Nothing, Options, Other, Statuses};

const PEOPLE: &[Row] = &[
    Row("record_id", "Record ID", "text", "u", Nothing),
    Row("name", "Name", "personal-name", "w", Nothing),
    Row("email_addresses", "Email addresses", "email-address", "muw", Nothing),
    Row("description", "Description", "text", "w", Nothing),
    Row("company", "Company", "record-reference", "w", Other("companies", "team")),
    Row("job_title", "Job title", "text", "w", Nothing),
    Row("avatar_url", "Avatar URL", "text", "", Nothing),
    Row("phone_numbers", "Phone numbers", "phone-number", "mw", Nothing),
    Row("primary_location", "Primary location", "location", "w", Nothing),
    Row("angellist", "AngelList", "text", "w", Nothing),
    Row("facebook", "Facebook", "text", "w", Nothing),
    Row("instagram", "Instagram", "text", "w", Nothing),
    Row("linkedin", "LinkedIn", "text", "w", Nothing),
    Row("twitter", "Twitter", "text", "w", Nothing),
    Row("twitter_follower_count", "Twitter follower count", "number", "", Nothing),
    Row("first_calendar_interaction", "First calendar interaction", "interaction", "", Nothing),
    Row("last_calendar_interaction", "Last calendar interaction", "interaction", "", Nothing),
    Row("next_calendar_interaction", "Next calendar interaction", "interaction", "", Nothing),
    Row("first_email_interaction", "First email interaction", "interaction", "", Nothing),
    Row("last_email_interaction", "Last email interaction", "interaction", "", Nothing),
    Row("first_interaction", "First interaction", "interaction", "", Nothing),
    Row("last_interaction", "Last interaction", "interaction", "", Nothing),
    Row("next_interaction", "Next interaction", "interaction", "", Nothing),
    Row(
        "strongest_connection_strength_legacy",
        "Strongest connection strength (legacy)",
        "number",
        "",
        Nothing,
    ),
    Row("strongest_connection_strength", "Connection strength", "select", "", Options(STRENGTHS)),
    Row("strongest_connection_user", "Strongest connection", "actor-reference", "", Nothing),
    Row(
        "associated_deals",
        "Associated deals",
        "record-reference",
        "mw",
        Other("deals", "associated_people"),
    ),
    Row("associated_users", "Associated users", "record-reference", "mw", Other("users", "person")),
    Row("created_at", "Created at", "timestamp", "", Default("PT0S")),
    Row("created_by", "Created by", "actor-reference", "", Default("current-user")),
];

const COMPANIES: &[Row] = &[
    Row("record_id", "Record ID", "text", "u", Nothing),
    Row("domains", "Domains", "domain", "muw", Nothing),
    Row("name", "Name", "text", "w", Nothing),
    Row("description", "Description", "text", "w", Nothing),
    Row("team", "Team", "record-reference", "mw", Other("people", "company")),
    Row("categories", "Categories", "select", "mw", Options(CATEGORIES)),
    Row("primary_location", "Primary location", "location", "w", Nothing),
    Row("logo_url", "Logo URL", "text", "", Nothing),
    Row("angellist", "AngelList", "text", "w", Nothing),
    Row("facebook", "Facebook", "text", "w", Nothing),
    Row("instagram", "Instagram", "text", "w", Nothing),
    Row("linkedin", "LinkedIn", "text", "w", Nothing),
    Row("twitter", "Twitter", "text", "w", Nothing),
    Row("twitter_follower_count", "Twitter follower count", "number", "", Nothing),
    Row("estimated_arr_usd", "Estimated ARR", "select", "w", Options(ARR_RANGES)),
    Row("funding_raised_usd", "Funding raised", "currency", "w", Nothing),
    Row("foundation_date", "Foundation date", "date", "w", Nothing),
    Row("employee_range", "Employee range", "select", "w", Options(EMPLOYEE_RANGES)),
    Row("first_calendar_interaction", "First calendar interaction", "interaction", "", Nothing),
    Row("last_calendar_interaction", "Last calendar interaction", "interaction", "", Nothing),
    Row("next_calendar_interaction", "Next calendar interaction", "interaction", "", Nothing),
    Row("first_email_interaction", "First email interaction", "interaction", "", Nothing),
    Row("last_email_interaction", "Last email interaction", "interaction", "", Nothing),
    Row("first_interaction", "First interaction", "interaction", "", Nothing),
    Row("last_interaction", "Last interaction", "interaction", "", Nothing),
    Row("next_interaction", "Next interaction", "interaction", "", Nothing),
    Row(
        "strongest_connection_strength_legacy",
        "Strongest connection strength (legacy)",
        "number",
        "",
        Nothing,
    ),
    Row("strongest_connection_strength", "Connection strength", "select", "", Options(STRENGTHS)),
    Row("strongest_connection_user", "Strongest connection", "actor-reference", "", Nothing),
    Row(
        "associated_deals",
        "Associated deals",
        "record-reference",
        "mw",
        Other("deals", "associated_company"),
    ),
    Row(
        "associated_workspaces",
        "Associated workspaces",
        "record-reference",
        "mw",
        Other("workspaces", "company"),
    ),
    Row("created_at", "Created at", "timestamp", "", Default("PT0S")),
    Row("created_by", "Created by", "actor-reference", "", Default("current-user")),
];

const DEALS: &[Row] = &[
    Row("record_id", "Record ID", "text", "u", Nothing),
    Row("name", "Deal name", "text", "rw", Nothing),
    Row(
        "stage",
        "Deal stage",
        "status",
        "rw",
        Statuses(&["Lead", "In Progress", "Won 🎉", "Lost"]),
    ),
    Row("owner", "Deal owner", "actor-reference", "rw", Nothing),
    Row("value", "Deal value", "currency", "w", Nothing),
    Row(
        "associated_people",
        "Associated people",
        "record-reference",
        "mw",
        Other("people", "associated_deals"),
    ),
    Row(
        "associated_company",
        "Associated company",
        "record-reference",
        "w",
        Other("companies", "associated_deals"),
    ),
    Row("created_at", "Created at", "timestamp", "", Default("PT0S")),
    Row("created_by", "Created by", "actor-reference", "", Default("current-user")),
];

const USERS: &[Row] = &[
    Row("record_id", "Record ID", "text", "u", Nothing),
    Row("person", "Person", "record-reference", "w", Other("people", "associated_users")),
    Row("primary_email_address", "Primary email address", "email-address", "urw", Nothing),
    Row("user_id", "ID", "text", "urw", Nothing),
    Row("workspace", "Workspace", "record-reference", "mw", Other("workspaces", "users")),
    Row("created_at", "Created at", "timestamp", "", Default("PT0S")),
    Row("created_by", "Created by", "actor-reference", "", Default("current-user")),
];

const WORKSPACES: &[Row] = &[
    Row("record_id", "Record ID", "text", "u", Nothing),
    Row("workspace_id", "ID", "text", "urw", Nothing),
    Row("name", "Name", "text", "w", Nothing),
    Row("users", "Users", "record-reference", "mw", Other("users", "workspace")),
    Row("company", "Company", "record-reference", "w", Other("companies", "associated_workspaces")),
    Row("avatar_url", "Avatar URL", "text", "w", Nothing),
    Row("created_at", "Created at", "timestamp", "", Default("PT0S")),
    Row("created_by", "Created by", "actor-reference", "", Default("current-user")),
];

// The options of these attributes are not published. These are a few invented ones.
const STRENGTHS: &[&str] = &["Very weak", "Weak", "Good", "Strong", "Very strong"];
const CATEGORIES: &[&str] =
    &["B2B", "B2C", "Enterprise", "Finance", "Internet", "SAAS", "Technology"];
const ARR_RANGES: &[&str] = &[
    "<$1M",
    "$1M-$10M",
    "$10M-$50M",
    "$50M-$100M",
    "$100M-$250M",
    "$250M-$500M",
    "$500M-$1B",
    ">$1B",
];
const EMPLOYEE_RANGES: &[&str] =
    &["1-10", "11-50", "51-250", "251-1K", "1K-5K", "5K-10K", "10K-50K", "50K-100K", "100K+"];

/// A workspace with the five standard objects and one member.
pub(crate) fn workspace() -> Workspace {
    let mut workspace = Workspace::default();
    workspace.objects = vec![
        object("people", "Person", "People", PEOPLE),
        object("companies", "Company", "Companies", COMPANIES),
        object("deals", "Deal", "Deals", DEALS),
        object("users", "User", "Users", USERS),
        object("workspaces", "Workspace", "Workspaces", WORKSPACES),
    ];
    workspace.members = vec![first_member()];
    workspace
}

/// The first member of a workspace without members.
pub(crate) fn first_member() -> Member {
    let mut member = Member::new("Ada", "Admin", "ada@example.com");
    member.access_level = "admin".to_owned();
    member
}

fn object(slug: &str, singular: &str, plural: &str, rows: &[Row]) -> Object {
    let mut object = Object::new(slug);
    object.singular_noun = Some(singular.to_owned());
    object.plural_noun = Some(plural.to_owned());
    object.attributes = rows.iter().map(attribute).collect();
    object
}

fn attribute(Row(slug, title, kind, flags, more): &Row) -> Attribute {
    let mut attribute = Attribute::new(slug, kind);
    attribute.title = (*title).to_owned();
    attribute.is_system_attribute = true;
    attribute.is_multiselect = flags.contains('m');
    attribute.is_unique = flags.contains('u');
    attribute.is_required = flags.contains('r');
    attribute.is_writable = flags.contains('w');
    if *kind == "currency" {
        attribute.config.currency.default_currency_code = Some("USD".to_owned());
        attribute.config.currency.display_type = Some("symbol".to_owned());
    }
    match more {
        Nothing => {}
        Other(object, other) => {
            let mut relationship = Relationship::default();
            relationship.object_slug = Some((*object).to_owned());
            relationship.api_slug = Some((*other).to_owned());
            attribute.relationship = Some(relationship);
            attribute.config.record_reference.allowed_object_ids = Some(vec![(*object).to_owned()]);
        }
        Options(titles) => {
            attribute.options =
                titles.iter().map(|title| attio_schema::SelectOption::new(title)).collect();
        }
        Statuses(titles) => {
            attribute.statuses = titles.iter().map(|title| Status::new(title)).collect();
        }
        Default(template) => {
            attribute.is_default_value_enabled = true;
            attribute.default_value =
                Some(DefaultValue::Dynamic { template: (*template).to_owned() });
        }
    }
    attribute
}

/// Whether an attribute of people or companies has no history, because Attio fills it from
/// communication or by enrichment.
pub(crate) fn has_no_history(object: &str, attribute: &str) -> bool {
    const BOTH: [&str; 13] = [
        "first_calendar_interaction",
        "last_calendar_interaction",
        "next_calendar_interaction",
        "first_email_interaction",
        "last_email_interaction",
        "first_interaction",
        "last_interaction",
        "next_interaction",
        "strongest_connection_strength_legacy",
        "strongest_connection_strength",
        "strongest_connection_user",
        "twitter_follower_count",
        "avatar_url",
    ];
    const OF_COMPANIES: [&str; 7] = [
        "description",
        "categories",
        "logo_url",
        "estimated_arr_usd",
        "funding_raised_usd",
        "foundation_date",
        "employee_range",
    ];
    match object {
        "people" => BOTH.contains(&attribute),
        "companies" => BOTH.contains(&attribute) || OF_COMPANIES.contains(&attribute),
        _ => false,
    }
}
