//! What IAM says of a user or a role.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html>

use std::{collections::BTreeMap, fmt};

use entail_policy::arn::Arn;
use entail_wire::sigv4::Credentials;

use super::{FindError, Finder, PRINCIPAL_TAG, advice};
use crate::intercept::{Element, Fronted};

/// A user or a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Principal {
    kind: Kind,
    name: String,
    account: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    User,
    Role,
}

/// What could be read of a principal.
#[derive(Debug, Default)]
pub(crate) struct Read {
    /// Its ARN.
    pub(crate) arn: Option<String>,
    /// Its boundary's.
    pub(crate) boundary: Option<String>,
    /// What its tag names.
    pub(crate) tag: Option<String>,
    /// What could not be read.
    pub(crate) unread: Vec<String>,
}

impl Principal {
    pub(crate) fn new(kind: Kind, name: &str, account: &str) -> Self {
        Self { kind, name: name.to_owned(), account: account.to_owned() }
    }

    /// The role with this ARN, where it is one of the account; else why it can't be read.
    pub(super) fn of_role_arn(arn: &str, account: &str) -> Result<Self, String> {
        let parsed = Arn::parse(arn).ok();
        let role = parsed.as_ref().filter(|arn| arn.service() == "iam");
        let role =
            role.and_then(|arn| Some((arn.account(), arn.resource().strip_prefix("role/")?)));
        let Some((of, path)) = role else { return Err("it is not the ARN of a role".to_owned()) };
        if of != account {
            return Err(format!("it is in account {of}, and the caller in account {account}"));
        }
        Ok(Self::new(Kind::Role, path.rsplit('/').next().unwrap_or(path), of))
    }
}

/// For messages, where its ARN is not known: the caller's identity does not say the path.
impl fmt::Display for Principal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{} of account {}", self.kind.word(), self.name, self.account)
    }
}

impl Kind {
    /// `user` or `role`.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Role => "role",
        }
    }

    /// The parameter that names it, the call that reads it and the element it answers with, and the
    /// call that reads its tags alone.
    const fn calls(self) -> [&'static str; 4] {
        match self {
            Self::User => ["UserName", "GetUser", "User", "ListUserTags"],
            Self::Role => ["RoleName", "GetRole", "Role", "ListRoleTags"],
        }
    }
}

impl Finder {
    /// Reads a principal; where that is denied, its tags alone.
    pub(crate) async fn read(
        &self,
        principal: &Principal,
        credentials: &Credentials,
    ) -> Result<Read, FindError> {
        let [parameter, get, element, list_tags] = principal.kind.calls();
        let name = (parameter, principal.name.as_str());
        let denied = match self.ask(Fronted::Iam, credentials, &[("Action", get), name]).await? {
            Ok(answer) => {
                let result = format!("{get}Result");
                let text = |path: &[&str]| {
                    let path: Vec<&str> =
                        [&result, element].into_iter().chain(path.iter().copied()).collect();
                    let text = answer.text_of(&path).map(str::trim).unwrap_or_default();
                    (!text.is_empty()).then(|| text.to_owned())
                };
                return Ok(Read {
                    arn: text(&["Arn"]),
                    boundary: text(&["PermissionsBoundary", "PermissionsBoundaryArn"]),
                    tag: tags(&answer, &[&result, element]).remove(PRINCIPAL_TAG),
                    unread: Vec::new(),
                });
            }
            Err(denied) => denied,
        };
        let so = format!("the boundary of `{principal}` can't be read");
        let mut read = Read { unread: vec![advice(&denied, &so)], ..Read::default() };
        match self.ask(Fronted::Iam, credentials, &[("Action", list_tags), name]).await? {
            Ok(answer) => {
                let result = format!("{list_tags}Result");
                read.tag = tags(&answer, &[&result]).remove(PRINCIPAL_TAG);
            }
            Err(denied) => {
                let so = format!("the tags of `{principal}` can't be read");
                read.unread.push(advice(&denied, &so));
            }
        }
        Ok(read)
    }
}

/// The tags in the element that a path leads to.
pub(super) fn tags(answer: &Element, path: &[&str]) -> BTreeMap<String, String> {
    let place = answer.descendant(path).and_then(|place| place.child("Tags"));
    let members = place.map(|tags| tags.children.as_slice()).unwrap_or_default();
    let pair = |member: &Element| {
        let text = |name: &str| member.child(name).map(|child| child.text.clone());
        Some((text("Key")?, text("Value")?))
    };
    members.iter().filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_execution_role_is_one_of_the_account() {
        let role = Principal::of_role_arn("arn:aws:iam::111122223333:role/a/b/cfn", "111122223333");
        assert_eq!(role, Ok(Principal::new(Kind::Role, "cfn", "111122223333")));
        for (arn, reason) in [
            ("arn:aws:iam::444455556666:role/cfn", "it is in account 444455556666"),
            ("arn:aws:iam::111122223333:user/cfn", "not the ARN of a role"),
            ("cfn", "not the ARN of a role"),
        ] {
            let refused = Principal::of_role_arn(arn, "111122223333").unwrap_err();
            assert!(refused.contains(reason), "{refused}");
        }
    }
}
