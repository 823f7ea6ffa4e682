//! Rules of the transitive boundary that stock clients' tests do not reach, over HTTP.

mod cascades;
mod conditions;
mod groups;
mod identities;
mod keys;
mod late_seals;
mod limits;
mod passing;
mod providers;
mod references;
mod refusals;
mod setters;
mod undecided;
mod uses;
mod withdrawals;
