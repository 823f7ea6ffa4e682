//! The texts of a policy in one piece of memory, equal ones once.

use std::collections::HashMap;

/// Where a text lies in its policy's [`Pool`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    start: u32,
    length: u32,
}

impl Place {
    /// The first bytes of what lies there.
    pub(crate) fn shortened(self, length: usize) -> Self {
        let length = u32::try_from(length).map_or(self.length, |length| self.length.min(length));
        Self { start: self.start, length }
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
        let start = place.start as usize;
        self.text.as_bytes().get(start..start + place.length as usize).unwrap_or_default()
    }

    /// The same as text.
    pub(crate) fn text(&self, place: Place) -> &str {
        let start = place.start as usize;
        self.text.get(start..start + place.length as usize).unwrap_or_default()
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
        let (Ok(start), Ok(length)) = (u32::try_from(self.text.len()), u32::try_from(text.len()))
        else {
            self.is_overfull = true;
            return Place::default();
        };
        let place = Place { start, length };
        self.text.push_str(text);
        self.places.insert(Box::from(text), place);
        place
    }

    /// The pool; `None` where the texts are too many bytes to be told apart.
    pub(crate) fn finish(self) -> Option<Pool> {
        (!self.is_overfull).then(|| Pool { text: self.text.into_boxed_str() })
    }
}
