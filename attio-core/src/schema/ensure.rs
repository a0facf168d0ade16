//! Creating the parts of the schema that a struct needs and the workspace lacks.

use std::fmt;
use std::future::IntoFuture;

use attio_schema::{Attribute, AttributeType, List, Object, SelectOption, Status, Workspace};

use super::check::Description;
use super::plan::{Plan, Step};
use super::pull::{name as object_name, pull_around};
use super::target::{attributes, place};
use crate::client::{Call, Client, Requests};
use crate::derived::WriteValues;
use crate::describe::{Count, Field, Shape, Target};
use crate::error::{Error, Outcome};
use crate::request::Action;

impl Client {
    /// Creates the object or list, attributes, options and statuses that a struct needs, if they are
    /// missing.
    ///
    /// Await it; [`plan`](Ensure::plan) is the dry run. Nothing that exists is deleted or changed,
    /// so a second run has nothing to do. Titles, nouns and currencies come from the derive's
    /// attributes, or are made from the names. Needs the scope `object_configuration:read-write`.
    ///
    /// For a struct that derives `AttioEntry`, it creates the list of the parent's object, to which every member
    /// has full access. The object must exist, so ensure the parent's struct first. It also needs the scope
    /// `list_configuration:read-write`. The API creates no list of several parent objects, as for
    /// `parent = AnyRecord`.
    ///
    /// ```no_run
    /// # use attio_core::{AttioEntry, AttioRecord, Client};
    /// #[derive(AttioRecord)]
    /// #[attio(object = "projects", singular = "Project", plural = "Projects")]
    /// struct Project {
    ///     title: Option<String>,
    /// }
    ///
    /// #[derive(AttioEntry)]
    /// #[attio(list = "backlog", parent = Project, name = "Backlog")]
    /// struct Task {
    ///     estimate: Option<f64>,
    /// }
    ///
    /// # async fn f(client: Client) -> Result<(), attio_core::Error> {
    /// client.ensure::<Project>().await?;
    /// client.ensure::<Task>().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error, and creates nothing, if the API cannot create one of the parts. The error
    /// lists these parts with their reasons.
    #[doc(alias("migrate", "provision", "create_missing"))]
    pub fn ensure<T: WriteValues>(&self) -> Ensure {
        Ensure { client: self.clone(), record: Description::of::<T>() }
    }

    /// Takes the steps of a plan one by one, and returns their number.
    ///
    /// # Errors
    ///
    /// Returns an error if a step is refused. The error's [`outcome`](Error::outcome) says whether
    /// earlier steps were taken; a new plan has the remaining steps. A default value can no longer
    /// be set once its attribute exists, so the new plan lists it as refused.
    #[doc(alias("migrate", "execute"))]
    pub fn apply(&self, plan: &Plan) -> Call<usize> {
        let steps = plan.steps.clone();
        Call::many(self, async move |calls| apply(&calls, &steps).await)
    }
}

async fn apply(calls: &Requests, steps: &[Step]) -> Result<usize, Error> {
    for (taken, step) in steps.iter().enumerate() {
        calls.send(step.request()).await.map_err(|error| match (taken, error.outcome()) {
            (1.., Outcome::NotApplied) => error.with_outcome(Outcome::Applied(None)),
            _ => error,
        })?;
    }
    Ok(steps.len())
}

/// A creation of missing parts of the schema, from [`Client::ensure`]. Await it.
#[must_use = "nothing is created before this is awaited"]
pub struct Ensure {
    client: Client,
    record: Description,
}

impl Ensure {
    /// Returns what would be created and what cannot be, without creating anything.
    ///
    /// # Errors
    ///
    /// Returns an error if the schema cannot be read.
    #[doc(alias("dry_run", "preview"))]
    pub fn plan(&self) -> Call<Plan> {
        let record = self.record;
        Call::many(&self.client, async move |calls| {
            Ok(plan(record, &pull_around(&calls, record.target).await?))
        })
    }

    /// Returns the call, for its settings.
    pub fn call(self) -> Call<Plan> {
        let record = self.record;
        Call::many(&self.client, async move |calls| {
            let plan = plan(record, &pull_around(&calls, record.target).await?);
            if !plan.refusals.is_empty() {
                let reasons: Vec<_> = plan.refusals.iter().map(ToString::to_string).collect();
                let action = Action::text(format!("create what `{}` needs", record.about.name));
                return Err(Error::withheld(
                    action.of(record.target),
                    format!("nothing was created: {}", reasons.join("; ")),
                ));
            }
            apply(&calls, &plan.steps).await?;
            Ok(plan)
        })
    }
}

impl fmt::Debug for Ensure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ensure").field("target", &self.record.target).finish_non_exhaustive()
    }
}

impl IntoFuture for Ensure {
    type Output = Result<Plan, Error>;
    type IntoFuture = Call<Plan>;

    fn into_future(self) -> Self::IntoFuture {
        self.call()
    }
}

/// Compares the struct, as a schema, with the live one.
fn plan(record: Description, live: &Workspace) -> Plan {
    let mut refused = Plan::default();
    let there = attributes(live, record.target);
    let mut needed = Vec::new();
    for (field, shape) in record.fields() {
        let mut known = there.into_iter().flatten();
        let attribute = known.find(|attribute| attribute.is(field.key));
        // Only Attio creates the attributes that only Attio writes.
        if field.about.read_only && (there.is_none() || attribute.is_some()) {
            continue;
        }
        match wanted(field, shape, attribute) {
            Ok(attribute) => needed.push(attribute),
            Err(reason) => {
                refused.refuse(format!("{}.{}", place(record.target), field.key), reason);
            }
        }
    }
    let mut wanted = Workspace::default();
    match record.target {
        Target::Object(name) => wanted.objects.push(object(record, name, needed, live)),
        Target::List(name) => {
            let is_unknown = live.lists.is_some() && live.list(name).is_none();
            match record.about.parent {
                None if is_unknown => refused.refuse(
                    place(record.target),
                    "the struct has `parent = AnyRecord`, and the API creates lists of one parent \
                     object; name the parent's struct, or create the list in Attio",
                ),
                _ => wanted.lists = Some(vec![list(record, name, needed, live)]),
            }
        }
        Target::Activity(_) => {
            refused.refuse(place(record.target), "the API creates no activities");
        }
    }
    let mut plan = Plan::new(&wanted, live);
    plan.refusals.splice(0..0, refused.refusals);
    plan
}

/// Returns the object of the struct, with the attributes that its fields need.
fn object(record: Description, name: &str, needed: Vec<Attribute>, live: &Workspace) -> Object {
    let slug = live.object(name).and_then(|there| there.api_slug.as_deref()).unwrap_or(name);
    let noun = |said: Option<&str>, name| said.map_or_else(|| title_of(name), str::to_owned);
    let mut object = Object::new(slug);
    object.singular_noun = Some(noun(record.about.singular, record.about.name));
    object.plural_noun = Some(noun(record.about.plural, name));
    object.attributes = needed;
    object
}

/// Returns the list of the struct, with the attributes that its fields need.
fn list(record: Description, name: &str, needed: Vec<Attribute>, live: &Workspace) -> List {
    let parent = record.about.parent;
    let mut list = live.list(name).cloned().unwrap_or_else(|| {
        let mut list = List::default();
        list.api_slug = name.to_owned();
        list.name = record.about.plural.map_or_else(|| title_of(name), str::to_owned);
        list.workspace_access = Some("full-access".to_owned());
        list
    });
    // The plan refuses a parent that an existing list does not take.
    let parent = parent.map(|parent| live.object(parent).map_or(parent, object_name));
    list.parent_objects = parent.into_iter().map(str::to_owned).collect();
    list.attributes = needed;
    list
}

/// Returns the attribute that a field needs.
fn wanted(field: &Field, shape: Shape, live: Option<&Attribute>) -> Result<Attribute, String> {
    let fits = shape.value.fits;
    let there = live.and_then(Attribute::attribute_type);
    let has_currency = field.about.currency.is_some();
    let kind = match (field.kind, there, fits) {
        (Some(pinned), _, _) => pinned,
        (None, None, _) if has_currency && fits.contains(&AttributeType::Currency) => {
            AttributeType::Currency
        }
        (None, None, _) if has_currency => {
            return Err("its type fits no currency attribute; remove `currency`".to_owned());
        }
        // An existing attribute that fits is kept; `check` reports other differences.
        (None, Some(there), _) if fits.is_empty() || fits.contains(&there) => there,
        (None, _, [only]) => *only,
        (None, _, [natural @ (AttributeType::Text | AttributeType::Number), ..]) => *natural,
        (None, _, []) => {
            return Err("its type does not determine the attribute's type; pin it with \
                        `#[attio(kind = \"…\")]`"
                .to_owned());
        }
        (None, _, several) => {
            let names: Vec<_> = several.iter().map(|kind| format!("\"{kind}\"")).collect();
            return Err(format!(
                "its type fits {}; pin one with `#[attio(kind = \"…\")]`",
                names.join(" and ")
            ));
        }
    };
    if field.about.read_only {
        return Err("its field is `read_only`, so only Attio can create it".to_owned());
    }
    let slug = live.map_or(field.slug.unwrap_or(field.key), |live| live.api_slug.as_str());
    let mut attribute = Attribute::new(slug, kind.as_str());
    attribute.title = field.about.title.map_or_else(|| title_of(slug), str::to_owned);
    attribute.description = field.about.description.map(str::to_owned);
    attribute.is_unique = field.about.unique;
    attribute.is_required = field.about.required;
    attribute.is_multiselect = shape.count == Count::Many;
    attribute.config.currency.default_currency_code = field.about.currency.map(str::to_owned);
    if let Some(target) = shape.value.object {
        attribute.config.record_reference.allowed_object_ids = Some(vec![target.to_owned()]);
    }
    for (title, id) in shape.value.choices() {
        if let Some(id) = id {
            if live.is_some_and(|live| has_choice(live, id)) {
                continue;
            }
            return Err(format!(
                "it has no option with the ID `{id}`, and only Attio assigns IDs; name the option \
                 by its title"
            ));
        }
        if kind == AttributeType::Status {
            attribute.statuses.push(Status::new(title));
        } else if kind == AttributeType::Select {
            attribute.options.push(SelectOption::new(title));
        }
    }
    Ok(attribute)
}

fn has_choice(live: &Attribute, id: &str) -> bool {
    live.options.iter().any(|option| option.id.eq_ignore_ascii_case(id))
        || live.statuses.iter().any(|status| status.id.eq_ignore_ascii_case(id))
}

/// Turns a slug or a struct's name into a title: `net_amount` into "Net amount", `LineItem` into
/// "Line item".
fn title_of(name: &str) -> String {
    let mut title = String::new();
    for c in name.chars() {
        if title.is_empty() {
            title.extend(c.to_uppercase());
        } else if matches!(c, '_' | '-') {
            title.push(' ');
        } else if c.is_uppercase() && title.ends_with(char::is_lowercase) {
            title.push(' ');
            title.extend(c.to_lowercase());
        } else {
            title.push(c);
        }
    }
    title
}
