//! AWS policy text in, policy tree with byte spans out, and back.
//!
//! This crate knows the AWS JSON policy language and nothing of requests. Three types matter:
//!
//! * [`Parsed`], what [`parse`] answers: a document and every fault in it. Parsing never fails.
//! * [`tree::Document`], the policy: [statements](tree::Statement) with principals, actions,
//!   resources and conditions, each with its [`Span`] in the source, and beside them the
//!   [JSON](text::Value) as it was written, so that [`print()`] loses nothing.
//! * [`Diagnostic`], one fault: a stable [code](finding::FINDINGS), places, help, and the text that
//!   AWS itself would answer.
//!
//! Faults come in two steps, because they depend on two things. [`parse`] reports what is wrong
//! with the text whatever it is used for; a document with such an error is unreadable, and nothing
//! may be decided by it. [`check`] reports what AWS refuses for one [use](PolicyKind) of the
//! document. [`validate`] does both and sorts by AWS's own order of checks. What AWS takes and hardly
//! means is a third thing: [`advise`] says it, and [`review`] says all of it.
//!
//! ```
//! use entail_policy::{PolicyKind, validate};
//!
//! let source = r#"{
//!     "Version": "2012-10-17",
//!     "Statement": { "Sid": "Read", "Effect": "Allow", "Action": "GetObject", "Resource": "*" }
//! }"#;
//! let validated = validate(source, PolicyKind::Identity);
//!
//! let statement = &validated.document.statements[0];
//! assert_eq!(statement.sid.as_ref().map(|sid| sid.value.as_str()), Some("Read"));
//!
//! let fault = &validated.diagnostics[0];
//! assert_eq!(fault.code.to_string(), "P0041 action-without-vendor");
//! assert_eq!(fault.primary.span.text(source), "\"GetObject\"");
//! assert_eq!(fault.line_column(source).line, 3);
//! assert_eq!(
//!     validated.malformed_message(),
//!     Some("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."),
//! );
//! ```
//!
//! # What is not here
//!
//! Requests, context keys and decisions: these are the next crate's, `entail-engine`, which
//! compiles the tree and decides. It takes [`pattern::Pattern`], [`variable::Template`],
//! [`arn::Arn`] and [`operators::CONDITION_OPERATORS`] from here. Rendering of diagnostics for
//! people is the command's. No file, clock or network is touched, and nothing comes before this
//! crate on the way.
//!
//! # Limits
//!
//! See [`limits`]: 131,072 characters a document, 32 levels of nesting, 200 diagnostics. Parsing
//! takes time and memory proportional to the text.
#![warn(missing_docs)]

mod advice;
pub mod arn;
mod check;
mod diagnostic;
mod faults;
pub mod finding;
#[doc(hidden)]
pub mod laws;
pub mod limits;
pub mod operators;
mod parse;
pub mod pattern;
mod print;
mod provider;
pub mod service_authorization;
mod span;
pub mod text;
pub mod tree;
pub mod variable;

pub use advice::{advise, most_similar, review};
pub use check::{PolicyKind, check, resource_kind, validate};
pub use diagnostic::{Code, Diagnostic, Label, Severity};
pub use parse::{Parsed, parse};
pub use print::{pretty, print, size_without_white_space};
pub use span::{LineColumn, Span, Spanned};
