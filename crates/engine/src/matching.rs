//! Does a statement's element speak of this request?

pub(crate) mod action;
pub(crate) mod buffer;
pub(crate) mod bytes;
pub(crate) mod fold;
pub(crate) mod principal;
pub(crate) mod reading;
pub(crate) mod resource;
pub(crate) mod variables;
pub(crate) mod wildcard;
