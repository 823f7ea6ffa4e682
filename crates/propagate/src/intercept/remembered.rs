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

    /// Forgets a text. Answers whether it was known.
    pub(super) fn remove(&self, text: &str) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_known = known.texts.remove(text);
        if is_known {
            known.order.retain(|other| other != text);
        }
        is_known
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
        assert!(remembered.remove("first") && !remembered.remove("first"));
        assert!(remembered.insert("first".to_owned()));
    }
}
