//! The store in memory does as the durable ones do: their suite, on it.

#[path = "../../store/tests/suite/mod.rs"]
mod suite;

use payscore_simulation::store::{Direct, MemoryStore};
use payscore_store::Store;
use std::sync::Arc;

fn open_empty() -> Option<((), Arc<dyn Store>)> {
    Some(((), Arc::new(MemoryStore::new(Arc::new(Direct::default())))))
}

suite::store_suite!(open_empty);
