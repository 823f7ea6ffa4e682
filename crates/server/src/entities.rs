//! Entities by the names and ARNs that requests use.

use entail_lineage::{BoundaryPolicy, PolicyId, gates::write::Write, seal::marking};
use entail_policy::arn::{AccountId, Arn};
use entail_store::{
    Records, Transaction,
    records::{Group, Policy, PolicyReference, PolicyVersion, PolicyVersionId, Role, User},
};
use entail_wire::error::ErrorCode;

use crate::{
    arns,
    aws_managed_policies::{self, AwsManagedPolicy},
    control_error::ControlError,
};

/// The user of this name, in any case.
pub(crate) fn user(view: &Transaction, name: &str) -> Result<User, ControlError> {
    view.user_named(name)?.ok_or_else(|| {
        ControlError::no_such_entity(format!("The user with name {name} cannot be found."))
    })
}

/// The role of this name, in any case.
pub(crate) fn role(view: &Transaction, name: &str) -> Result<Role, ControlError> {
    view.role_named(name)?.ok_or_else(|| {
        ControlError::no_such_entity(format!("The role with name {name} cannot be found."))
    })
}

/// The group of this name, in any case.
pub(crate) fn group(view: &Transaction, name: &str) -> Result<Group, ControlError> {
    view.group_named(name)?.ok_or_else(|| {
        ControlError::no_such_entity(format!("The group with name {name} cannot be found."))
    })
}

/// The gate for a write to the group of this name; a missing one has none.
pub(crate) fn gate_of_group(view: &Transaction, name: &str) -> Result<Vec<Write>, ControlError> {
    Ok(view.group_named(name)?.map(|group| Write::Group(group.id)).into_iter().collect())
}

/// The role with this ARN, if it exists in this account: its path is part of the ARN.
pub(crate) fn role_by_arn(
    view: &Transaction,
    account: &AccountId,
    arn: &str,
) -> Result<Option<Role>, ControlError> {
    let Some((_, name)) = arn.rsplit_once('/') else { return Ok(None) };
    let role = view.role_named(name)?;
    Ok(role.filter(|role| arns::of_role(account, role) == arn))
}

/// A managed policy, the account's own or AWS's.
#[derive(Debug, Clone)]
pub(crate) enum ManagedPolicy {
    /// A policy of the account.
    Customer(Box<Policy>),
    /// One of AWS's.
    Aws(&'static AwsManagedPolicy),
}

impl ManagedPolicy {
    /// How records name it.
    pub(crate) fn reference(&self) -> PolicyReference {
        match self {
            Self::Customer(policy) => PolicyReference::Customer(policy.id.clone()),
            Self::Aws(policy) => PolicyReference::AwsManaged(policy.arn.clone()),
        }
    }

    /// How the lineage names it.
    pub(crate) fn id(&self) -> PolicyId {
        match self {
            Self::Customer(policy) => policy.id.clone(),
            Self::Aws(policy) => PolicyId::new(policy.policy_id.as_str()),
        }
    }

    /// Its ARN.
    pub(crate) fn arn(&self, account: &AccountId) -> String {
        match self {
            Self::Customer(policy) => arns::of_policy(account, policy),
            Self::Aws(policy) => policy.arn.clone(),
        }
    }

    /// Its name.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Customer(policy) => &policy.name,
            Self::Aws(policy) => &policy.name,
        }
    }

    /// Its path.
    pub(crate) fn path(&self) -> &str {
        match self {
            Self::Customer(policy) => &policy.path,
            Self::Aws(policy) => &policy.path,
        }
    }

    /// The policy as a boundary, with its marking now.
    pub(crate) fn as_boundary(&self) -> BoundaryPolicy {
        let marking = match self {
            Self::Customer(policy) => marking(
                &policy.path,
                policy.tags.iter().map(|tag| (tag.key.as_str(), tag.value.as_str())),
            ),
            Self::Aws(policy) => marking(&policy.path, []),
        };
        BoundaryPolicy { policy: self.id(), marking }
    }
}

/// How records name the policy with this unique id.
pub(crate) fn policy_reference(id: &PolicyId) -> PolicyReference {
    match aws_managed_policies::find_by_id(id.as_str()) {
        Some(policy) => PolicyReference::AwsManaged(policy.arn.clone()),
        None => PolicyReference::Customer(id.clone()),
    }
}

/// The managed policy with this ARN, if it exists.
pub(crate) fn managed_policy(
    view: &impl Records,
    account: &AccountId,
    arn: &str,
) -> Result<Option<ManagedPolicy>, ControlError> {
    if let Some(policy) = aws_managed_policies::find(arn) {
        return Ok(Some(ManagedPolicy::Aws(policy)));
    }
    let Some((_, name)) = arn.rsplit_once('/') else { return Ok(None) };
    let policy = view.policy_named(name)?;
    // The path is part of the ARN, and names differ by case only in look-ups by name.
    let policy = policy.filter(|policy| arns::of_policy(account, policy) == arn);
    Ok(policy.map(|policy| ManagedPolicy::Customer(Box::new(policy))))
}

/// The customer managed policy with this ARN, for operations that change or read it.
pub(crate) fn customer_policy(
    view: &Transaction,
    account: &AccountId,
    arn: &str,
) -> Result<Policy, ControlError> {
    check_policy_arn(arn)?;
    match managed_policy(view, account, arn)? {
        Some(ManagedPolicy::Customer(policy)) => Ok(*policy),
        _ => Err(no_such_policy(arn)),
    }
}

/// The gate for a write to the customer managed policy with this ARN; a missing one has none.
pub(crate) fn gate_of_policy(
    view: &Transaction,
    account: &AccountId,
    arn: &str,
    write: impl Fn(PolicyId) -> Write,
) -> Result<Vec<Write>, ControlError> {
    Ok(match managed_policy(view, account, arn)? {
        Some(ManagedPolicy::Customer(policy)) => vec![write(policy.id)],
        _ => Vec::new(),
    })
}

/// `NoSuchEntity` for a policy ARN.
pub(crate) fn no_such_policy(arn: &str) -> ControlError {
    ControlError::no_such_entity(format!("Policy {arn} was not found."))
}

/// Refuses what is no ARN of a managed policy at all.
pub(crate) fn check_policy_arn(arn: &str) -> Result<(), ControlError> {
    let is_policy = Arn::parse(arn)
        .is_ok_and(|arn| arn.service() == "iam" && arn.resource().starts_with("policy/"));
    if is_policy {
        return Ok(());
    }
    Err(ControlError::new(ErrorCode::ValidationError, format!("ARN {arn} is not valid.")))
}

/// The managed policy that an attachment names, if it exists.
pub(crate) fn by_reference(
    view: &impl Records,
    reference: &PolicyReference,
) -> Result<Option<ManagedPolicy>, ControlError> {
    match reference {
        PolicyReference::AwsManaged(arn) => {
            Ok(aws_managed_policies::find(arn).map(ManagedPolicy::Aws))
        }
        PolicyReference::Customer(id) => {
            Ok(view.policy(id)?.map(|policy| ManagedPolicy::Customer(Box::new(policy))))
        }
    }
}

/// The managed policy with this unique id, if it exists.
pub(crate) fn managed_policy_by_id(
    view: &impl Records,
    id: &PolicyId,
) -> Result<Option<ManagedPolicy>, ControlError> {
    if let Some(policy) = aws_managed_policies::find_by_id(id.as_str()) {
        return Ok(Some(ManagedPolicy::Aws(policy)));
    }
    Ok(view.policy(id)?.map(|policy| ManagedPolicy::Customer(Box::new(policy))))
}

/// The document in force of a policy: its default version's. `None` where the version is missing.
pub(crate) fn default_document(
    view: &impl Records,
    policy: &ManagedPolicy,
) -> Result<Option<String>, ControlError> {
    match policy {
        ManagedPolicy::Aws(policy) => Ok(Some(policy.document.clone())),
        ManagedPolicy::Customer(policy) => {
            let id = PolicyVersionId { policy: policy.id.clone(), number: policy.default_version };
            Ok(view.find::<PolicyVersion>(&id)?.map(|version| version.document))
        }
    }
}

/// The ARN of the policy with this unique id, for answers; of a missing one the id itself.
pub(crate) fn policy_arn_by_id(
    view: &impl Records,
    account: &AccountId,
    id: &PolicyId,
) -> Result<String, ControlError> {
    let policy = managed_policy_by_id(view, id)?;
    Ok(policy.map_or_else(|| id.to_string(), |policy| policy.arn(account)))
}
