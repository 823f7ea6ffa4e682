//! The texts of a policy in one piece of memory, equal ones once.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::ops::Range;

/// Where a text lies in its policy's [`Pool`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    start: u32,
    /// One more than where it ends, so that no place takes no more room than a place.
    behind_end: NonZeroU32,
}

impl Place {
    /// None where the pool would be longer than its places can tell.
    fn new(start: usize, length: usize) -> Option<Self> {
        let behind_end = u32::try_from(start.checked_add(length)?.checked_add(1)?).ok()?;
        Some(Self { start: u32::try_from(start).ok()?, behind_end: NonZeroU32::new(behind_end)? })
    }

    fn range(self) -> Range<usize> {
        self.start as usize..(self.behind_end.get() - 1) as usize
    }

    /// The first bytes of what lies there.
    pub(crate) fn shortened(self, length: usize) -> Self {
        let range = self.range();
        Self::new(range.start, length.min(range.len())).unwrap_or(self)
    }
}

impl Default for Place {
    /// An empty text.
    fn default() -> Self {
        Self { start: 0, behind_end: NonZeroU32::MIN }
    }
}

/// The texts of one policy.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pool {
    text: Box<str>,
}

impl Pool {
    /// The bytes at a place that this pool's builder gave.
    pub(crate) fn bytes(&self, place: Place) -> &[u8] {
        self.text.as_bytes().get(place.range()).unwrap_or_default()
    }

    /// The same as text.
    pub(crate) fn text(&self, place: Place) -> &str {
        self.text.get(place.range()).unwrap_or_default()
    }
}

/// Collects the texts of a policy.
#[derive(Debug, Default)]
pub(crate) struct PoolBuilder {
    text: String,
    places: HashMap<Box<str>, Place>,
    is_overfull: bool,
}

impl PoolBuilder {
    /// The place of the text, where it is put unless it is there.
    pub(crate) fn add(&mut self, text: &str) -> Place {
        if let Some(place) = self.places.get(text) {
            return *place;
        }
        let Some(place) = Place::new(self.text.len(), text.len()) else {
            self.is_overfull = true;
            return Place::default();
        };
        self.text.push_str(text);
        self.places.insert(Box::from(text), place);
        place
    }

    /// The pool; `None` where the texts are too many bytes to be told apart.
    pub(crate) fn finish(self) -> Option<Pool> {
        (!self.is_overfull).then(|| Pool { text: self.text.into_boxed_str() })
    }
}
