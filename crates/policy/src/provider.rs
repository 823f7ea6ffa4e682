//! Identity providers as trust policies name them.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use crate::arn::Arn;

/// A provider of identities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Provider<'text> {
    /// SAML.
    Saml,
    /// `OpenID` Connect: the name its condition keys begin with.
    Web(&'text str),
}

impl<'text> Provider<'text> {
    /// The provider of this ARN or host; what a template has yet to fill in may become one.
    pub(crate) fn of(text: &'text str) -> Option<Self> {
        let is_open = text.contains("${");
        if let Some((start, name)) = text.split_once(":oidc-provider/") {
            let is_provider = is_open && start.starts_with("arn:") || is_of_account(text);
            return (is_provider && !name.is_empty()).then_some(Self::Web(name));
        }
        if let Some((_, name)) = text.split_once(":saml-provider/") {
            let is_provider = is_open || is_of_account(text);
            return (is_provider && !name.is_empty()).then_some(Self::Saml);
        }
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-._/".contains(&byte);
        let is_domain = text.contains('.') && text.bytes().all(letter);
        (is_domain || is_open).then_some(Self::Web(text))
    }
}

/// Whether it is the ARN of something that an account has in IAM.
fn is_of_account(text: &str) -> bool {
    Arn::parse(text).is_ok_and(|arn| arn.service() == "iam" && arn.account_id().is_some())
}

#[cfg(test)]
mod tests {
    use super::Provider;

    #[test]
    fn providers_are_named_by_arn_or_host() {
        let web = |name| Some(Provider::Web(name));
        for (text, provider) in [
            ("arn:aws:iam::111122223333:saml-provider/office", Some(Provider::Saml)),
            ("arn:aws:iam::111122223333:oidc-provider/a.example/id/1", web("a.example/id/1")),
            ("accounts.google.com", web("accounts.google.com")),
            ("arn:aws:iam::${AWS::AccountId}:saml-provider/office", Some(Provider::Saml)),
            ("arn:aws:iam::${AWS::AccountId}:oidc-provider/a.example", web("a.example")),
            ("${Provider}", web("${Provider}")),
            ("", None),
            ("office", None),
            ("arn:aws:iam::111122223333:saml-provider/", None),
            ("arn:aws:iam::111122223333:oidc-provider/", None),
            ("arn:aws:iam::12345:saml-provider/office", None),
            ("arn:aws:sts::111122223333:saml-provider/office", None),
            ("arn:aws:iam//111122223333:oidc-provider/a.example", None),
            ("arn:aws:iam::111122223333:role/office", None),
        ] {
            assert_eq!(Provider::of(text), provider, "{text}");
        }
    }
}
