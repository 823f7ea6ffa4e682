//! The boundary that has to be passed on, looked for in an account of a real server.

#[cfg(test)]
mod account;
#[cfg(test)]
mod callers;
#[cfg(test)]
#[path = "../support/endpoint.rs"]
mod endpoint;
#[cfg(test)]
mod execution_roles;
#[cfg(test)]
mod identical;
#[cfg(test)]
mod named;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod unreadable;
