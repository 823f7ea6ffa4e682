//! Does a statement's element speak of this request?

pub(crate) mod action;
pub(crate) mod principal;
pub(crate) mod resource;
pub(crate) mod variables;
