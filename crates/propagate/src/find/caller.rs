//! Who a caller is.
//!
//! AWS: <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>

use entail_policy::arn::Arn;

use super::{
    FindError,
    principal::{Kind, Principal},
};
use crate::{intercept::Element, state::Account};

/// Who signs with some credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Caller {
    pub(super) arn: String,
    pub(super) partition: String,
    pub(super) account: String,
    pub(super) who: Who,
    /// Whether the credentials were obtained by somebody: a session of a role, a federated user.
    pub(super) is_session: bool,
}

/// Whom a caller acts as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// A user or a role.
    Principal(Principal),
    /// Nobody who could have a boundary; why, after "the caller".
    Nobody(&'static str),
}

impl Caller {
    /// Reads the answer of `GetCallerIdentity`.
    pub(super) fn read(answer: &Element) -> Option<Self> {
        let text = answer.text_of(&["GetCallerIdentityResult", "Arn"])?.trim();
        let arn = Arn::parse(text).ok()?;
        let (kind, rest) = arn.resource().split_once('/').unwrap_or((arn.resource(), ""));
        let last = rest.rsplit('/').next().filter(|name| !name.is_empty());
        let first = rest.split('/').next().filter(|name| !name.is_empty());
        let principal =
            |kind, name: &str| Who::Principal(Principal::new(kind, name, arn.account()));
        let who = match (arn.service(), kind) {
            ("iam", "user") => principal(Kind::User, last?),
            // The session's ARN has the role's name without its path.
            ("sts", "assumed-role") => principal(Kind::Role, first?),
            ("sts", "federated-user") => Who::Nobody(
                "is a federated user, and its ARN does not say for which user it was made",
            ),
            ("iam", "root") => Who::Nobody("is the root user, who has no boundary"),
            _ => Who::Nobody("is neither a user nor a role"),
        };
        Some(Self {
            arn: text.to_owned(),
            partition: arn.partition().to_owned(),
            account: arn.account().to_owned(),
            who,
            is_session: arn.service() == "sts",
        })
    }

    /// The account that the caller works in.
    pub(super) fn in_account(&self) -> Account {
        Account { partition: self.partition.clone(), id: self.account.clone() }
    }

    /// Whether principals of the caller's account can have this boundary: a policy of the account, or
    /// one of AWS.
    pub(super) fn takes(&self, boundary: &Arn, place: &str) -> Result<(), FindError> {
        let is_here = boundary.account() == self.account || boundary.account() == "aws";
        if is_here && boundary.partition() == self.partition {
            return Ok(());
        }
        Err(FindError::OtherAccount {
            place: place.to_owned(),
            boundary: boundary.to_string(),
            account: self.account.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(arn: &str) -> Caller {
        let answer = format!(
            "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>{arn}</Arn>\
             </GetCallerIdentityResult></GetCallerIdentityResponse>"
        );
        Caller::read(&Element::read(&answer).unwrap()).unwrap()
    }

    #[test]
    fn users_and_roles_are_known_by_their_names() {
        let user = caller("arn:aws:iam::111122223333:user/team/dev");
        assert_eq!(user.who, Who::Principal(Principal::new(Kind::User, "dev", "111122223333")));
        let role = caller("arn:aws-cn:sts::111122223333:assumed-role/deploy/me@example.com");
        assert_eq!(role.who, Who::Principal(Principal::new(Kind::Role, "deploy", "111122223333")));
        assert_eq!(role.partition, "aws-cn");
        assert!(role.is_session && !user.is_session);
    }

    #[test]
    fn a_federated_user_was_made_by_somebody() {
        assert!(caller("arn:aws:sts::111122223333:federated-user/x").is_session);
        assert!(!caller("arn:aws:iam::111122223333:root").is_session);
    }

    #[test]
    fn others_have_no_boundary() {
        for arn in [
            "arn:aws:iam::111122223333:root",
            "arn:aws:sts::111122223333:federated-user/x",
            "arn:aws:sts::111122223333:something",
        ] {
            assert!(matches!(caller(arn).who, Who::Nobody(_)), "{arn}");
        }
    }

    #[test]
    fn boundaries_of_the_account_and_of_aws_can_be_given() {
        let caller = caller("arn:aws:iam::111122223333:user/dev");
        let takes = |arn: &str| caller.takes(&Arn::parse(arn).unwrap(), "named by --boundary");
        assert!(takes("arn:aws:iam::111122223333:policy/x").is_ok());
        assert!(takes("arn:aws:iam::aws:policy/PowerUserAccess").is_ok());
        let refused = takes("arn:aws:iam::444455556666:policy/x").unwrap_err().to_string();
        assert!(refused.contains("not one of account 111122223333"), "{refused}");
        assert!(takes("arn:aws-cn:iam::111122223333:policy/x").is_err());
    }
}
