//! What goes wrong in the control plane: one text for the client, another for the operator.

use entail_lineage::Refusal;
use entail_wire::error::ErrorCode;

/// A request that can't be answered as asked.
///
/// `public` is what the client reads, in AWS's words where AWS has words for it; `internal` goes
/// to the log and never to a client.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {public}")]
pub struct ControlError {
    /// AWS's error code.
    pub code: ErrorCode,
    /// The message in the answer.
    pub public: String,
    /// What the operator needs to know besides.
    pub internal: Option<String>,
    /// The layer (or gate) that denied, for metrics and the audit log.
    pub denied_by: Option<&'static str>,
    /// What the lineage said, where it refused.
    pub refusal: Option<Box<Refusal>>,
}

impl ControlError {
    /// An error that the client caused.
    pub fn new(code: ErrorCode, public: impl Into<String>) -> Self {
        Self { code, public: public.into(), internal: None, denied_by: None, refusal: None }
    }

    /// A failure of ours: the client learns only that it happened.
    pub fn internal(internal: impl Into<String>) -> Self {
        Self {
            code: ErrorCode::ServiceFailure,
            public: "The request processing has failed because of an unknown error.".to_owned(),
            internal: Some(internal.into()),
            denied_by: None,
            refusal: None,
        }
    }

    /// A denial by `layer`, with AWS's denial text.
    pub fn denied(layer: &'static str, public: impl Into<String>) -> Self {
        Self { denied_by: Some(layer), ..Self::new(ErrorCode::AccessDenied, public) }
    }

    /// `NoSuchEntity` for an entity named in the request.
    pub fn no_such_entity(public: impl Into<String>) -> Self {
        Self::new(ErrorCode::NoSuchEntity, public)
    }

    /// `DeleteConflict`: something stands against the removal of what the request names.
    pub fn delete_conflict(public: impl Into<String>) -> Self {
        Self::new(ErrorCode::DeleteConflict, public)
    }

    /// `LimitExceeded` in AWS's words: `Cannot exceed quota for {quota}: {limit}`.
    pub fn quota(quota: &str, limit: impl std::fmt::Display) -> Self {
        Self::new(ErrorCode::LimitExceeded, format!("Cannot exceed quota for {quota}: {limit}"))
    }

    /// The whole story, for the operator's terminal or log.
    pub fn for_operator(&self) -> String {
        match &self.internal {
            Some(internal) => format!("{self} ({internal})"),
            None => self.to_string(),
        }
    }
}
