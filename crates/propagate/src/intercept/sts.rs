//! Credentials in answers: who was given them signs the next calls with them.

use entail_wire::{secret::Secret, sigv4::Credentials};
use jiff::Timestamp;

use super::xml::Element;

/// The calls of STS that give credentials out.
pub(super) const GIVES_CREDENTIALS: [&str; 7] = [
    "AssumeRole",
    "AssumeRoleWithSAML",
    "AssumeRoleWithWebIdentity",
    "AssumeRoot",
    "GetDelegatedAccessToken",
    "GetFederationToken",
    "GetSessionToken",
];

/// Credentials that an answer gave out, and until when.
#[derive(Debug)]
pub(crate) struct Given {
    /// The credentials.
    pub(crate) credentials: Credentials,
    /// When they stop working; an access key of a user does not.
    pub(crate) expires: Option<Timestamp>,
}

/// The credentials in an answer: temporary ones of STS, or a user's new access key of IAM.
pub(crate) fn given(answer: &str) -> Option<Given> {
    let root = Element::read(answer)?;
    let mut found = None;
    root.visit(&mut |element| {
        if matches!(element.name.as_str(), "Credentials" | "AccessKey") && found.is_none() {
            found = read(element);
        }
    });
    found
}

fn read(element: &Element) -> Option<Given> {
    let text = |name: &str| element.child(name).map(|child| child.text.trim());
    let credentials = Credentials {
        access_key_id: text("AccessKeyId")?.to_owned(),
        secret_access_key: Secret::from(text("SecretAccessKey")?),
        session_token: text("SessionToken").map(Secret::from),
    };
    let expires = text("Expiration").and_then(|text| text.parse().ok());
    Some(Given { credentials, expires })
}

#[cfg(test)]
mod tests {
    use super::given;

    #[test]
    fn credentials_of_a_role_are_read_and_not_shown() {
        let answer = "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
            <AssumeRoleResult><Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId>\
            <SecretAccessKey>se/cr+et</SecretAccessKey><SessionToken>to==ken</SessionToken>\
            <Expiration>2026-11-22T10:00:00Z</Expiration></Credentials></AssumeRoleResult>\
            </AssumeRoleResponse>";
        let given = given(answer).unwrap();
        assert_eq!(given.credentials.access_key_id, "ASIAEXAMPLE");
        assert_eq!(given.credentials.secret_access_key.expose(), "se/cr+et");
        assert_eq!(given.credentials.session_token.as_ref().unwrap().expose(), "to==ken");
        assert_eq!(given.expires.unwrap().to_string(), "2026-11-22T10:00:00Z");
        let debug = format!("{given:?}");
        assert!(!debug.contains("se/cr+et") && !debug.contains("to==ken"), "{debug}");
    }

    #[test]
    fn an_access_key_has_no_end() {
        let answer = "<R><CreateAccessKeyResult><AccessKey><UserName>ci</UserName>\
            <AccessKeyId>AKIAEXAMPLE</AccessKeyId><Status>Active</Status>\
            <SecretAccessKey>s</SecretAccessKey></AccessKey></CreateAccessKeyResult></R>";
        let given = given(answer).unwrap();
        assert!(given.expires.is_none() && given.credentials.session_token.is_none());
    }

    #[test]
    fn an_answer_without_credentials_gives_none() {
        for answer in ["", "{}", "<R><Error><Code>AccessDenied</Code></Error></R>"] {
            assert!(given(answer).is_none(), "{answer}");
        }
    }
}
