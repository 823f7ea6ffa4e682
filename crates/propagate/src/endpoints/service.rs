//! The services that are called, and how each is spoken to.

use crate::intercept::Fronted;

/// A service that is called: those that the proxy stands before, and S3, where templates are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// One that the proxy stands before.
    Fronted(Fronted),
    /// S3.
    S3,
}

/// How a service is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// Form parameters in, XML out.
    Query,
    /// AWS JSON 1.0, with the operation in a header.
    Json,
    /// S3's own.
    Rest,
}
