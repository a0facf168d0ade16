//! Filters: conditions joined with `&`, `|` and `!`.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{BitAnd, BitOr, Not};

use serde_json::value::RawValue;

use crate::error::Error;
use crate::sealed::Sealed;

/// A condition on the records or entries of `R`, or several conditions joined with `&`, `|` and `!`.
///
/// `N` marks whether it can be negated. Raw JSON and conditions through a reference cannot be
/// negated, because the API documents no `$not` for them.
#[doc(alias("where", "condition", "predicate"))]
pub struct Filter<R, N = Negatable> {
    node: Node,
    types: PhantomData<fn() -> (R, N)>,
}

/// Marks a filter that can be negated with `!`.
#[derive(Debug)]
pub enum Negatable {}

// The compiler shows the line of the type if such a filter is negated, and `!` has no other
// message.
/// Marks a filter that cannot be negated: through a reference, or in raw JSON. The API documents no
/// `$not` for them.
#[derive(Debug)]
pub enum ThroughPath {} // Attio has no `$not` for paths or raw JSON: negate only other conditions

/// Filters that can be negated: [`Negatable`].
#[diagnostic::on_unimplemented(
    message = "conditions through a reference or a parent have no negation: no `!`, no `is_empty`",
    label = "Attio has no `$not` over a path",
    note = "`is_not_empty` works"
)]
pub trait CanBeNegated {
    #[doc(hidden)]
    const SEALED: Sealed;
}

#[diagnostic::do_not_recommend]
impl CanBeNegated for Negatable {
    const SEALED: Sealed = Sealed;
}

/// The marker of two joined filters: [`Negatable`] if both are.
pub trait And<N> {
    #[doc(hidden)]
    const SEALED: Sealed;

    /// The marker of the joined filter.
    type Output;
}

impl And<Negatable> for Negatable {
    const SEALED: Sealed = Sealed;
    type Output = Negatable;
}

impl And<ThroughPath> for Negatable {
    const SEALED: Sealed = Sealed;
    type Output = ThroughPath;
}

impl<N> And<N> for ThroughPath {
    const SEALED: Sealed = Sealed;
    type Output = ThroughPath;
}

/// Filters of the records or entries of `R`: only [`Filter<R, N>`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a filter of `{R}`",
    label = "expected `Filter<{R}>`",
    note = "a filter is made of a constant of `{R}` and an operator: `Person::JOB_TITLE.eq(\"CTO\")`",
    note = "for an attribute of a referred record, go through the reference: \
            `Person::COMPANY.via(Company::NAME).eq(\"Acme\")`; for one of an entry's parent, go through \
            `PARENT`"
)]
pub trait FilterOf<R, N> {
    #[doc(hidden)]
    const SEALED: Sealed;

    #[doc(hidden)]
    fn into_filter(self) -> Filter<R, N>;
}

#[diagnostic::do_not_recommend]
impl<R, N> FilterOf<R, N> for Filter<R, N> {
    const SEALED: Sealed = Sealed;

    fn into_filter(self) -> Self {
        self
    }
}

#[derive(Clone)]
enum Node {
    /// The JSON of one condition.
    Condition(String),
    /// One condition, negated.
    Not(String),
    All(Vec<Node>),
    Any(Vec<Node>),
}

impl<R, N> Filter<R, N> {
    pub(super) fn condition(json: String) -> Self {
        Self { node: Node::Condition(json), types: PhantomData }
    }

    /// Returns the filter as the API takes it.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        self.node.write(&mut out);
        out
    }
}

impl<R> Filter<R, ThroughPath> {
    /// Creates a filter from JSON, for conditions without a typed form.
    ///
    /// # Errors
    ///
    /// Returns an error if the string is not JSON. Only Attio checks whether it is a filter.
    #[doc(alias = "raw")]
    pub fn from_json(json: &str) -> Result<Self, Error> {
        match serde_json::from_str::<&RawValue>(json) {
            Ok(json) => Ok(Self::condition(json.get().to_owned())),
            Err(error) => Err(Error::unwritable(format!("the filter is not JSON: {error}"))),
        }
    }
}

impl Node {
    /// Joins two nodes; a chain of one operator is one group.
    fn all(self, other: Node) -> Node {
        let mut nodes = match self {
            Node::All(nodes) => nodes,
            node => vec![node],
        };
        match other {
            Node::All(more) => nodes.extend(more),
            node => nodes.push(node),
        }
        Node::All(nodes)
    }

    /// Joins two nodes with "or", in the same way.
    fn any(self, other: Node) -> Node {
        let mut nodes = match self {
            Node::Any(nodes) => nodes,
            node => vec![node],
        };
        match other {
            Node::Any(more) => nodes.extend(more),
            node => nodes.push(node),
        }
        Node::Any(nodes)
    }

    /// Negates the node. The API negates only conditions, so a group is negated condition by
    /// condition.
    fn negated(self) -> Node {
        match self {
            Node::Condition(json) => Node::Not(json),
            Node::Not(json) => Node::Condition(json),
            Node::All(nodes) => Node::Any(nodes.into_iter().map(Node::negated).collect()),
            Node::Any(nodes) => Node::All(nodes.into_iter().map(Node::negated).collect()),
        }
    }

    fn write(&self, out: &mut String) {
        match self {
            Node::Condition(json) => out.push_str(json),
            Node::Not(json) => {
                out.push_str("{\"$not\":");
                out.push_str(json);
                out.push('}');
            }
            Node::All(nodes) => write_group(out, "{\"$and\":[", nodes),
            Node::Any(nodes) => write_group(out, "{\"$or\":[", nodes),
        }
    }
}

fn write_group(out: &mut String, open: &str, nodes: &[Node]) {
    out.push_str(open);
    for (i, node) in nodes.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        node.write(out);
    }
    out.push_str("]}");
}

impl<R, N: And<M>, M> BitAnd<Filter<R, M>> for Filter<R, N> {
    type Output = Filter<R, N::Output>;

    fn bitand(self, other: Filter<R, M>) -> Self::Output {
        Filter { node: self.node.all(other.node), types: PhantomData }
    }
}

impl<R, N: And<M>, M> BitOr<Filter<R, M>> for Filter<R, N> {
    type Output = Filter<R, N::Output>;

    fn bitor(self, other: Filter<R, M>) -> Self::Output {
        Filter { node: self.node.any(other.node), types: PhantomData }
    }
}

impl<R, N: CanBeNegated> Not for Filter<R, N> {
    type Output = Filter<R, N>;

    fn not(self) -> Self::Output {
        Filter { node: self.node.negated(), types: PhantomData }
    }
}

impl<R, N> Clone for Filter<R, N> {
    fn clone(&self) -> Self {
        Self { node: self.node.clone(), types: PhantomData }
    }
}

impl<R, N> fmt::Debug for Filter<R, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Filter({})", self.to_json())
    }
}
