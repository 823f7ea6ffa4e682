//! `Resource` and `NotResource`.

use entail_policy::tree::{Polarity, ResourceElement, Version};

use super::pool::PoolBuilder;
use super::template::Prepared;
use crate::matching::reading::Reading;

/// The element with its patterns compiled as far as they hold no variables.
#[derive(Clone, Debug)]
pub(crate) struct Resource {
    pub(crate) polarity: Polarity,
    pub(crate) patterns: Box<[Prepared]>,
}

impl Resource {
    pub(crate) fn compile(
        element: &ResourceElement,
        version: Version,
        pool: &mut PoolBuilder,
    ) -> Self {
        let patterns = element
            .patterns
            .iter()
            .map(|pattern| Prepared::compile(&pattern.value, version, Reading::Resource, pool))
            .collect();
        Self { polarity: element.polarity, patterns }
    }
}
