//! Amazon Resource Names and account ids.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>

use std::fmt;
use std::str::FromStr;

use crate::limits::ACCOUNT_ID_DIGITS;

/// An ARN, or an ARN pattern: `arn:partition:service:region:account:resource`.
///
/// The components are not looked at: an empty region, a wildcard or a variable is as good as any
/// other text. The resource may hold colons of its own. The order is that of the texts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Arn {
    partition: String,
    service: String,
    region: String,
    account: String,
    resource: String,
}

/// Why a text is no ARN.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ArnError {
    /// It does not begin with `arn:`.
    #[error("`{text}` does not begin with `arn:`")]
    Prefix {
        /// The text.
        text: String,
    },
    /// Fewer than six components.
    #[error("`{text}` has fewer than the six components of an ARN")]
    Components {
        /// The text.
        text: String,
    },
}

impl Arn {
    /// Makes an ARN of its components.
    pub fn new(partition: &str, service: &str, region: &str, account: &str, resource: &str) -> Arn {
        Arn {
            partition: partition.to_owned(),
            service: service.to_owned(),
            region: region.to_owned(),
            account: account.to_owned(),
            resource: resource.to_owned(),
        }
    }

    /// Takes an ARN apart at its first five colons.
    pub fn parse(text: &str) -> Result<Arn, ArnError> {
        let rest =
            text.strip_prefix("arn:").ok_or_else(|| ArnError::Prefix { text: text.to_owned() })?;
        let mut components = rest.splitn(5, ':');
        let mut next = || components.next();
        match (next(), next(), next(), next(), next()) {
            (Some(partition), Some(service), Some(region), Some(account), Some(resource)) => {
                Ok(Arn::new(partition, service, region, account, resource))
            }
            _ => Err(ArnError::Components { text: text.to_owned() }),
        }
    }

    /// Such as `aws`, `aws-cn`, `aws-us-gov`.
    pub fn partition(&self) -> &str {
        &self.partition
    }

    /// Such as `iam`.
    pub fn service(&self) -> &str {
        &self.service
    }

    /// Such as `eu-central-1`; empty for global services.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The owning account; empty for some, such as S3 buckets.
    pub fn account(&self) -> &str {
        &self.account
    }

    /// The owning account where it is 12 digits.
    pub fn account_id(&self) -> Option<AccountId> {
        self.account.parse().ok()
    }

    /// Everything after the fifth colon, such as `role/team/dev`.
    pub fn resource(&self) -> &str {
        &self.resource
    }

    /// The resource's type and the rest: `role` and `team/dev`. The type ends at the first `/` or
    /// `:`; `None` where there is neither.
    pub fn resource_type_and_id(&self) -> Option<(&str, &str)> {
        self.resource.split_once(['/', ':'])
    }
}

impl FromStr for Arn {
    type Err = ArnError;

    fn from_str(text: &str) -> Result<Arn, ArnError> {
        Arn::parse(text)
    }
}

impl fmt::Display for Arn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Arn { partition, service, region, account, resource } = self;
        write!(formatter, "arn:{partition}:{service}:{region}:{account}:{resource}")
    }
}

/// An AWS account id: 12 digits, leading zeroes included.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId(String);

/// Why a text is no account id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a 12-digit account id")]
pub struct AccountIdError {
    /// The text.
    pub text: String,
}

impl AccountId {
    /// Reads an account id.
    pub fn parse(text: &str) -> Result<AccountId, AccountIdError> {
        let digits = text.len() == ACCOUNT_ID_DIGITS && text.bytes().all(|b| b.is_ascii_digit());
        if digits {
            Ok(AccountId(text.to_owned()))
        } else {
            Err(AccountIdError { text: text.to_owned() })
        }
    }

    /// The twelve digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AccountId {
    type Err = AccountIdError;

    fn from_str(text: &str) -> Result<AccountId, AccountIdError> {
        AccountId::parse(text)
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{AccountId, Arn, ArnError};

    #[test]
    fn arn_is_taken_apart_and_put_together() {
        let text = "arn:aws:sns:eu-central-1:111122223333:topic:subscription";
        let arn = Arn::parse(text).unwrap();
        assert_eq!(arn.partition(), "aws");
        assert_eq!(arn.service(), "sns");
        assert_eq!(arn.region(), "eu-central-1");
        assert_eq!(arn.account_id(), Some(AccountId::parse("111122223333").unwrap()));
        assert_eq!(arn.resource(), "topic:subscription");
        assert_eq!(arn.resource_type_and_id(), Some(("topic", "subscription")));
        assert_eq!(arn.to_string(), text);
    }

    #[test]
    fn short_texts_and_other_prefixes_are_no_arns() {
        assert!(matches!("arn:aws:s3::".parse::<Arn>(), Err(ArnError::Components { .. })));
        assert!(matches!("urn:a:b:c:d:e".parse::<Arn>(), Err(ArnError::Prefix { .. })));
        assert!(Arn::parse("arn:::::").is_ok());
    }

    #[test]
    fn account_ids_have_twelve_ascii_digits() {
        assert_eq!(AccountId::parse("000000000001").unwrap().as_str(), "000000000001");
        for wrong in ["", "11112222333", "1111222233334", "11112222333x", "١١١١٢٢٢٢٣٣٣٣"]
        {
            assert!(AccountId::parse(wrong).is_err(), "{wrong}");
        }
    }
}
