//! Unique ids, access key ids, secrets and request ids.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids>

use base64::{Engine as _, engine::general_purpose::STANDARD};
use entail_policy::arn::AccountId;
use ring::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroizing;

use crate::control_error::ControlError;

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// What an id names: the letters that it begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IdKind {
    /// An IAM user, `AIDA`.
    User,
    /// A role, `AROA`.
    Role,
    /// A group, `AGPA`.
    Group,
    /// A managed policy, `ANPA`.
    ManagedPolicy,
    /// An instance profile, `AIPA`.
    InstanceProfile,
    /// A SAML provider, `SAMLSP`.
    SamlProvider,
    /// A private key of a SAML provider, `SAMLPK`.
    // CHOICE: AWS documents no prefix for it.
    SamlPrivateKey,
    /// An `OpenID` Connect provider, `OIDC`.
    // CHOICE: AWS shows no id of one.
    OpenIdConnectProvider,
}

impl IdKind {
    const ALL: [Self; 8] = [
        Self::User,
        Self::Role,
        Self::Group,
        Self::ManagedPolicy,
        Self::InstanceProfile,
        Self::SamlProvider,
        Self::SamlPrivateKey,
        Self::OpenIdConnectProvider,
    ];

    /// What the id names; `None` for the account's number, which stands for root, and for
    /// whatever else is no id of ours.
    pub(crate) fn of(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| id.starts_with(kind.prefix()))
    }

    const fn prefix(self) -> &'static str {
        match self {
            Self::User => "AIDA",
            Self::Role => "AROA",
            Self::Group => "AGPA",
            Self::ManagedPolicy => "ANPA",
            Self::InstanceProfile => "AIPA",
            Self::SamlProvider => "SAMLSP",
            Self::SamlPrivateKey => "SAMLPK",
            Self::OpenIdConnectProvider => "OIDC",
        }
    }
}

/// Whether an access key is long-term or belongs to a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AccessKeyKind {
    /// A user's or root's own key, `AKIA`.
    LongTerm,
    /// A key of temporary credentials, `ASIA`.
    Temporary,
}

impl AccessKeyKind {
    const fn prefix(self) -> &'static str {
        match self {
            Self::LongTerm => "AKIA",
            Self::Temporary => "ASIA",
        }
    }
}

/// A new unique id: the letters of its kind and 17 characters, 85 random bits.
pub(crate) fn unique_id(kind: IdKind) -> Result<String, ControlError> {
    let random = random_bytes::<11>()?;
    let mut id = String::from(kind.prefix());
    id.push_str(base32(&random).get(..17).unwrap_or_default());
    Ok(id)
}

/// A new access key id of 20 characters that carries the account's number, as AWS's do: a key can
/// be routed to its account without a look-up. 46 of its bits are random.
pub(crate) fn access_key_id(
    kind: AccessKeyKind,
    account: &AccountId,
) -> Result<String, ControlError> {
    let number: u64 = account
        .as_str()
        .parse()
        .map_err(|_| ControlError::internal(format!("account `{account}` is no number")))?;
    let [r0, r1, r2, r3, r4] = random_bytes::<5>()?;
    let head = (1_u64 << 47) | (number << 7) | u64::from(r0 & 0x7f);
    let [_, _, h0, h1, h2, h3, h4, h5] = head.to_be_bytes();
    Ok(format!("{}{}", kind.prefix(), base32(&[h0, h1, h2, h3, h4, h5, r1, r2, r3, r4])))
}

/// The account that an access key id belongs to, if it is one of the form that
/// [`access_key_id`] makes.
pub(crate) fn account_of_access_key_id(id: &str) -> Option<AccountId> {
    let body = id.strip_prefix("AKIA").or_else(|| id.strip_prefix("ASIA"))?;
    if body.len() != 16 {
        return None;
    }
    let head = body.bytes().take(10).try_fold(0_u64, |value, byte| {
        let digit = BASE32.iter().position(|candidate| *candidate == byte)?;
        Some((value << 5) | digit as u64)
    })?;
    // Ten characters are 50 bits; the account's 40 bits stand after the first, before nine more.
    let number = (head >> 9) & 0xff_ffff_ffff;
    AccountId::parse(&format!("{number:012}")).ok()
}

/// A new secret access key: 40 characters, 240 random bits.
pub(crate) fn secret_access_key() -> Result<Zeroizing<String>, ControlError> {
    let random = Zeroizing::new(random_bytes::<30>()?);
    Ok(Zeroizing::new(STANDARD.encode(*random)))
}

/// A new twelve-digit account number.
pub(crate) fn account_id() -> Result<AccountId, ControlError> {
    let number = u64::from_be_bytes(random_bytes::<8>()?) % 900_000_000_000 + 100_000_000_000;
    AccountId::parse(&number.to_string())
        .map_err(|_| ControlError::internal(format!("account number {number} is malformed")))
}

/// A new request id in the form of a version 4 UUID, as AWS's are.
pub(crate) fn request_id() -> Result<String, ControlError> {
    let mut bytes = random_bytes::<16>()?;
    let [.., version, _, variant, _, _, _, _, _, _, _] = &mut bytes;
    *version = (*version & 0x0f) | 0x40;
    *variant = (*variant & 0x3f) | 0x80;
    let bits = u128::from_be_bytes(bytes);
    let group = |shift: u32, mask: u128| (bits >> shift) & mask;
    Ok(format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        group(96, 0xffff_ffff),
        group(80, 0xffff),
        group(64, 0xffff),
        group(48, 0xffff),
        group(0, 0xffff_ffff_ffff)
    ))
}

/// Random bytes from the operating system.
pub(crate) fn random_bytes<const N: usize>() -> Result<[u8; N], ControlError> {
    let mut bytes = [0; N];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| ControlError::internal("the operating system gave no random bytes"))?;
    Ok(bytes)
}

fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    let (mut buffer, mut bits) = (0_u32, 0_u32);
    for byte in bytes {
        buffer = (buffer << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            let digit = ((buffer >> bits) & 0x1f) as usize;
            text.extend(BASE32.get(digit).map(|character| char::from(*character)));
        }
        buffer &= (1 << bits) - 1;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_access_key_id_carries_its_account() {
        for number in ["000000000001", "111122223333", "999999999999"] {
            let account = AccountId::parse(number).unwrap();
            let id = access_key_id(AccessKeyKind::LongTerm, &account).unwrap();
            assert_eq!(id.len(), 20);
            assert!(id.starts_with("AKIA"));
            assert_eq!(account_of_access_key_id(&id), Some(account));
        }
    }

    #[test]
    fn a_published_access_key_id_gives_its_account() {
        // The scheme as AWS uses it, from a key whose account is public knowledge.
        let account = account_of_access_key_id("ASIAQNZGKIQY56JQ7WML").unwrap();
        assert_eq!(account.as_str(), "029608264753");
    }

    #[test]
    fn a_malformed_access_key_id_has_no_account() {
        for id in
            ["", "AKIA", "AKIAIOSFODNN7EXAMPL", "AROAQNZGKIQY56JQ7WML", "ASIAQNZG1IQY56JQ7WML"]
        {
            assert_eq!(account_of_access_key_id(id), None, "{id}");
        }
    }

    #[test]
    fn unique_ids_have_twenty_one_characters_and_differ() {
        let first = unique_id(IdKind::Role).unwrap();
        assert_eq!(first.len(), 21);
        assert!(first.starts_with("AROA"));
        assert_ne!(first, unique_id(IdKind::Role).unwrap());
    }

    #[test]
    fn request_ids_are_version_four_uuids() {
        let id = request_id().unwrap();
        assert_eq!(id.len(), 36);
        assert_eq!(id.as_bytes()[14], b'4');
        assert!(matches!(id.as_bytes()[19], b'8' | b'9' | b'a' | b'b'));
    }
}
