//! What `client["…"]` hands out references to.

use crate::chain::{Caller, Chain};
use elsa::sync::FrozenMap;

/// A chain for each template ever indexed with. Entries are never removed while the client lives, because references to
/// them are out there; a program has as many as it has templates in its source.
pub(crate) struct Templates<C>(FrozenMap<String, Box<Chain<C>>>);

impl<C: Caller> Templates<C> {
    pub(crate) fn new() -> Self {
        Self(FrozenMap::new())
    }

    pub(crate) fn intern(&self, caller: &C, template: &str) -> &Chain<C> {
        match self.0.get(template) {
            Some(chain) => chain,
            None => self.0.insert(template.to_owned(), Box::new(Chain::new(caller.clone(), template.to_owned()))),
        }
    }
}
