//! Text that must not reach a log or stay in memory.

use std::fmt;

use zeroize::Zeroizing;

/// A secret access key or a session token: wiped when dropped, never shown by `Debug`.
///
/// It has no `PartialEq`: compare signatures, in constant time, not secrets.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes over the text; the caller's copy is the same allocation, so nothing stays behind.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text, for the one place that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret([redacted])")
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn debug_output_does_not_show_the_secret() {
        let secret = Secret::from("wJalrXUtnFEMI");
        assert_eq!(format!("{secret:?}"), "Secret([redacted])");
        assert_eq!(secret.expose(), "wJalrXUtnFEMI");
    }
}
