//! What is remembered while the proxy runs: so much of it, and then the oldest is forgotten.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Mutex, PoisonError};

use crate::limits::REMEMBERED_MAX;

/// Names or texts, each once.
#[derive(Debug, Default)]
pub(super) struct Remembered(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    texts: BTreeSet<String>,
    /// The oldest first.
    order: VecDeque<String>,
}

impl Remembered {
    /// Remembers a text. Answers whether it was not known.
    pub(super) fn insert(&self, text: String) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Known { texts, order } = &mut *known;
        if !texts.insert(text.clone()) {
            return false;
        }
        order.push_back(text);
        if order.len() > REMEMBERED_MAX
            && let Some(oldest) = order.pop_front()
        {
            texts.remove(&oldest);
        }
        true
    }

    /// Forgets a text.
    pub(super) fn remove(&self, text: &str) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.texts.remove(text) {
            known.order.retain(|other| other != text);
        }
    }

    /// Whether a text that ends so is known.
    pub(super) fn has_end(&self, end: &str) -> bool {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.texts.iter().any(|text| text.ends_with(end))
    }

    /// Whether a text is known.
    pub(super) fn contains(&self, text: &str) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).texts.contains(text)
    }
}

#[cfg(test)]
mod tests {
    use super::Remembered;
    use crate::limits::REMEMBERED_MAX;

    #[test]
    fn the_oldest_is_forgotten_when_the_limit_is_reached() {
        let remembered = Remembered::default();
        assert!(remembered.insert("first".to_owned()));
        assert!(!remembered.insert("first".to_owned()));
        for number in 0..REMEMBERED_MAX {
            assert!(remembered.insert(number.to_string()));
        }
        assert!(!remembered.contains("first") && remembered.contains("0"));
        assert!(remembered.insert("first".to_owned()));
        assert!(!remembered.contains("0"));
        assert!(remembered.has_end("irst") && !remembered.has_end("second"));
        remembered.remove("first");
        assert!(!remembered.contains("first"));
        assert!(remembered.insert("first".to_owned()));
    }
}
