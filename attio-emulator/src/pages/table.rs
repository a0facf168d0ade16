//! Tables of records or entries, newest first, in pages of 100.

use std::collections::HashSet;

use uuid::Uuid;

use super::heading::is_system;
use super::value::Shown;
use super::{links, title};
use crate::store::{Attribute, Record, Store, Target};

/// The number of rows per page.
const PAGE: usize = 100;

/// The maximum number of values of one attribute that a cell shows.
const CELL: usize = 2;

/// The values of one attribute in a row or on a card.
pub(super) struct Cell {
    pub(super) values: Vec<Shown>,
    pub(super) more: usize,
}

impl Cell {
    pub(super) fn new(store: &Store, attribute: &Attribute, record: &Record) -> Self {
        let values = record.active(attribute.id);
        let brief = values.iter().take(CELL);
        let brief = brief.map(|value| Shown::brief(store, attribute, &value.payload));
        Self { values: brief.collect(), more: values.len().saturating_sub(CELL) }
    }
}

/// The position of a page among all, and the links to its neighbours.
pub(super) struct Pager {
    /// The positions of the first and the last row, counted from 1.
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) total: usize,
    pub(super) newer: Option<String>,
    pub(super) older: Option<String>,
}

/// The rows of a page, counted from 0, of records that come newest first. `None` if there is no such
/// page. The links are to `href` with these parameters.
pub(super) fn rows<'a>(
    records: impl Iterator<Item = &'a Record>,
    total: usize,
    page: usize,
    (href, parameters): (&str, &[(&str, &str)]),
) -> Option<(Vec<&'a Record>, Pager)> {
    let skipped = page.checked_mul(PAGE)?;
    if page > 0 && skipped >= total {
        return None;
    }
    let rows: Vec<&Record> = records.skip(skipped).take(PAGE).collect();
    let last = skipped + rows.len();
    let link = |number: usize| {
        let number = number.to_string();
        let mut parameters = parameters.to_vec();
        // The first page has no number.
        if number != "1" {
            parameters.push(("page", &number));
        }
        links::with_query(href, &parameters)
    };
    let newer = (page > 0).then(|| link(page));
    let older = (last < total).then(|| link(page + 2));
    Some((rows, Pager { first: skipped + 1, last, total, newer, older }))
}

/// The requested page, counted from 0; the parameter counts from 1.
pub(super) fn page_number(parameter: Option<&str>) -> Option<usize> {
    match parameter {
        Some(number) => number.parse::<usize>().ok()?.checked_sub(1),
        None => Some(0),
    }
}

/// The first attributes in which these records have values. The attributes that name the records or
/// that every record has are left out.
pub(super) fn columns<'a>(
    store: &'a Store,
    target: &'a Target,
    records: &[&Record],
    most: usize,
) -> Vec<&'a Attribute> {
    // An entry is named by its parent.
    let names = if target.list().is_some() { &[][..] } else { records };
    let naming = names.iter().filter_map(|record| title::naming(store, target, record));
    let naming: HashSet<Uuid> = naming.map(|attribute| attribute.id).collect();
    store
        .attributes(target)
        .filter(|a| !is_system(target, a) && !a.model.is_archived && !naming.contains(&a.id))
        .filter(|a| records.iter().any(|record| !record.active(a.id).is_empty()))
        .take(most)
        .collect()
}
