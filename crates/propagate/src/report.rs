//! What a run has done, told at its end: which principals carry the boundary, and what does not.
//!
//! A [`Report`] is made from the [`Journal`](crate::journal::Journal) and comes in three forms:
//! [`text`] for people, [`json`] for programs, [`junit`] for pipelines.

mod files;

pub use self::files::TemplateFiles;
