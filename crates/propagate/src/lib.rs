//! Boundaries that propagate on AWS itself: AWS enforces, Entail puts the boundary in its place.
//!
//! - [`template`] rewrites CloudFormation and SAM templates, and takes its own changes back out.
//! - [`intercept`] does the same to single API calls on their way to AWS, and to the answers.
//! - [`state`] remembers what was put in, so that a later run takes the same out of answers.
//! - [`required`] is the boundary that has to be passed on, with the reason why it is this one;
//!   [`find`] finds it. [`configuration`] is what a project's `entail.toml` says of it.
//! - [`credentials`] are those of the run, and all others that calls may be signed with.
//! - [`proxy`] is where the calls come through, [`upstream`] where they go, [`endpoints`] says where
//!   that is.
//! - [`run`] puts all of it together around a child process.
//! - [`boundary`] writes the policy by which AWS enforces all this, and says what it leaves open.
//! - [`journal`] keeps what was done, and [`report`] tells it at the end.
//!
//! *Absent:* nothing here decides requests or knows Entail's own server: a boundary that goes
//! missing is refused by AWS, through the policy that `entail boundary new` writes.

#![warn(missing_docs)]

pub mod boundary;
pub mod configuration;
pub mod credentials;
pub mod endpoints;
mod files;
pub mod find;
pub mod intercept;
pub mod journal;
pub mod laws;
pub mod limits;
pub mod proxy;
pub mod report;
pub mod required;
pub mod run;
pub mod state;
pub mod template;
pub mod upstream;
