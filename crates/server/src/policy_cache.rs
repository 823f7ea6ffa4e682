//! Compiled policies, kept by their name and text.
//!
//! Versions of managed policies are immutable and inline policies are replaced whole, so the text
//! itself is the key: nothing ever has to be invalidated.

use std::{fmt, sync::Arc};

use entail_engine::Policy;
use quick_cache::sync::Cache;

use crate::limits::COMPILED_POLICIES_MAX;

/// A bounded cache of compiled policies.
pub struct PolicyCache(Cache<(Arc<str>, Arc<str>), Arc<Policy>>);

impl fmt::Debug for PolicyCache {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PolicyCache({} policies)", self.0.len())
    }
}

impl Default for PolicyCache {
    fn default() -> Self {
        Self(Cache::new(COMPILED_POLICIES_MAX))
    }
}

impl PolicyCache {
    /// The compiled form of a policy's text. A text that is no policy compiles to one that denies
    /// whatever it applies to.
    pub fn compiled(&self, name: &str, text: &str) -> Arc<Policy> {
        let key = (Arc::from(name), Arc::from(text));
        if let Some(policy) = self.0.get(&key) {
            return policy;
        }
        let policy = Arc::new(Policy::from_text(name, text));
        self.0.insert(key, Arc::clone(&policy));
        policy
    }
}
