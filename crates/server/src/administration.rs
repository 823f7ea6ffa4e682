//! What the administrator's operations share: who and what an ARN or id names, and lineages as the
//! structures of their answers.

pub(crate) mod cascades;
pub(crate) mod ceilings;
pub(crate) mod describe;
pub(crate) mod effects;
pub(crate) mod entity;
pub(crate) mod impact;
pub(crate) mod question;
pub(crate) mod references;
pub(crate) mod settings;
