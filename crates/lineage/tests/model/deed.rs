//! What a credential can do, in words and as data.

use std::fmt;

use entail_lineage::gates::obtain::SamePrincipalKind;
use entail_lineage::{
    AdoptMode, CascadeChange, ObjectId, ObjectKind, PolicyId, PrincipalId, Reference, SessionId,
};

use crate::facts::Trusted;
use crate::rule::Rule;

/// One step: somebody does something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Action {
    /// The credential; of steps from outside there is none.
    pub(crate) by: Option<SessionId>,
    pub(crate) deed: Deed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Deed {
    CreateRole {
        id: PrincipalId,
        trusted: Trusted,
        boundary: Option<PolicyId>,
    },
    CreateUser {
        id: PrincipalId,
        boundary: Option<PolicyId>,
    },
    CreateObject {
        id: ObjectId,
        kind: ObjectKind,
    },
    /// A permission set's assignment to somebody outside.
    CreateAssignment(ObjectId),
    UpdateTrust(PrincipalId),
    CreateAccessKey(PrincipalId),
    SamePrincipal(SamePrincipalKind),
    AssumeRole(PrincipalId),
    /// With a managed policy as session policy.
    AssumeRoleUnder {
        role: PrincipalId,
        policy: PolicyId,
    },
    AssumeRoot(PrincipalId),
    PassRole(PrincipalId),
    /// New code for a workload that runs under the role already.
    UpdateCode(PrincipalId),
    Attach {
        to: Reference,
        policy: PolicyId,
    },
    EditPolicy(PolicyId),
    EditGroup(ObjectId),
    EditProvider(ObjectId),
    EditAccount,
    AddMember {
        user: PrincipalId,
        group: ObjectId,
    },
    PutBoundary {
        target: PrincipalId,
        policy: PolicyId,
    },
    DeleteBoundary(PrincipalId),
    SetTransitive {
        target: PrincipalId,
        policy: PolicyId,
    },
    RemoveTransitive(PrincipalId),
    Delete(PrincipalId),
    Adopt {
        object: Reference,
        seal: PolicyId,
        mode: AdoptMode,
    },
    Disown {
        object: Reference,
        seal: PolicyId,
    },
    Admit {
        role: PrincipalId,
        seal: PolicyId,
    },
    WithdrawAdmission {
        role: PrincipalId,
        seal: PolicyId,
    },
    Cascade {
        root: PrincipalId,
        seal: PolicyId,
        change: CascadeChange,
    },
    ApplyToSelf(PrincipalId),
    RequireSeals(PrincipalId),
    /// Another account, named in the trust policy.
    OutsideAssumes(PrincipalId),
    /// Somebody whom the identity provider vouches for.
    ProviderAssumes {
        provider: ObjectId,
        role: PrincipalId,
    },
    /// Somebody to whom the assignment gives the role.
    AssignedObtains {
        assignment: ObjectId,
        role: PrincipalId,
    },
}

impl Deed {
    /// What is written directly, and the rule that is G-write's comparison with its label.
    pub(crate) fn written(&self) -> Option<(Reference, Rule)> {
        let principal = |id: &PrincipalId, rule| Some((Reference::Principal(id.clone()), rule));
        let object = |id: &ObjectId, rule| Some((Reference::Object(id.clone()), rule));
        match self {
            Self::UpdateTrust(id) => principal(id, Rule::WriteTrust),
            Self::CreateAccessKey(id) => principal(id, Rule::WriteKeys),
            Self::PassRole(id) => principal(id, Rule::Pass),
            Self::UpdateCode(id) => principal(id, Rule::ExecutionRole),
            Self::Attach { to, .. } => Some((to.clone(), Rule::WriteAttachment)),
            Self::EditPolicy(id) => object(&id.into(), Rule::WritePolicy),
            Self::EditGroup(id) => object(id, Rule::WriteGroup),
            Self::EditProvider(id) => object(id, Rule::WriteProvider),
            Self::AddMember { user, .. } => principal(user, Rule::WriteMembership),
            Self::PutBoundary { target, .. } | Self::DeleteBoundary(target) => {
                principal(target, Rule::WriteBoundary)
            }
            Self::SetTransitive { target, .. } | Self::RemoveTransitive(target) => {
                principal(target, Rule::WriteTransitive)
            }
            Self::Delete(id) => principal(id, Rule::WriteDeletion),
            Self::EditAccount => {
                Some((Reference::Account(crate::support::ACCOUNT.into()), Rule::WriteAccount))
            }
            _ => None,
        }
    }

    /// Which rule keeps the deed to administrators.
    pub(crate) fn administrators_only(&self) -> Option<Rule> {
        match self {
            Self::Admit { .. } | Self::WithdrawAdmission { .. } => Some(Rule::F1Unsealed),
            Self::Cascade { .. } => Some(Rule::F15Unsealed),
            Self::Adopt { .. }
            | Self::Disown { .. }
            | Self::ApplyToSelf(_)
            | Self::RequireSeals(_) => Some(Rule::AdoptUnsealed),
            _ => None,
        }
    }

    /// What the deed makes something else refer to, and the part of w5 or F5 that looks at it.
    pub(crate) fn referred(&self) -> Option<(ObjectId, Rule)> {
        match self {
            Self::Attach { policy, .. } => Some((policy.into(), Rule::W5Attachment)),
            Self::AddMember { group, .. } => Some((group.clone(), Rule::W5Membership)),
            Self::PutBoundary { policy, .. }
            | Self::CreateRole { boundary: Some(policy), .. }
            | Self::CreateUser { boundary: Some(policy), .. } => {
                Some((policy.into(), Rule::W5Boundary))
            }
            Self::SetTransitive { policy, .. } => Some((policy.into(), Rule::F5Setting)),
            _ => None,
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.by, &self.deed) {
            (Some(by), deed) => write!(formatter, "{by}: {deed}"),
            (None, Deed::OutsideAssumes(_)) => {
                write!(formatter, "(another account): {}", self.deed)
            }
            (None, Deed::AssignedObtains { .. }) => {
                write!(formatter, "(Identity Center): {}", self.deed)
            }
            (None, deed) => write!(formatter, "(identity provider): {deed}"),
        }
    }
}

impl fmt::Display for Deed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bounded = |boundary: &Option<PolicyId>| {
            boundary.as_ref().map_or(String::new(), |policy| format!(", boundary {policy}"))
        };
        match self {
            Self::CreateRole { id, trusted, boundary } => {
                write!(formatter, "CreateRole {id}, trusts {trusted:?}{}", bounded(boundary))
            }
            Self::CreateUser { id, boundary } => {
                write!(formatter, "CreateUser {id}{}", bounded(boundary))
            }
            Self::CreateObject { id, kind } => write!(formatter, "Create{kind:?} {id}"),
            Self::CreateAssignment(id) => write!(formatter, "CreateAccountAssignment {id}"),
            Self::UpdateTrust(id) => write!(formatter, "UpdateAssumeRolePolicy {id} to Outside"),
            Self::CreateAccessKey(id) => write!(formatter, "CreateAccessKey {id}"),
            Self::SamePrincipal(SamePrincipalKind::SessionToken) => {
                formatter.write_str("GetSessionToken")
            }
            Self::SamePrincipal(SamePrincipalKind::FederationToken) => {
                formatter.write_str("GetFederationToken")
            }
            Self::AssumeRole(id) | Self::OutsideAssumes(id) => {
                write!(formatter, "AssumeRole {id}")
            }
            Self::AssumeRoleUnder { role, policy } => {
                write!(formatter, "AssumeRole {role} under session policy {policy}")
            }
            Self::AssumeRoot(id) => write!(formatter, "AssumeRoot {id}"),
            Self::PassRole(id) => write!(formatter, "PassRole {id} to a service"),
            Self::UpdateCode(id) => {
                write!(formatter, "UpdateFunctionCode of what runs under {id}")
            }
            Self::Attach { to, policy } => write!(formatter, "AttachPolicy {policy} to {to}"),
            Self::EditPolicy(id) => write!(formatter, "CreatePolicyVersion {id}"),
            Self::EditGroup(id) => write!(formatter, "PutGroupPolicy {id}"),
            Self::EditProvider(id) => write!(formatter, "UpdateSAMLProvider {id}"),
            Self::EditAccount => formatter.write_str("UpdateAccountPasswordPolicy"),
            Self::AddMember { user, group } => write!(formatter, "AddUserToGroup {user}, {group}"),
            Self::PutBoundary { target, policy } => {
                write!(formatter, "PutPermissionsBoundary {target}, {policy}")
            }
            Self::DeleteBoundary(id) => write!(formatter, "DeletePermissionsBoundary {id}"),
            Self::SetTransitive { target, policy } => {
                write!(formatter, "set T of {target} to {policy}")
            }
            Self::RemoveTransitive(id) => write!(formatter, "remove T of {id}"),
            Self::Delete(id) => write!(formatter, "Delete {id}"),
            Self::Adopt { object, seal, mode } => {
                write!(formatter, "Adopt {object} into {seal} ({mode:?})")
            }
            Self::Disown { object, seal } => write!(formatter, "Disown {object} from {seal}"),
            Self::Admit { role, seal } => write!(formatter, "Admit {seal} to {role}"),
            Self::WithdrawAdmission { role, seal } => {
                write!(formatter, "withdraw the admission of {seal} to {role}")
            }
            Self::Cascade { root, seal, change } => {
                write!(formatter, "Cascade {seal} from {root} ({change:?})")
            }
            Self::ApplyToSelf(id) => write!(formatter, "ApplyToSelf {id}"),
            Self::RequireSeals(id) => write!(formatter, "obtain {id} strictly"),
            Self::ProviderAssumes { provider, role } => {
                write!(formatter, "AssumeRoleWithSAML {role} through {provider}")
            }
            Self::AssignedObtains { assignment, role } => {
                write!(formatter, "GetRoleCredentials {role} through {assignment}")
            }
        }
    }
}
