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
    /// The number of a person, for its own ID.
    Person(usize),
    /// The number of an entry, for its own ID.
    Entry(usize),
}

/// A value: its parts by the names of their properties.
pub(crate) type Value = Vec<(&'static str, Part)>;

/// The tested attributes of people, companies and entries.
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
    /// The own ID of a person.
    PersonId,
    /// An attribute of companies.
    CompanyName,
    /// An attribute of companies.
    Domains,
    /// An attribute of entries.
    Note,
    /// An attribute of entries.
    Seats,
    /// An attribute of entries.
    Stage,
    /// An attribute of entries.
    Marks,
    /// An attribute of entries: a company.
    Account,
    /// A unique attribute of entries.
    Code,
    /// The own ID of an entry.
    EntryId,
}

/// The object or the list that has an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    People,
    Companies,
    /// The list of people.
    Board,
}

impl Attribute {
    pub(crate) fn owner(self) -> Owner {
        match self {
            Self::CompanyName | Self::Domains => Owner::Companies,
            Self::Note
            | Self::Seats
            | Self::Stage
            | Self::Marks
            | Self::Account
            | Self::Code
            | Self::EntryId => Owner::Board,
            _ => Owner::People,
        }
    }

    /// Whether Attio itself sets the value.
    pub(crate) fn is_own_id(self) -> bool {
        matches!(self, Self::PersonId | Self::EntryId)
    }
}

/// A step of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// From an entry to the person.
    Parent,
    /// Along a reference to a company.
    To(Attribute),
}

/// A person, a company or an entry: the current values of each attribute.
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
    /// The steps to the record that has the attribute.
    pub(crate) path: Vec<Step>,
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
    /// A condition on a record several steps away.
    Along(Condition),
}

#[derive(Clone, Debug)]
pub(crate) struct Sort {
    pub(crate) path: Vec<Step>,
    pub(crate) attribute: Attribute,
    pub(crate) property: &'static str,
    pub(crate) descending: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Query {
    /// People or entries.
    pub(crate) of: Owner,
    pub(crate) filter: Option<Filter>,
    pub(crate) sorts: Vec<Sort>,
    pub(crate) limit: Option<usize>,
    pub(crate) offset: Option<usize>,
    /// How the query is written: abbreviated where possible; with IDs instead of slugs.
    pub(crate) short: bool,
    pub(crate) ids: bool,
}

/// The fate of a person or an entry after its creation.
#[derive(Clone, Debug)]
pub(crate) enum Fate {
    Stays,
    /// Every attribute is overwritten.
    Becomes(Record),
    Deleted,
}

/// An entry: the number of the person, the values and the fate.
pub(crate) type Entry = (usize, Record, Fate);

#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) companies: Vec<Record>,
    pub(crate) people: Vec<(Record, Fate)>,
    pub(crate) entries: Vec<Entry>,
}

/// A person or an entry, as a query sees it.
#[derive(Clone, Copy)]
struct Node<'a> {
    record: &'a Record,
    /// The person of an entry.
    parent: Option<&'a Record>,
}

impl<'a> Node<'a> {
    fn alone(record: &'a Record) -> Self {
        Self { record, parent: None }
    }
}

fn now<'a>(first: &'a Record, fate: &'a Fate) -> Option<&'a Record> {
    match fate {
        Fate::Stays => Some(first),
        Fate::Becomes(now) => Some(now),
        Fate::Deleted => None,
    }
}

impl World {
    /// The people or entries that exist, with their numbers.
    fn nodes(&self, of: Owner) -> Vec<(usize, Node<'_>)> {
        let person = |i: usize| self.people.get(i).and_then(|(first, fate)| now(first, fate));
        match of {
            Owner::Board => {
                let entries = self.entries.iter().enumerate();
                // An entry goes with its person.
                let entries = entries.filter_map(|(i, (parent, first, fate))| {
                    let parent = Some(person(*parent)?);
                    Some((i, Node { record: now(first, fate)?, parent }))
                });
                entries.collect()
            }
            _ => {
                (0..self.people.len()).filter_map(|i| Some((i, Node::alone(person(i)?)))).collect()
            }
        }
    }

    /// The numbers of the people or entries that the query finds; `ids` are their IDs.
    pub(crate) fn answer(&self, query: &Query, ids: &[Uuid]) -> Vec<usize> {
        let mut found = self.nodes(query.of);
        found.retain(|(_, node)| {
            query.filter.as_ref().is_none_or(|filter| self.holds(filter, *node))
        });
        found.sort_by(|(first, a), (second, b)| {
            for sort in &query.sorts {
                let order = compare(sort, self.key(sort, *a), self.key(sort, *b));
                if order != Ordering::Equal {
                    return order;
                }
            }
            ids[*first].cmp(&ids[*second])
        });
        let (offset, limit) = (query.offset.unwrap_or(0), query.limit.unwrap_or(500));
        found.into_iter().skip(offset).take(limit).map(|(i, _)| i).collect()
    }

    fn holds<'a>(&'a self, filter: &Filter, node: Node<'a>) -> bool {
        let all = |conditions: &[Condition]| {
            conditions.iter().all(|condition| condition_holds(condition, node.record))
        };
        match filter {
            Filter::Map(conditions) => all(conditions),
            Filter::Not(conditions) => !all(conditions),
            Filter::And(filters) => filters.iter().all(|filter| self.holds(filter, node)),
            Filter::Or(filters) => filters.iter().any(|filter| self.holds(filter, node)),
            Filter::Along(condition) => self
                .walk(&condition.path, node)
                .is_some_and(|record| condition_holds(condition, record)),
        }
    }

    /// The record at the end of a path. Each step leads to one record at most.
    fn walk<'a>(&'a self, path: &[Step], node: Node<'a>) -> Option<&'a Record> {
        let end = path.iter().try_fold(node, |node, step| match step {
            Step::Parent => node.parent.map(Node::alone),
            Step::To(attribute) => {
                let value = node.record.of(*attribute).first()?;
                match part(value, "target_record_id")? {
                    Part::Company(i) => self.companies.get(*i).map(Node::alone),
                    _ => None,
                }
            }
        });
        end.map(|node| node.record)
    }

    fn key<'a>(&'a self, sort: &Sort, node: Node<'a>) -> Option<&'a Part> {
        part(self.walk(&sort.path, node)?.of(sort.attribute).first()?, sort.property)
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
        (Part::Choice(a), Part::Choice(b))
        | (Part::Company(a), Part::Company(b))
        | (Part::Person(a), Part::Person(b))
        | (Part::Entry(a), Part::Entry(b)) => a.cmp(b),
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
