//! Comparing a struct with the live workspace.

use attio_schema::{Attribute, AttributeType, Workspace, is_uuid};

use super::pull::{name, pull_around};
use super::target::{attributes, word};
use super::{SchemaProblem, SchemaReport};
use crate::client::{Call, Client};
use crate::derived::WriteValues;
use crate::describe::{Count, Field, Shape, StructAbout, Target};

impl Client {
    /// Compares a struct with the live workspace, and reports every difference.
    ///
    /// It changes nothing, and needs the scope `object_configuration:read`; for a struct that derives
    /// `AttioEntry`, it also needs `list_configuration:read`. Such a struct is compared with its list, and its
    /// parent with the objects whose records the list takes.
    ///
    /// ```no_run
    /// # use attio_core::{AttioRecord, Client};
    /// # #[derive(AttioRecord)] #[attio(object = "people")] struct Person { job_title: String }
    /// # async fn f(client: Client) -> Result<(), attio_core::Error> {
    /// let report = client.check::<Person>().await?;
    /// if !report.is_ok() {
    ///     eprintln!("{report}");
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if the schema cannot be read. Differences are not errors; they are in the
    /// report.
    #[doc(alias("validate", "verify", "diff"))]
    pub fn check<T: WriteValues>(&self) -> Call<SchemaReport> {
        check(self, Description::of::<T>())
    }
}

/// A struct as data, so that the code that uses it is compiled once.
#[derive(Clone, Copy)]
pub(super) struct Description {
    pub(super) target: Target<'static>,
    pub(super) about: StructAbout,
    pub(super) fields: &'static [Field],
    pub(super) shapes: &'static [Shape],
}

impl Description {
    pub(super) fn of<T: WriteValues>() -> Self {
        Self { target: T::TARGET, about: T::ABOUT, fields: T::FIELDS, shapes: T::shapes() }
    }

    pub(super) fn fields(self) -> impl Iterator<Item = (&'static Field, Shape)> {
        let shapes = self.shapes.iter().copied().chain(std::iter::repeat(Shape::UNKNOWN));
        self.fields.iter().zip(shapes)
    }
}

fn check(client: &Client, record: Description) -> Call<SchemaReport> {
    Call::many(client, async move |calls| {
        Ok(compare(record, &pull_around(&calls, record.target).await?))
    })
}

pub(super) fn compare(record: Description, live: &Workspace) -> SchemaReport {
    let mut problems = Vec::new();
    match attributes(live, record.target) {
        None => problems.push(missing(record.target, live)),
        Some(attributes) => {
            for (field, shape) in record.fields() {
                Check { live, record, field, shape, problems: &mut problems }.field(attributes);
            }
            if !record.about.partial {
                required(record, attributes, &mut problems);
            }
            problems.extend(parent(record, live));
        }
    }
    SchemaReport { record: record.about.name, target: record.target, problems }
}

/// The problem that the workspace lacks the target, or that nobody knows whether it does.
fn missing(target: Target<'_>, live: &Workspace) -> SchemaProblem {
    let kind = word(target);
    let problem = |problem, fix| SchemaProblem { field: None, attribute: None, problem, fix };
    let known: Vec<_> = match (target, &live.lists) {
        (Target::List(_), None) => {
            return problem(
                "the token lacks the scope `list_configuration:read`, so the lists of the \
                 workspace are not known"
                    .to_owned(),
                "add the scope to the token".to_owned(),
            );
        }
        (Target::List(_), Some(lists)) => lists.iter().map(|list| &*list.api_slug).collect(),
        _ => live.objects.iter().map(name).collect(),
    };
    let known: Vec<_> = known.into_iter().map(|name| format!("`{name}`")).collect();
    let known = match known.is_empty() {
        true => String::new(),
        false => format!("it has {}; ", known.join(", ")),
    };
    problem(
        format!("the workspace has no such {kind}"),
        format!("{known}correct `{kind}`, or create it with `ensure`"),
    )
}

/// Reports a parent that cannot be on the list.
fn parent(entry: Description, live: &Workspace) -> Option<SchemaProblem> {
    let own = entry.about.parent?;
    let Target::List(name) = entry.target else { return None };
    let parents = &live.list(name)?.parent_objects;
    let object = live.object(own);
    // A slug cannot be compared with the ID of an object that was not read.
    let is_own = |parent: &String| match object {
        Some(object) => object.is(parent),
        None => parent == own || is_uuid(parent) != is_uuid(own),
    };
    if parents.iter().any(is_own) {
        return None;
    }
    let parents: Vec<_> = parents.iter().map(|parent| format!("`{parent}`")).collect();
    Some(SchemaProblem {
        field: None,
        attribute: None,
        problem: format!("the list takes no records of `{own}`"),
        fix: format!("it takes records of {}; correct `parent`", parents.join(" or ")),
    })
}

/// Reports the required attributes that no field gives a value.
fn required(record: Description, attributes: &[Attribute], problems: &mut Vec<SchemaProblem>) {
    let has_field = |attribute: &Attribute| {
        record.fields.iter().any(|field| {
            !field.about.read_only
                && (attribute.is(field.key) || field.slug.is_some_and(|slug| attribute.is(slug)))
        })
    };
    for attribute in attributes.iter().filter(|attribute| is_needed(attribute)) {
        if !has_field(attribute) {
            problems.push(SchemaProblem {
                field: None,
                attribute: Some(attribute.api_slug.clone()),
                problem: "the attribute is required but no field maps to it".to_owned(),
                fix: "add a field, or put `#[attio(partial)]` on the struct".to_owned(),
            });
        }
    }
}

/// Returns whether a new record needs a value of this attribute.
fn is_needed(attribute: &Attribute) -> bool {
    attribute.is_required
        && attribute.is_writable
        && !attribute.is_default_value_enabled
        && !attribute.is_archived
}

struct Check<'a> {
    live: &'a Workspace,
    record: Description,
    field: &'static Field,
    shape: Shape,
    problems: &'a mut Vec<SchemaProblem>,
}

impl Check<'_> {
    fn problem(&mut self, problem: impl Into<String>, fix: impl Into<String>) {
        self.problems.push(SchemaProblem {
            field: Some(self.field.name),
            attribute: Some(self.field.key.to_owned()),
            problem: problem.into(),
            fix: fix.into(),
        });
    }

    fn field(&mut self, attributes: &[Attribute]) {
        let field = self.field;
        let Some(attribute) = attributes.iter().find(|attribute| attribute.is(field.key)) else {
            let known: Vec<_> = attributes.iter().map(|a| format!("`{}`", a.api_slug)).collect();
            self.problem(
                format!("the {} has no such attribute", word(self.record.target)),
                format!(
                    "it has {}; correct the field's `slug` or `id`, or create it with `ensure`",
                    known.join(", ")
                ),
            );
            return;
        };
        if let Some(slug) = field.slug.filter(|slug| *slug != attribute.api_slug) {
            let now = &attribute.api_slug;
            self.problem(
                format!("the attribute is called `{now}`, not `{slug}`, so reads find no value"),
                format!("write `slug = \"{now}\"`"),
            );
        }
        if attribute.is_archived {
            self.problem("the attribute is archived", "restore it in Attio, or remove the field");
        }
        self.kind(attribute);
        self.count(attribute);
        if !field.about.read_only && !attribute.is_writable {
            self.problem("the attribute cannot be written", "add `#[attio(read_only)]`");
        }
        if field.about.unique && !attribute.is_unique {
            self.problem(
                match self.record.target {
                    Target::List(_) => {
                        "the attribute is not unique, so no entry can be found by it"
                    }
                    _ => "the attribute is not unique, so records cannot be matched by it",
                },
                "remove `unique`, or make it unique in Attio",
            );
        }
        let can_be_left_out = self.shape.count == Count::Optional && !field.about.read_only;
        if is_needed(attribute) && can_be_left_out && !self.record.about.partial {
            self.problem(
                "the attribute is required but the field can be `None`",
                "remove the `Option`, or put `#[attio(partial)]` on the struct",
            );
        }
        self.currency(attribute);
        self.target(attribute);
        self.options(attribute);
    }

    fn kind(&mut self, attribute: &Attribute) {
        let is = &attribute.type_name;
        let kind = attribute.attribute_type();
        match self.field.kind {
            Some(pinned) if kind != Some(pinned) => self.problem(
                format!("the attribute has the type `{is}`, but the field pins `{pinned}`"),
                format!("write `kind = \"{is}\"`, with a field type that fits"),
            ),
            Some(_) => {}
            None => {
                let fits = self.shape.value.fits;
                if !fits.is_empty() && !kind.is_some_and(|kind| fits.contains(&kind)) {
                    self.problem(
                        format!(
                            "the attribute has the type `{is}`, but the field fits {}",
                            list(fits)
                        ),
                        "change the type of the field",
                    );
                }
            }
        }
    }

    fn count(&mut self, attribute: &Attribute) {
        match (self.shape.count, attribute.is_multiselect) {
            (Count::Many, false) => self.problem(
                "the attribute is single-value, but the field is not",
                "use `Option<_>` instead of `Vec<_>`",
            ),
            (Count::One | Count::Optional, true) => {
                self.problem("the attribute is multi-value, but the field is not", "use `Vec<_>`")
            }
            _ => {}
        }
    }

    fn currency(&mut self, attribute: &Attribute) {
        let code = attribute.config.currency.default_currency_code.as_deref();
        if let (Some(said), Some(code)) = (self.field.about.currency, code)
            && said != code
        {
            self.problem(
                format!("the currency is {code}, but the field has {said}"),
                format!("write `currency = \"{code}\"`, or change it in Attio"),
            );
        }
    }

    fn target(&mut self, attribute: &Attribute) {
        let Some(target) = self.shape.value.object else { return };
        let allowed = attribute.config.record_reference.allowed_object_ids.as_deref();
        let Some(allowed) = allowed.filter(|allowed| !allowed.is_empty()) else { return };
        let names: Vec<&str> =
            allowed.iter().map(|id| self.live.object(id).map_or(id.as_str(), name)).collect();
        let is_target = |id: &String| {
            id == target || self.live.object(id).is_some_and(|object| object.is(target))
        };
        if !allowed.iter().any(is_target) {
            self.problem(
                format!("it cannot refer to records of `{target}`"),
                format!("refer to `{}`", names.join("` or `")),
            );
        }
    }

    fn options(&mut self, attribute: &Attribute) {
        if !matches!(
            attribute.attribute_type(),
            Some(AttributeType::Select | AttributeType::Status)
        ) {
            return;
        }
        let options = attribute.options.iter().map(|o| (&o.id, &o.title, o.is_archived));
        let statuses = attribute.statuses.iter().map(|s| (&s.id, &s.title, s.is_archived));
        let live: Vec<_> = options.chain(statuses).collect();
        let Some(options) = self.shape.value.options else { return };
        // A record may still hold an archived option.
        let is_read = !self.field.about.write_only;
        for (title, id) in self.shape.value.choices() {
            let found = live.iter().find(|(its_id, its_title, _)| match id {
                Some(id) => its_id.eq_ignore_ascii_case(id),
                None => *its_title == title,
            });
            match (found, id) {
                (Some((_, title, true)), _) if !is_read => self.problem(
                    format!("\"{title}\" is archived"),
                    "restore it in Attio, or remove the variant",
                ),
                (Some(_), _) => {}
                (None, Some(id)) => self.problem(
                    format!("there is no option with the ID `{id}`"),
                    "correct the variant's `id`",
                ),
                (None, None) => {
                    let known: Vec<_> = live
                        .iter()
                        .filter(|(.., archived)| !archived)
                        .map(|(_, title, _)| format!("\"{title}\""))
                        .collect();
                    self.problem(
                        format!("there is no \"{title}\""),
                        format!("it has {}; correct the variant's `title`", known.join(", ")),
                    );
                }
            }
        }
        if is_read && !options.has_other {
            self.unread(&live);
        }
    }

    /// Reports the options without a variant.
    fn unread(&mut self, live: &[(&String, &String, bool)]) {
        /// The maximum number of titles that the problem lists.
        const FEW: usize = 10;
        let value = self.shape.value;
        let is_known = |its_id: &str, its_title: &str| {
            value.choices().any(|(title, id)| {
                title == its_title || id.is_some_and(|id| id.eq_ignore_ascii_case(its_id))
            })
        };
        let missing = live.iter().filter(|(id, title, _)| !is_known(id, title));
        let missing: Vec<_> = missing
            .map(|(_, title, archived)| {
                format!("\"{title}\"{}", if *archived { " (archived)" } else { "" })
            })
            .collect();
        if missing.is_empty() {
            return;
        }
        let more = match missing.len().saturating_sub(FEW) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let titles = missing[..missing.len().min(FEW)].join(", ");
        self.problem(
            format!("it has {titles}{more}, which the enum of the field cannot read"),
            "add the missing variants, or one with `#[attio(other)]`",
        );
    }
}

fn list(types: &[AttributeType]) -> String {
    types.iter().map(|kind| format!("`{kind}`")).collect::<Vec<_>>().join(", ")
}
