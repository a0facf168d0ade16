//! The page of a list: its entries as a board or as a table, and its attributes.

use askama::Template;
use attio_schema::AttributeType;
use axum::response::Response;

use super::actor::Who;
use super::board::{self, Board, Statuses};
use super::entry::{self, Entry};
use super::frame::Frame;
use super::heading::Heading;
use super::query::Query;
use super::table::{self, Cell, Pager};
use super::value::Shown;
use super::{answer, example, links, title};
use crate::store::{Access, Actor, Attribute, Record, Store, Target};

/// The maximum number of columns of the table, besides the parent, the time and the link.
const COLUMNS: usize = 8;

/// The maximum number of boards to choose from.
const BOARDS: usize = 20;

/// The maximum number of members whose access is shown.
const MEMBERS: usize = 100;

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage {
    frame: Frame,
    name: String,
    slug: String,
    list_id: String,
    total: usize,
    parents: Vec<Parent>,
    /// Empty if the list has only a table.
    views: Vec<View>,
    board: Option<Board>,
    table: Option<Table>,
    access: Vec<String>,
    access_more: usize,
    attributes: Vec<Heading>,
    example: Option<String>,
}

/// An object whose records can be on the list.
pub(super) struct Parent {
    /// Empty if the workspace has no such object.
    pub(super) href: String,
    pub(super) name: String,
}

struct View {
    href: String,
    name: String,
    is_current: bool,
}

struct Table {
    parent: String,
    /// The status that all entries have, if they are selected.
    only: Option<Only>,
    columns: Vec<String>,
    rows: Vec<Row>,
    pager: Pager,
}

struct Only {
    attribute: String,
    status: String,
    /// Whether the selected entries have no status.
    is_none: bool,
    /// The table of all entries.
    all: String,
}

struct Row {
    parent: Shown,
    cells: Vec<Cell>,
    entry: Entry,
}

/// The view that an address selects.
enum Selected<'a> {
    Board(Statuses<'a>),
    Table(Option<(Statuses<'a>, Option<usize>)>),
}

/// The page, or `None` if there is no such list, or no such page of it.
pub(super) fn page(store: &Store, path: &[&str], query: &Query) -> Option<Response> {
    let [links::LISTS, name] = *path else { return None };
    let list = store.list(name)?;
    let is_status = |a: &&Attribute| a.kind == Some(AttributeType::Status) && !a.model.is_archived;
    let boards: Vec<&Attribute> = store.attributes(list).filter(is_status).take(BOARDS).collect();
    let selected = select(store, list, &boards, query)?;
    let href = links::target(store, list);
    let views = views(&href, &boards, &selected);
    let (board, table) = match selected {
        Selected::Board(statuses) => (Some(Board::new(store, list, &statuses)), None),
        Selected::Table(only) => {
            let number = table::page_number(query.get("page"))?;
            (None, Some(table(store, list, (&href, !boards.is_empty()), only, number)?))
        }
    };
    let (access, access_more) = access(store, list);
    Some(answer::page(&ListPage {
        frame: Frame::new(store, &title::plural(list)),
        name: title::plural(list),
        slug: list.slug().to_owned(),
        list_id: list.id.to_string(),
        total: store.count(list),
        parents: parents(store, list),
        views,
        board,
        table,
        access,
        access_more,
        attributes: store.attributes(list).map(Heading::new).collect(),
        example: example::entry(store, list),
    }))
}

/// The board or table that the parameters select. Without parameters, that is the board of the first
/// status attribute, if there is one.
fn select<'a>(
    store: &'a Store,
    list: &'a Target,
    boards: &[&'a Attribute],
    query: &Query,
) -> Option<Selected<'a>> {
    let by = match query.get("by") {
        Some(name) => {
            let named = store.open_attribute(list, name);
            Some(named.filter(|a| a.kind == Some(AttributeType::Status))?)
        }
        None => boards.first().copied(),
    };
    let by = by.map(Statuses::of);
    let status = query.get("status");
    let is_board = match query.get("view") {
        Some("board") => true,
        Some("table") => false,
        Some(_) => return None,
        None => by.is_some() && status.is_none() && query.get("page").is_none(),
    };
    match (is_board, status) {
        (true, _) => by.map(Selected::Board),
        (false, None) => Some(Selected::Table(None)),
        (false, Some(status)) => {
            let by = by?;
            let position = by.selected(status)?;
            Some(Selected::Table(Some((by, position))))
        }
    }
}

/// The parameters of the table of all entries, if the list also has boards.
const TABLE: &[(&str, &str)] = &[("view", "table")];

fn views(href: &str, boards: &[&Attribute], selected: &Selected<'_>) -> Vec<View> {
    if boards.is_empty() {
        return Vec::new();
    }
    let board = |attribute: &&Attribute| View {
        href: links::with_query(
            href,
            &[("view", "board"), ("by", links::attribute_parameter(attribute))],
        ),
        name: format!("Board by {}", title::attribute(attribute)),
        is_current: match selected {
            Selected::Board(statuses) => statuses.attribute.id == attribute.id,
            Selected::Table(_) => false,
        },
    };
    let table = View {
        href: links::with_query(href, TABLE),
        name: "Table".to_owned(),
        is_current: matches!(selected, Selected::Table(None)),
    };
    boards.iter().map(board).chain([table]).collect()
}

fn table(
    store: &Store,
    list: &Target,
    (href, has_boards): (&str, bool),
    only: Option<(Statuses<'_>, Option<usize>)>,
    number: usize,
) -> Option<Table> {
    let newest_first = store.records(list).rev();
    let (records, pager) = match &only {
        None => {
            let parameters = if has_boards { TABLE } else { &[] };
            table::rows(newest_first, store.count(list), number, (href, parameters))?
        }
        Some((statuses, position)) => {
            let has_status = |entry: &&Record| statuses.position(entry) == *position;
            let entries: Vec<&Record> = newest_first.filter(has_status).collect();
            let parameters = board::parameters(statuses, *position);
            let total = entries.len();
            table::rows(entries.into_iter(), total, number, (href, &parameters))?
        }
    };
    let columns = table::columns(store, list, &records, COLUMNS);
    let row = |entry: &&Record| Row {
        parent: entry::parent(store, list, entry),
        cells: columns.iter().map(|column| Cell::new(store, column, entry)).collect(),
        entry: Entry::new(store, list, entry),
    };
    let parents = list.list().map(|list| list.parents.as_slice()).unwrap_or_default();
    let parent = match *parents {
        [parent] => store.target_by_id(parent).map(title::singular),
        _ => None,
    };
    Some(Table {
        parent: parent.unwrap_or_else(|| "Record".to_owned()),
        only: only.map(|(statuses, position)| Only {
            attribute: title::attribute(statuses.attribute),
            status: statuses.title(position),
            is_none: position.is_none(),
            all: links::with_query(href, TABLE),
        }),
        rows: records.iter().map(row).collect(),
        columns: columns.iter().map(|column| title::attribute(column)).collect(),
        pager,
    })
}

/// The objects whose records can be on the list.
pub(super) fn parents(store: &Store, list: &Target) -> Vec<Parent> {
    let parents = list.list().map(|list| list.parents.as_slice()).unwrap_or_default();
    let parent = |id: &uuid::Uuid| match store.target_by_id(*id) {
        Some(object) => Parent { href: links::target(store, object), name: title::plural(object) },
        None => Parent { href: String::new(), name: id.to_string() },
    };
    parents.iter().map(parent).collect()
}

/// Who has which access, and how many members are left out.
fn access(store: &Store, list: &Target) -> (Vec<String>, usize) {
    let Some(list) = list.list() else { return (Vec::new(), 0) };
    let everyone = match list.workspace_access {
        Some(access) => format!("Every member: {}", access.name()),
        None => "Private".to_owned(),
    };
    let member = |(member, access): &(uuid::Uuid, Option<Access>)| {
        let name = Who::new(store, Actor::member(*member)).name;
        format!("{name}: {}", access.map_or("no access", Access::name))
    };
    let members = list.member_access.iter().take(MEMBERS).map(member);
    let more = list.member_access.len().saturating_sub(MEMBERS);
    (std::iter::once(everyone).chain(members).collect(), more)
}
