//! Identity providers and instance profiles, from the first to the last.

use entail_testkit::client::Caller;

use super::PATH;
use crate::{
    golden::Recorder,
    support::documents::{OIDC_ARN, SAML_ARN, SAML_METADATA, THUMBPRINT},
};

const TAGS: [(&str, &str); 2] = [("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "red")];
const PRIVATE_KEY: &str = "-----BEGIN PRIVATE KEY-----\nMAMCAQE=\n-----END PRIVATE KEY-----\n";

pub(super) async fn come_and_go(root: &Caller, record: &mut Recorder) {
    let provider = ("OpenIDConnectProviderArn", OIDC_ARN);
    let parameters = [
        ("Url", "https://login.example.com"),
        ("ClientIDList.member.1", "app"),
        ("ThumbprintList.member.1", THUMBPRINT),
        ("Tags.member.1.Key", "stage"),
        ("Tags.member.1.Value", "test"),
    ];
    record.iam(root, "CreateOpenIDConnectProvider", &parameters).await;
    let tags = [&[provider][..], &TAGS].concat();
    record.iam(root, "TagOpenIDConnectProvider", &tags).await;
    let client = [provider, ("ClientID", "other")];
    record.iam(root, "AddClientIDToOpenIDConnectProvider", &client).await;
    for action in ["GetOpenIDConnectProvider", "ListOpenIDConnectProviderTags"] {
        record.iam(root, action, &[provider]).await;
    }
    record.iam(root, "ListOpenIDConnectProviders", &[]).await;
    record.iam(root, "RemoveClientIDFromOpenIDConnectProvider", &client).await;
    let thumbprint = [provider, ("ThumbprintList.member.1", THUMBPRINT)];
    record.iam(root, "UpdateOpenIDConnectProviderThumbprint", &thumbprint).await;
    let untag = [provider, ("TagKeys.member.1", "team")];
    record.iam(root, "UntagOpenIDConnectProvider", &untag).await;
    record.iam(root, "DeleteOpenIDConnectProvider", &[provider]).await;
    saml_comes_and_goes(root, record).await;
}

async fn saml_comes_and_goes(root: &Caller, record: &mut Recorder) {
    let provider = ("SAMLProviderArn", SAML_ARN);
    let parameters = [("Name", "office"), ("SAMLMetadataDocument", SAML_METADATA)];
    record.iam(root, "CreateSAMLProvider", &parameters).await;
    record.iam(root, "TagSAMLProvider", &[&[provider][..], &TAGS].concat()).await;
    let parameters =
        [provider, ("AssertionEncryptionMode", "Required"), ("AddPrivateKey", PRIVATE_KEY)];
    record.iam(root, "UpdateSAMLProvider", &parameters).await;
    for action in ["GetSAMLProvider", "ListSAMLProviderTags"] {
        record.iam(root, action, &[provider]).await;
    }
    record.iam(root, "ListSAMLProviders", &[]).await;
    record.iam(root, "UntagSAMLProvider", &[provider, ("TagKeys.member.1", "team")]).await;
    record.iam(root, "DeleteSAMLProvider", &[provider]).await;
}

/// While the role `app` is there.
pub(super) async fn profiles_come(root: &Caller, record: &mut Recorder) {
    let profile = ("InstanceProfileName", "web");
    record.iam(root, "CreateInstanceProfile", &[profile, ("Path", PATH)]).await;
    record.iam(root, "TagInstanceProfile", &[&[profile][..], &TAGS].concat()).await;
    record.iam(root, "AddRoleToInstanceProfile", &[profile, ("RoleName", "app")]).await;
    for action in ["GetInstanceProfile", "ListInstanceProfileTags"] {
        record.iam(root, action, &[profile]).await;
    }
    record.iam(root, "ListInstanceProfiles", &[("PathPrefix", PATH)]).await;
}

pub(super) async fn profiles_go(root: &Caller, record: &mut Recorder) {
    let profile = ("InstanceProfileName", "web");
    record.iam(root, "UntagInstanceProfile", &[profile, ("TagKeys.member.1", "team")]).await;
    record.iam(root, "RemoveRoleFromInstanceProfile", &[profile, ("RoleName", "app")]).await;
    record.iam(root, "DeleteInstanceProfile", &[profile]).await;
}
