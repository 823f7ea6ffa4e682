//! Decisions a second beside other engines, all asked the same questions in one run.
//!
//! Each engine gets the policies in the way its own users would write them, and is timed only after
//! it has answered every question as expected. What an engine needs of a request is made ready
//! before the clock starts, for all of them alike.

pub mod cedar;
pub mod curve;
pub mod entail;
pub mod measure;
pub mod naive;
pub mod rego;
pub mod workload;

/// An engine with a workload's policies loaded and its requests made ready.
pub trait Contender {
    /// The name in the results.
    fn name(&self) -> &'static str;

    /// How many requests there are.
    fn count(&self) -> usize;

    /// Whether the request of this number is allowed.
    fn is_allowed(&self, number: usize) -> bool;
}
