//! Takes out of answers what was injected, and nothing else.
//!
//! Pure: what is known comes in, the answer's new text goes out, or nothing where it stays as it is.
//! Only a boundary that still is exactly the one that was injected is taken out; where it had taken
//! another one's place, that one is shown. An answer that is not understood stays as it is: then the
//! client sees more than it wrote, and never less than is there.

mod iam;
mod properties;
mod template_body;

#[cfg(test)]
mod tests;

pub(super) use iam::{Shown, principals, shown_in};
pub(super) use properties::{Described, Progress, progress, properties};
pub(super) use template_body::template_body;
