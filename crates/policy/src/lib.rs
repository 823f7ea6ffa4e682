//! AWS policy text in, policy tree with byte spans out, and back.
#![warn(missing_docs)]

pub mod arn;
mod check;
mod diagnostic;
pub mod finding;
pub mod limits;
pub mod operators;
mod parse;
pub mod pattern;
mod print;
mod span;
pub mod text;
pub mod tree;
pub mod variable;

pub use check::{PolicyKind, check, validate};
pub use diagnostic::{Code, Diagnostic, Label, Severity};
pub use parse::{Parsed, parse};
pub use print::{pretty, print, size_without_white_space};
pub use span::{LineColumn, Span, Spanned};
