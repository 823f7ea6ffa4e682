//! Bytes that lie on the stack as long as they are few.

/// A growing list of bytes. It asks for memory only beyond `N` bytes.
#[derive(Debug)]
pub(crate) struct Buffer<const N: usize> {
    inline: [u8; N],
    length: usize,
    /// Everything, once it is too much for `inline`.
    spilled: Vec<u8>,
}

impl<const N: usize> Buffer<N> {
    pub(crate) fn new() -> Self {
        Self { inline: [0; N], length: 0, spilled: Vec::new() }
    }

    pub(crate) fn extend(&mut self, bytes: &[u8]) {
        let end = self.length + bytes.len();
        if let Some(free) = self.inline.get_mut(self.length..end) {
            free.copy_from_slice(bytes);
        } else {
            if self.spilled.is_empty() {
                self.spilled.extend(self.inline.iter().take(self.length));
            }
            self.spilled.extend_from_slice(bytes);
        }
        self.length = end;
    }

    pub(crate) fn as_slice(&self) -> &[u8] {
        if self.spilled.is_empty() {
            self.inline.get(..self.length).unwrap_or_default()
        } else {
            &self.spilled
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Buffer;

    #[test]
    fn what_does_not_fit_is_kept_all_the_same() {
        let mut buffer = Buffer::<4>::new();
        for part in ["", "abc", "", "defg", "h"] {
            buffer.extend(part.as_bytes());
        }
        assert_eq!(buffer.as_slice(), b"abcdefgh");
    }

    #[test]
    fn a_full_buffer_grows_once_more() {
        let mut buffer = Buffer::<4>::new();
        buffer.extend(b"abcd");
        assert_eq!(buffer.as_slice(), b"abcd");
        buffer.extend(b"");
        buffer.extend(b"e");
        assert_eq!(buffer.as_slice(), b"abcde");
    }
}
