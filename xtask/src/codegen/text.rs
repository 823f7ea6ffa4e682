//! Text that grows by formatted pieces.

/// Adds a formatted piece. `write!` into a string cannot fail, and would have every caller throw
/// its result away.
pub(super) trait Add {
    fn add(&mut self, piece: String);
}

impl Add for String {
    fn add(&mut self, piece: String) {
        self.push_str(&piece);
    }
}
