//! The request: who asks for which action on which resource, and the condition keys around it.
//!
//! Everything a decision depends on besides the policies is in here; the engine reads no clock, no
//! network and no environment. Whoever builds a [`Request`] fills in the condition keys
//! ([`Request::fill_in_principal_keys`] helps with those that follow from the caller).

mod action;
mod context;
mod derived_keys;
mod resource;

pub use action::Action;
pub(crate) use action::AskedService;
pub use context::{Context, Value, ValueRef};
pub(crate) use context::{TextHasher, folded_key, hash_bit, key_hash, text_hash};
use derived_keys::DERIVED_KEYS;
pub use resource::Resource;

/// What the last field of a service-linked role's ARN begins with.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html>
pub(crate) const SERVICE_LINKED_ROLE: &str = "role/aws-service-role/";

/// Digits of an account's id.
const ACCOUNT_DIGITS: usize = 12;

/// One question: may this principal do this action on this resource?
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Who asks.
    pub principal: Principal,
    /// The action as AWS names it, such as `s3:GetObject`; compared ignoring case.
    pub action: Action,
    /// The resource's ARN, or `*` where the action has no resource.
    pub resource: Resource,
    /// The 12-digit account that owns the resource; where absent, the account in the resource's
    /// ARN, else the principal's (see [`Request::resource_account`]).
    pub resource_account: Option<String>,
    /// Management account of the principal's organization: SCPs do not apply to its principals.
    pub principal_organization_management_account: Option<String>,
    /// Management account of the resource's organization: RCPs do not apply to its resources.
    pub resource_organization_management_account: Option<String>,
    /// The canonical user id of the principal's account, which a `CanonicalUser` principal names.
    pub principal_canonical_id: Option<String>,
    /// Who manages the KMS key that is asked about: RCPs do not apply to those of AWS.
    pub kms_key_manager: KmsKeyManager,
    /// The condition keys.
    pub context: Context,
}

impl Request {
    /// A request with no condition keys and no optional member.
    pub fn new(
        principal: Principal,
        action: impl Into<Action>,
        resource: impl Into<Resource>,
    ) -> Self {
        Self {
            principal,
            action: action.into(),
            resource: resource.into(),
            resource_account: None,
            principal_organization_management_account: None,
            resource_organization_management_account: None,
            principal_canonical_id: None,
            kms_key_manager: KmsKeyManager::default(),
            context: Context::new(),
        }
    }

    /// The account that owns the resource: as given, else from the resource's ARN, else the
    /// principal's own.
    pub fn resource_account(&self) -> Option<&str> {
        self.named_resource_account().or_else(|| self.principal.account())
    }

    /// The account that owns the resource, where the request itself names it.
    pub(crate) fn named_resource_account(&self) -> Option<&str> {
        self.resource_account.as_deref().or_else(|| self.resource.account())
    }

    /// Adds the condition keys that follow from the principal and the resource's account, where
    /// the context does not hold them: `aws:PrincipalArn`, `aws:PrincipalAccount`,
    /// `aws:PrincipalType`, `aws:username` (users), `aws:PrincipalIsAWSService`,
    /// `aws:PrincipalServiceName` (services), `aws:ResourceAccount`. A key that is there wins.
    ///
    /// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
    pub fn fill_in_principal_keys(&mut self) {
        for derived in DERIVED_KEYS {
            if let Some(value) = (derived.value)(self).map(str::to_owned) {
                self.context.insert_if_absent(derived.name, value);
            }
        }
    }
}

/// Who manages a KMS key.
///
/// AWS: `KeyManager` of <https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum KmsKeyManager {
    /// A customer; any resource that is no KMS key is a customer's too.
    #[default]
    Customer,
    /// AWS: the key is made, managed and used on the customer's behalf.
    Aws,
}

/// Who signs a request.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Principal {
    /// An IAM user with its long-term keys (or its `GetSessionToken` credentials).
    User {
        /// `arn:aws:iam::ACCOUNT:user/PATH/NAME`.
        arn: String,
    },
    /// A session of a role.
    AssumedRole {
        /// `arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION`.
        session_arn: String,
        /// The role's ARN with its path: `arn:aws:iam::ACCOUNT:role/PATH/NAME`.
        role_arn: String,
    },
    /// A session made by `GetFederationToken`.
    FederatedUser {
        /// `arn:aws:sts::ACCOUNT:federated-user/NAME`.
        arn: String,
        /// ARN of the IAM user, or of the account root, that called `GetFederationToken`.
        federated_by: String,
    },
    /// An account's root user.
    Root {
        /// `arn:aws:iam::ACCOUNT:root`.
        arn: String,
    },
    /// An AWS service acting for itself, such as `lambda.amazonaws.com`.
    Service(String),
    /// The ARN or host of the SAML or OIDC provider behind `AssumeRoleWithSAML` or
    /// `AssumeRoleWithWebIdentity`.
    IdentityProvider(String),
    /// Nobody: a request without credentials.
    Anonymous,
}

impl Principal {
    /// The root user of an account, by the account's 12 digits, in the `aws` partition.
    pub fn root(account: &str) -> Self {
        Self::Root { arn: format!("arn:aws:iam::{account}:root") }
    }

    /// The 12-digit account the principal belongs to; none for services, providers and anonymous
    /// callers.
    pub fn account(&self) -> Option<&str> {
        match self {
            Self::User { arn } | Self::FederatedUser { arn, .. } | Self::Root { arn } => {
                account_of_arn(arn).map(|(_, account)| account)
            }
            Self::AssumedRole { session_arn, .. } => {
                account_of_arn(session_arn).map(|(_, account)| account)
            }
            Self::Service(_) | Self::IdentityProvider(_) | Self::Anonymous => None,
        }
    }

    /// The principal as AWS names it in a denial message.
    pub fn display_name(&self) -> &str {
        match self {
            Self::User { arn } | Self::FederatedUser { arn, .. } | Self::Root { arn } => arn,
            Self::AssumedRole { session_arn, .. } => session_arn,
            Self::Service(name) | Self::IdentityProvider(name) => name,
            Self::Anonymous => "anonymous",
        }
    }

    /// Whether the principal is a session of a service-linked role: the role's path says so, its
    /// name alone never does.
    pub fn is_service_linked(&self) -> bool {
        match self {
            Self::AssumedRole { role_arn, .. } => role_arn
                .splitn(6, ':')
                .nth(5)
                .is_some_and(|resource| resource.starts_with(SERVICE_LINKED_ROLE)),
            _ => false,
        }
    }
}

/// The account field of an ARN and where it begins, where it has one.
fn account_of_arn(arn: &str) -> Option<(usize, &str)> {
    const FIELDS_BEFORE: usize = 4;
    // Principals of the commercial partition, seen again and again.
    let is_usual = arn.starts_with("arn:aws:iam::") || arn.starts_with("arn:aws:sts::");
    let start = if is_usual {
        "arn:aws:iam::".len()
    } else {
        let mut colons = arn.bytes().enumerate().filter(|(_, byte)| *byte == b':');
        colons.nth(FIELDS_BEFORE - 1).filter(|_| arn.starts_with("arn:"))?.0 + 1
    };
    // AWS's own policies have `aws` in the account's place; they are in every account.
    let account = arn.get(start..start + ACCOUNT_DIGITS).filter(|field| is_account(field))?;
    let is_whole = matches!(arn.as_bytes().get(start + ACCOUNT_DIGITS), None | Some(b':'));
    is_whole.then_some((start, account))
}

/// Twelve digits.
fn is_account(text: &str) -> bool {
    let Ok(digits) = <&[u8; ACCOUNT_DIGITS]>::try_from(text.as_bytes()) else { return false };
    // Without an early end, so that all bytes are looked at together.
    let strange = digits.map(|byte| byte.wrapping_sub(b'0') > 9);
    strange == [false; ACCOUNT_DIGITS]
}

/// What stands behind an ARN's fifth colon.
pub(crate) fn resource_part(arn: &str) -> Option<&str> {
    const FIELDS_BEFORE: usize = 5;
    arn.splitn(FIELDS_BEFORE + 1, ':').nth(FIELDS_BEFORE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_compared_ignoring_case() {
        let mut context = Context::new();
        context.insert("aws:PrincipalTag/Team", "red");
        assert_eq!(
            context.get("AWS:principaltag/TEAM").map(ValueRef::to_value),
            Some(Value::from("red"))
        );
    }

    #[test]
    fn keys_are_compared_ignoring_case_in_every_script() {
        let mut context = Context::new();
        context.insert("aws:PrincipalTag/École", "rouge");
        assert_eq!(
            context.get("aws:principaltag/ÉCOLE").map(ValueRef::to_value),
            Some(Value::from("rouge"))
        );
        context.insert_if_absent("aws:PrincipalTag/éCOLE", "bleu");
        assert_eq!(context.remove("aws:PrincipalTag/école"), Some(Value::from("rouge")));
        assert_eq!(context.iter().count(), 0);
    }

    #[test]
    fn a_given_key_wins_over_the_filled_in_one() {
        let user = Principal::User { arn: "arn:aws:iam::111122223333:user/a/bob".to_owned() };
        let mut request = Request::new(user, "s3:GetObject", "arn:aws:s3:::bucket/key");
        request.context.insert("aws:username", "given");
        request.fill_in_principal_keys();
        assert_eq!(
            request.context.get("aws:username").map(ValueRef::to_value),
            Some(Value::from("given"))
        );
        assert_eq!(
            request.context.get("aws:PrincipalAccount").map(ValueRef::to_value),
            Some("111122223333".into())
        );
        assert_eq!(
            request.context.get("aws:PrincipalType").map(ValueRef::to_value),
            Some("User".into())
        );
    }

    #[test]
    fn a_service_linked_role_is_known_by_its_path_only() {
        let session = |role: &str| Principal::AssumedRole {
            session_arn: "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForX/s".to_owned(),
            role_arn: format!("arn:aws:iam::111122223333:role/{role}"),
        };
        assert!(session("aws-service-role/x.amazonaws.com/AWSServiceRoleForX").is_service_linked());
        assert!(!session("AWSServiceRoleForX").is_service_linked());
    }
}
