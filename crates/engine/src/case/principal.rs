//! Who signs, from the text that names it.

use entail_policy::arn::{AccountId, Arn};

use crate::request::Principal;

/// What a case says about its caller.
pub(super) struct Caller<'a> {
    pub(super) principal: &'a str,
    pub(super) role: Option<&'a str>,
    pub(super) federated_by: Option<&'a str>,
    pub(super) action: &'a str,
}

/// How a session of a role is written.
const SESSION_FORM: &str = "written `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`";

/// Which member a fault is in.
pub(super) type Fault = (&'static str, String);

impl Caller<'_> {
    /// The principal, or which member is wrong and why.
    pub(super) fn read(&self) -> Result<Principal, Fault> {
        let principal = self.kind()?;
        let is_session = matches!(principal, Principal::AssumedRole { .. });
        if self.role.is_some() && !is_session {
            return Err(("principal_role", "only an assumed role has a role".to_owned()));
        }
        let is_federated = matches!(principal, Principal::FederatedUser { .. });
        if self.federated_by.is_some() && !is_federated {
            return Err(("federated_by", "only a federated user was federated".to_owned()));
        }
        Ok(principal)
    }

    fn kind(&self) -> Result<Principal, Fault> {
        if self.principal == "*" {
            return Ok(Principal::Anonymous);
        }
        match Arn::parse(self.principal) {
            Ok(arn) => self.named_by_arn(&arn),
            Err(_) => self.named_by_host(),
        }
    }

    fn named_by_arn(&self, arn: &Arn) -> Result<Principal, Fault> {
        if arn.account_id().is_none() {
            let message = format!("the account of `{}` is not 12 digits", self.principal);
            return Err(("principal", message));
        }
        let text = self.principal.to_owned();
        match (arn.service(), arn.resource_type_and_id()) {
            ("iam", None) if arn.resource() == "root" => Ok(Principal::Root { arn: text }),
            ("iam", Some(("user", name))) if !name.is_empty() => Ok(Principal::User { arn: text }),
            ("iam", Some(("saml-provider" | "oidc-provider", name))) if !name.is_empty() => {
                Ok(Principal::IdentityProvider(text))
            }
            ("iam", Some(("role", _))) => {
                Err(("principal", format!("a role signs through a session, {SESSION_FORM}")))
            }
            ("sts", Some(("assumed-role", rest))) => self.session(arn, rest),
            ("sts", Some(("federated-user", name))) if !name.is_empty() => self.federated(arn),
            _ => Err(unknown(self.principal)),
        }
    }

    fn session(&self, arn: &Arn, rest: &str) -> Result<Principal, Fault> {
        let (name, session) = rest.split_once('/').unwrap_or((rest, ""));
        if name.is_empty() || session.is_empty() {
            let message =
                format!("the session of `{}` has no name; {SESSION_FORM}", self.principal);
            return Err(("principal", message));
        }
        let role_arn = match self.role {
            None => Arn::new(arn.partition(), "iam", "", arn.account(), &format!("role/{name}"))
                .to_string(),
            Some(role) if is_role_of(role, arn, name) => role.to_owned(),
            Some(role) => {
                let message = format!(
                    "`{role}` is not the ARN of the role `{name}` in account `{}`",
                    arn.account()
                );
                return Err(("principal_role", message));
            }
        };
        Ok(Principal::AssumedRole { session_arn: self.principal.to_owned(), role_arn })
    }

    fn federated(&self, arn: &Arn) -> Result<Principal, Fault> {
        let Some(by) = self.federated_by else {
            return Err(("federated_by", "a federated user needs `federated_by`".to_owned()));
        };
        let is_user_or_root = Arn::parse(by).is_ok_and(|by| {
            by.service() == "iam"
                && by.account() == arn.account()
                && (by.resource() == "root" || by.resource().starts_with("user/"))
        });
        if !is_user_or_root {
            let message = format!("`{by}` is no user or root of account `{}`", arn.account());
            return Err(("federated_by", message));
        }
        let arn = self.principal.to_owned();
        Ok(Principal::FederatedUser { arn, federated_by: by.to_owned() })
    }

    /// A host is an identity provider's where the action is theirs; else a service's.
    fn named_by_host(&self) -> Result<Principal, Fault> {
        let is_host_character =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'/' | b'_');
        let is_host = self.principal.contains('.') && self.principal.bytes().all(is_host_character);
        if !is_host {
            return Err(unknown(self.principal));
        }
        let host = self.principal.to_owned();
        let is_federation = ["sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"]
            .iter()
            .any(|action| action.eq_ignore_ascii_case(self.action));
        Ok(if is_federation { Principal::IdentityProvider(host) } else { Principal::Service(host) })
    }
}

fn is_role_of(role: &str, session: &Arn, name: &str) -> bool {
    Arn::parse(role).is_ok_and(|role| {
        role.service() == "iam"
            && role.account() == session.account()
            && role.resource().starts_with("role/")
            && role.resource().rsplit('/').next() == Some(name)
    })
}

fn unknown(principal: &str) -> Fault {
    let message = format!(
        "`{principal}` is no user, assumed role, federated user, root, service, identity provider \
         or `*`"
    );
    ("principal", message)
}

/// Whether a text is 12 digits.
pub(super) fn is_account(text: &str) -> bool {
    AccountId::parse(text).is_ok()
}
