//! Compiled policies, kept by their name and text.
//!
//! Versions of managed policies are immutable and inline policies are replaced whole, so the text
//! itself is the key: nothing ever has to be invalidated.

use std::{fmt, sync::Arc};

use entail_engine::Policy;
use quick_cache::{Weighter, sync::Cache};

use crate::limits::{COMPILED_POLICIES_BYTES_MAX, COMPILED_POLICIES_MAX, COMPILED_POLICY_BYTES};

type Key = (Arc<str>, Arc<str>);

/// A bounded cache of compiled policies.
pub struct PolicyCache(Cache<Key, Arc<Policy>, ByText>);

/// White space is outside the sizes of policies, so that texts are long at their writer's will:
/// they are counted by their bytes.
#[derive(Clone, Debug)]
struct ByText;

impl Weighter<Key, Arc<Policy>> for ByText {
    fn weight(&self, (name, text): &Key, _policy: &Arc<Policy>) -> u64 {
        COMPILED_POLICY_BYTES + name.len() as u64 + text.len() as u64
    }
}

impl fmt::Debug for PolicyCache {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PolicyCache({} policies)", self.0.len())
    }
}

impl Default for PolicyCache {
    fn default() -> Self {
        Self(Cache::with_weighter(COMPILED_POLICIES_MAX, COMPILED_POLICIES_BYTES_MAX, ByText))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_push_each_other_out() {
        let cache = PolicyCache::default();
        let (blanks, policy) = (" ".repeat(128 * 1024), cache.compiled("name", "{}"));
        for number in 0..1_000 {
            let name = format!("policy-{number}");
            let key = (Arc::from(name.as_str()), Arc::from(blanks.as_str()));
            cache.0.insert(key, Arc::clone(&policy));
        }
        assert!(cache.0.weight() <= COMPILED_POLICIES_BYTES_MAX, "{}", cache.0.weight());
    }

    #[test]
    fn the_same_text_is_compiled_once() {
        let cache = PolicyCache::default();
        assert!(Arc::ptr_eq(&cache.compiled("name", "{}"), &cache.compiled("name", "{}")));
        assert!(!Arc::ptr_eq(&cache.compiled("name", "{}"), &cache.compiled("other", "{}")));
    }
}
