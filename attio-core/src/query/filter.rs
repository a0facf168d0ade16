//! Filters: conditions joined with `&`, `|` and `!`.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{BitAnd, BitOr, Not};

use serde_json::value::RawValue;

use crate::error::Error;
use crate::sealed::Sealed;

/// A condition on the records of `R`, or several joined with `&`, `|` and `!`.
///
/// `N` says whether it can be negated: what goes through a reference, and raw JSON, cannot, since
/// the API documents no `$not` for them.
pub struct Filter<R, N = Negatable> {
    node: Node,
    types: PhantomData<fn() -> (R, N)>,
}

/// Marks a filter that can be negated with `!`.
#[derive(Debug)]
pub enum Negatable {}

// The line of the type is shown where such a filter is negated, and `!` shows no other text of ours.
/// Marks a filter that goes through a reference, or is raw JSON. It cannot be negated: the API
/// documents no `$not` there.
#[derive(Debug)]
pub enum ThroughPath {} // Attio has no `$not` over a path or raw JSON: negate the other conditions

/// Filters that can be negated. [`Negatable`] ones are.
#[diagnostic::on_unimplemented(
    message = "conditions through a reference cannot be negated, so they have no `is_empty`",
    label = "Attio has no `$not` over a path",
    note = "`is_not_empty` is possible"
)]
pub trait CanBeNegated {
    #[doc(hidden)]
    const SEALED: Sealed;
}

#[diagnostic::do_not_recommend]
impl CanBeNegated for Negatable {
    const SEALED: Sealed = Sealed;
}

/// What two filters are together: [`Negatable`] if both are.
pub trait And<N> {
    #[doc(hidden)]
    const SEALED: Sealed;

    /// What they are together.
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

    /// The filter as the API takes it.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        self.node.write(&mut out);
        out
    }
}

impl<R> Filter<R, ThroughPath> {
    /// A filter in JSON, for what has no typed form.
    ///
    /// # Errors
    ///
    /// The text is not JSON. Whether it is a filter is for Attio to say.
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

    /// The same for "or".
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

    /// The opposite. The API negates conditions only, so groups are turned inside out.
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
