//! The server over real HTTP: every operation of the registers against every kind of caller, golden
//! answers, laws under concurrency, and the rules of the transitive boundary.
//!
//! Each test starts servers of its own on a free port; their accounts live in memory.

// The attribute tells clippy that helpers beside the test functions are tests too.
#[cfg(test)]
mod audit;
#[cfg(test)]
mod concurrency;
#[cfg(test)]
mod coverage;
#[cfg(test)]
mod defects;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod groups;
#[cfg(test)]
mod matrix;
#[cfg(test)]
mod requests;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod story;
#[cfg(test)]
mod support;
#[cfg(test)]
mod walk;
