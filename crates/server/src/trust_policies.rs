//! Trust policies: users and roles in them are stored by unique id and shown by ARN.
//!
//! AWS does the same when a policy is saved, so that a namesake made after a deletion is not
//! trusted.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use entail_lineage::PrincipalId;
use entail_policy::{PolicyKind, arn::AccountId, arn::Arn, parse, tree::Principal};
use entail_store::{Records, Transaction};
use entail_wire::error::ErrorCode;

use crate::{
    arns, control_error::ControlError, identifiers::IdKind, limits::TRUST_POLICY_CHARACTERS_MAX,
    policy_documents,
};

/// A trust policy from a request: checked, and with users and roles of the account named by their
/// unique ids.
pub(crate) fn stored(
    text: &str,
    account: &AccountId,
    view: &Transaction,
) -> Result<String, ControlError> {
    let parsed = policy_documents::check(text, PolicyKind::RoleTrust)?;
    policy_documents::check_size(text, "ACLSizePerRole", TRUST_POLICY_CHARACTERS_MAX)?;
    let mut fault = None;
    let text = parsed.document.map_principals(|principal| {
        unique_id_of(principal, account, view).unwrap_or_else(|error| {
            fault.get_or_insert(error);
            None
        })
    });
    match fault {
        Some(error) => Err(error),
        None => Ok(text),
    }
}

/// A stored trust policy as clients see it: unique ids of entities that exist as their ARNs.
pub(crate) fn shown(
    text: &str,
    account: &AccountId,
    view: &impl Records,
) -> Result<String, ControlError> {
    let mut fault = None;
    let shown = parse(text).document.map_principals(|principal| match principal {
        Principal::UniqueId(id) => arn_of(id, account, view).unwrap_or_else(|error| {
            fault.get_or_insert(error);
            None
        }),
        _ => None,
    });
    match fault {
        Some(error) => Err(error),
        None => Ok(shown),
    }
}

/// The unique id to store in a principal's place, if it is a user or role of this account.
fn unique_id_of(
    principal: &Principal,
    account: &AccountId,
    view: &Transaction,
) -> Result<Option<String>, ControlError> {
    match principal {
        Principal::UniqueId(id) => match arn_of(id, account, view)? {
            Some(_) => Ok(None),
            None => Err(invalid_principal(id)),
        },
        Principal::Arn(text) => {
            let Ok(arn) = Arn::parse(text) else { return Err(invalid_principal(text)) };
            if arn.service() != "iam" || arn.account() != account.as_str() {
                return Ok(None);
            }
            let found = match arn.resource_type_and_id() {
                Some(("user", _)) => user_id(text, account, view)?,
                Some(("role", _)) => role_id(text, account, view)?,
                _ => return Ok(None),
            };
            found.map(Some).ok_or_else(|| invalid_principal(text))
        }
        _ => Ok(None),
    }
}

fn user_id(
    arn: &str,
    account: &AccountId,
    view: &Transaction,
) -> Result<Option<String>, ControlError> {
    let user = view.user_named(name_in(arn))?;
    let user = user.filter(|user| arns::of_user(account, user) == arn);
    Ok(user.map(|user| user.id.to_string()))
}

fn role_id(
    arn: &str,
    account: &AccountId,
    view: &Transaction,
) -> Result<Option<String>, ControlError> {
    let role = view.role_named(name_in(arn))?;
    let role = role.filter(|role| arns::of_role(account, role) == arn);
    Ok(role.map(|role| role.id.to_string()))
}

fn name_in(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or_default()
}

fn arn_of(
    id: &str,
    account: &AccountId,
    view: &impl Records,
) -> Result<Option<String>, ControlError> {
    let principal = PrincipalId::new(id);
    match IdKind::of(id) {
        Some(IdKind::User) => Ok(view.user(&principal)?.map(|user| arns::of_user(account, &user))),
        Some(IdKind::Role) => Ok(view.role(&principal)?.map(|role| arns::of_role(account, &role))),
        _ => Ok(None),
    }
}

fn invalid_principal(principal: &str) -> ControlError {
    ControlError::new(
        ErrorCode::MalformedPolicyDocument,
        format!("Invalid principal in policy: \"AWS\":\"{principal}\""),
    )
}
