//! A caller and a resource of two accounts: two decisions, and both must allow.
//!
//! The caller's account asks its SCPs, identity-based policies, permissions boundary and session
//! policies; the resource's account its RCPs and the resource's policy. However directly the
//! resource's policy names the caller, it stands in for nothing on the caller's side.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html>

use super::layer_set::LayerSet;
use crate::decision::Layer;

/// The layers that must allow besides SCPs, RCPs, VPC endpoint and inherited boundaries.
pub(super) const MUST_ALLOW: LayerSet = LayerSet::of(&[
    Layer::PermissionsBoundary,
    Layer::Session,
    Layer::Identity,
    Layer::Resource,
    Layer::Trust,
]);
