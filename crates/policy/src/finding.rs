//! The register of everything that can be wrong with a policy document.

use crate::diagnostic::{Code, Severity};

/// One kind of fault, documented.
#[derive(Debug)]
pub struct Finding {
    /// The stable code.
    pub code: Code,
    /// How much it weighs.
    pub severity: Severity,
}
