//! The plain model: records as lists of values, and an explicit definition of filters on them.

use std::cmp::Ordering;

use uuid::Uuid;

/// A part of a value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Part {
    Text(String),
    Number(f64),
    Flag(bool),
    /// A day or an instant in a form that sorts chronologically.
    Time(String),
    /// The index of an option in the list of options.
    Choice(usize),
    /// The number of a company.
    Company(usize),
    /// The object of a reference.
    Companies,
}

/// A value: its parts by the names of their properties.
pub(crate) type Value = Vec<(&'static str, Part)>;

/// The tested attributes of people and companies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attribute {
    Name,
    Emails,
    JobTitle,
    Phones,
    Score,
    Money,
    Stars,
    Born,
    Seen,
    Vip,
    Tier,
    Tags,
    Company,
    /// An attribute of companies.
    CompanyName,
    /// An attribute of companies.
    Domains,
}

/// A person: the current values of each attribute.
#[derive(Clone, Debug, Default)]
pub(crate) struct Record {
    pub(crate) values: Vec<(Attribute, Vec<Value>)>,
}

impl Record {
    pub(crate) fn of(&self, attribute: Attribute) -> &[Value] {
        let found = self.values.iter().find(|(other, _)| *other == attribute);
        found.map_or(&[], |(_, values)| values)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Eq,
    In,
    NotEmpty,
    Contains,
    StartsWith,
    EndsWith,
    Lt,
    Lte,
    Gt,
    Gte,
}

/// Tests of a value, each of one property.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    pub(crate) attribute: Attribute,
    pub(crate) tests: Vec<(&'static str, Operator, Vec<Part>)>,
}

#[derive(Clone, Debug)]
pub(crate) enum Filter {
    /// Several conditions in one object.
    Map(Vec<Condition>),
    Not(Vec<Condition>),
    And(Vec<Filter>),
    Or(Vec<Filter>),
    /// A condition on the person's company.
    OfCompany(Condition),
}

#[derive(Clone, Debug)]
pub(crate) struct Sort {
    pub(crate) attribute: Attribute,
    pub(crate) property: &'static str,
    pub(crate) descending: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Query {
    pub(crate) filter: Option<Filter>,
    pub(crate) sorts: Vec<Sort>,
    pub(crate) limit: Option<usize>,
    pub(crate) offset: Option<usize>,
    /// How the query is written: abbreviated where possible; with IDs instead of slugs.
    pub(crate) short: bool,
    pub(crate) ids: bool,
}

/// The fate of a person after its creation.
#[derive(Clone, Debug)]
pub(crate) enum Fate {
    Stays,
    /// Every attribute is overwritten.
    Becomes(Record),
    Deleted,
}

#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) companies: Vec<Record>,
    pub(crate) people: Vec<(Record, Fate)>,
}

impl World {
    /// The indexes of the people that the query finds; `ids` are their IDs.
    pub(crate) fn answer(&self, query: &Query, ids: &[Uuid]) -> Vec<usize> {
        let mut found: Vec<(usize, &Record)> = Vec::new();
        for (i, (first, fate)) in self.people.iter().enumerate() {
            let now = match fate {
                Fate::Stays => first,
                Fate::Becomes(now) => now,
                Fate::Deleted => continue,
            };
            if query.filter.as_ref().is_none_or(|filter| self.holds(filter, now)) {
                found.push((i, now));
            }
        }
        found.sort_by(|(first, a), (second, b)| {
            for sort in &query.sorts {
                let order = compare(sort, self.key(sort, a), self.key(sort, b));
                if order != Ordering::Equal {
                    return order;
                }
            }
            ids[*first].cmp(&ids[*second])
        });
        let (offset, limit) = (query.offset.unwrap_or(0), query.limit.unwrap_or(500));
        found.into_iter().skip(offset).take(limit).map(|(i, _)| i).collect()
    }

    fn holds(&self, filter: &Filter, person: &Record) -> bool {
        match filter {
            Filter::Map(conditions) => conditions.iter().all(|c| condition_holds(c, person)),
            Filter::Not(conditions) => !conditions.iter().all(|c| condition_holds(c, person)),
            Filter::And(filters) => filters.iter().all(|f| self.holds(f, person)),
            Filter::Or(filters) => filters.iter().any(|f| self.holds(f, person)),
            Filter::OfCompany(condition) => {
                self.company(person).is_some_and(|company| condition_holds(condition, company))
            }
        }
    }

    fn company(&self, person: &Record) -> Option<&Record> {
        let value = person.of(Attribute::Company).first()?;
        match part(value, "target_record_id")? {
            Part::Company(i) => self.companies.get(*i),
            _ => None,
        }
    }

    fn key<'a>(&'a self, sort: &Sort, person: &'a Record) -> Option<&'a Part> {
        let record = match sort.attribute {
            Attribute::CompanyName | Attribute::Domains => self.company(person)?,
            _ => person,
        };
        part(record.of(sort.attribute).first()?, sort.property)
    }
}

fn part<'a>(value: &'a Value, property: &str) -> Option<&'a Part> {
    value.iter().find(|(name, _)| *name == property).map(|(_, part)| part)
}

/// Some value of the attribute passes all tests.
fn condition_holds(condition: &Condition, record: &Record) -> bool {
    record.of(condition.attribute).iter().any(|value| {
        condition.tests.iter().all(|(property, operator, operands)| {
            part(value, property).is_some_and(|part| test_holds(*operator, part, operands))
        })
    })
}

fn test_holds(operator: Operator, part: &Part, operands: &[Part]) -> bool {
    let order = |operand: &Part| order(part, operand);
    let text = |check: fn(&str, &str) -> bool| match (part, operands.first()) {
        (Part::Text(text), Some(Part::Text(operand))) => check(&lower(text), &lower(operand)),
        _ => false,
    };
    match operator {
        Operator::Eq | Operator::In => {
            operands.iter().any(|operand| order(operand) == Ordering::Equal)
        }
        Operator::NotEmpty => *part != Part::Text(String::new()),
        Operator::Contains => text(|text, operand| text.contains(operand)),
        Operator::StartsWith => text(|text, operand| text.starts_with(operand)),
        Operator::EndsWith => text(|text, operand| text.ends_with(operand)),
        Operator::Lt => operands.iter().all(|operand| order(operand) == Ordering::Less),
        Operator::Lte => operands.iter().all(|operand| order(operand) != Ordering::Greater),
        Operator::Gt => operands.iter().all(|operand| order(operand) == Ordering::Greater),
        Operator::Gte => operands.iter().all(|operand| order(operand) != Ordering::Less),
    }
}

fn lower(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

fn order(a: &Part, b: &Part) -> Ordering {
    match (a, b) {
        (Part::Text(a), Part::Text(b)) => lower(a).cmp(&lower(b)),
        (Part::Number(a), Part::Number(b)) => a.partial_cmp(b).unwrap(),
        (Part::Flag(a), Part::Flag(b)) => a.cmp(b),
        (Part::Time(a), Part::Time(b)) => a.cmp(b),
        (Part::Choice(a), Part::Choice(b)) | (Part::Company(a), Part::Company(b)) => a.cmp(b),
        (Part::Companies, Part::Companies) => Ordering::Equal,
        _ => panic!("{a:?} and {b:?} are not alike"),
    }
}

/// A missing value comes last in both directions.
fn compare(sort: &Sort, a: Option<&Part>, b: Option<&Part>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if sort.descending => order(b, a),
        (Some(a), Some(b)) => order(a, b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}
