//! `Resource` and `NotResource`.

use entail_policy::tree::{Polarity, ResourceElement, Version};

use super::template::Prepared;
use crate::matching::resource::ResourcePattern;

/// The element with its patterns compiled as far as they hold no variables.
#[derive(Clone, Debug)]
pub(crate) struct Resource {
    pub(crate) polarity: Polarity,
    pub(crate) patterns: Vec<Prepared<ResourcePattern>>,
}

impl Resource {
    pub(crate) fn compile(element: &ResourceElement, version: Version) -> Self {
        let patterns = element
            .patterns
            .iter()
            .map(|pattern| Prepared::compile(&pattern.value, version))
            .collect();
        Self { polarity: element.polarity, patterns }
    }
}
