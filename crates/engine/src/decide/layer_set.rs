//! Sets of layers.

use crate::decision::Layer;

/// Layers, one bit each, in the order of [`Layer::ALL`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct LayerSet(u16);

impl LayerSet {
    /// The set of these layers.
    pub(super) const fn of(layers: &[Layer]) -> Self {
        let (mut set, mut rest) = (Self(0), layers);
        while let [first, others @ ..] = rest {
            set = set.with(*first);
            rest = others;
        }
        set
    }

    /// The set and one layer more.
    #[must_use]
    pub(super) const fn with(self, layer: Layer) -> Self {
        Self(self.0 | 1 << layer as u16)
    }

    /// All layers of both.
    #[must_use]
    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The layers of this set that are in the other too.
    #[must_use]
    pub(super) const fn that_are_in(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The layers of this set that are not in the other.
    #[must_use]
    pub(super) const fn that_are_not_in(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(super) const fn contains(self, layer: Layer) -> bool {
        self.0 >> layer as u16 & 1 == 1
    }

    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The first layer, in the order of [`Layer::ALL`].
    pub(super) fn first(self) -> Option<Layer> {
        Layer::ALL.get(self.0.trailing_zeros() as usize).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layer_is_told_from_the_others_and_found_first_in_order() {
        for (number, layer) in Layer::ALL.into_iter().enumerate() {
            let from_here = LayerSet::of(Layer::ALL.get(number..).unwrap());
            assert_eq!(from_here.first(), Some(layer));
            let only = LayerSet::default().with(layer);
            assert!(Layer::ALL.into_iter().all(|other| only.contains(other) == (other == layer)));
        }
        assert_eq!(LayerSet::default().first(), None);
    }
}
