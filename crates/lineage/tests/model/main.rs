//! The state machine explored breadth first: every sequence of steps up to a depth, in small named
//! worlds, by attackers who hold every permission. Nothing is modelled twice: each step calls the
//! crate's own functions over a world in memory, and what they answer is what happens.
//!
//! `deed` says what can be done, `scenario` who may do what in which world, `step` does it through
//! the crate, `breach` compares the outcome with a ground truth that the crate does not see, and
//! `removal` takes away one rule at a time, each of which must be missed.

// The attribute tells clippy that helpers beside the test functions are tests too.
#[cfg(test)]
mod breach;
#[cfg(test)]
mod deed;
#[cfg(test)]
mod exploration;
#[cfg(test)]
mod facts;
#[cfg(test)]
mod removal;
#[cfg(test)]
mod rule;
#[cfg(test)]
mod scenario;
#[cfg(test)]
mod seen;
#[cfg(test)]
mod step;
#[cfg(test)]
#[path = "../lineage/support.rs"]
#[expect(dead_code, reason = "the other test program uses the rest of it")]
mod support;
