//! A caller and a resource of one account: what a grant by the resource's policy stands in for.
//!
//! An implicit deny of a permissions boundary does not always limit what a resource policy grants.
//! It depends on whom the `Principal` names; the measured cases are in the table "permissions
//! boundaries and session policies" of AWS's page. Inherited boundaries stand outside this table:
//! they bind whatever the resource's policy says.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

use super::ResourcePolicy;
use super::layer_set::LayerSet;
use crate::decision::Layer;
use crate::matching::principal::Reach;

const LIMITS: LayerSet = LayerSet::of(&[Layer::PermissionsBoundary, Layer::Session]);
const LIMITS_AND_IDENTITY: LayerSet = LIMITS.with(Layer::Identity);
const WITH_RESOURCE: LayerSet = LIMITS_AND_IDENTITY.with(Layer::Resource).with(Layer::Trust);

/// The layers that must allow, given how directly the resource's policy grants.
pub(super) fn must_allow(resource_policy: ResourcePolicy, reach: Option<Reach>) -> LayerSet {
    match (reach, resource_policy) {
        // The user, the session, the federated user itself, or everyone.
        (Some(Reach::Direct), _) => LayerSet::of(&[]),
        // The role behind the session, or the user who federated.
        (Some(Reach::Issuer), _) => LIMITS,
        // The account: a delegation to its own policies, and no grant by itself.
        (Some(Reach::Account), _) | (None, ResourcePolicy::Optional) => LIMITS_AND_IDENTITY,
        // Role trust policies and KMS key policies know no implicit grant to their account.
        (None, ResourcePolicy::Compulsory) => WITH_RESOURCE,
    }
}
