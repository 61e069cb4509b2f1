//! The paths as a tree of segments.

use super::list::{Kind, Operation};
use super::names;

/// A segment, and what is below it.
pub(super) struct Node {
    /// As it stands in the path, a variable with its braces.
    pub(super) segment: String,
    /// The path down to here.
    pub(super) path: String,
    /// What the path down to here may be called with.
    pub(super) verbs: Vec<Verb>,
    /// In the order of the alphabet, variables last.
    pub(super) children: Vec<Node>,
}

pub(super) struct Verb {
    /// In lower case.
    pub(super) method: String,
    pub(super) title: String,
    pub(super) kind: Kind,
}

impl Node {
    fn new(segment: &str, path: String) -> Self {
        Self { segment: segment.to_owned(), path, verbs: Vec::new(), children: Vec::new() }
    }

    pub(super) fn tree(operations: &[Operation]) -> Self {
        let mut root = Self::new("v3", "/v3".to_owned());
        for operation in operations {
            let mut node = &mut root;
            for segment in operation.segments() {
                node = node.child(segment);
            }
            node.verbs.push(Verb {
                method: operation.method.to_lowercase(),
                title: operation.title.clone(),
                kind: operation.kind,
            });
        }
        root
    }

    fn child(&mut self, segment: &str) -> &mut Self {
        let at = match self.children.binary_search_by(|child| child.segment.as_str().cmp(segment)) {
            Ok(at) => at,
            Err(at) => {
                self.children.insert(at, Self::new(segment, format!("{}/{segment}", self.path)));
                at
            }
        };
        &mut self.children[at]
    }

    /// The variable's name, where it is one.
    pub(super) fn variable(&self) -> Option<&str> {
        self.segment.strip_prefix('{')?.strip_suffix('}')
    }

    /// The name of its step, and of its module.
    pub(super) fn method(&self) -> String {
        names::method(&self.path)
    }

    /// The name of its type.
    pub(super) fn type_name(&self) -> String {
        names::type_name(&self.path)
    }
}
