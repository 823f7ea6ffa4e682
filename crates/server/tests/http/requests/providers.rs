//! Requests about identity providers and instance profiles.

use entail_testkit::client::Caller;

use crate::support::documents::{OIDC_ARN, SAML_ARN, SAML_METADATA, THUMBPRINT};

type Request<'a> = Vec<(&'static str, &'a str)>;

const TAGS: [(&str, &str); 2] = [("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "red")];
const URL: &str = "https://login.example.com";

/// Providers that have what an operation may remove; profile `bystander` holds the role of that
/// name, profile `leaver` holds none.
pub(super) async fn make(by: &Caller) {
    let oidc = [("Url", URL), ("ClientIDList.member.1", "app")];
    let saml = [("Name", "office"), ("SAMLMetadataDocument", SAML_METADATA)];
    let (profile, other) = ("InstanceProfileName", "leaver");
    let add = [(profile, "bystander"), ("RoleName", "bystander")];
    let steps: [(&str, Request<'_>); 5] = [
        ("CreateOpenIDConnectProvider", [&oidc[..], &TAGS].concat()),
        ("CreateSAMLProvider", [&saml[..], &TAGS].concat()),
        ("CreateInstanceProfile", [&[(profile, "bystander")][..], &TAGS].concat()),
        ("CreateInstanceProfile", vec![(profile, other)]),
        ("AddRoleToInstanceProfile", add.to_vec()),
    ];
    for (operation, parameters) in &steps {
        by.iam(operation, parameters).await.expect_success();
    }
}

/// Parameters with which an operation of theirs is well formed; `None` for any other operation.
pub(super) fn request(operation: &str) -> Option<Request<'static>> {
    let oidc = |more: &[(&'static str, &'static str)]| {
        [&[("OpenIDConnectProviderArn", OIDC_ARN)], more].concat()
    };
    let saml =
        |more: &[(&'static str, &'static str)]| [&[("SAMLProviderArn", SAML_ARN)], more].concat();
    let profile = |more: &[(&'static str, &'static str)]| {
        [&[("InstanceProfileName", "bystander")], more].concat()
    };
    let (untag, other) = ([("TagKeys.member.1", "team")], ("InstanceProfileName", "leaver"));
    Some(match operation {
        "CreateOpenIDConnectProvider" => vec![("Url", "https://new.example.com")],
        "GetOpenIDConnectProvider"
        | "DeleteOpenIDConnectProvider"
        | "ListOpenIDConnectProviderTags" => oidc(&[]),
        "AddClientIDToOpenIDConnectProvider" => oidc(&[("ClientID", "other")]),
        "RemoveClientIDFromOpenIDConnectProvider" => oidc(&[("ClientID", "app")]),
        "UpdateOpenIDConnectProviderThumbprint" => oidc(&[("ThumbprintList.member.1", THUMBPRINT)]),
        "TagOpenIDConnectProvider" => oidc(&TAGS),
        "UntagOpenIDConnectProvider" => oidc(&untag),
        "CreateSAMLProvider" => vec![("Name", "new"), ("SAMLMetadataDocument", SAML_METADATA)],
        "GetSAMLProvider" | "DeleteSAMLProvider" | "ListSAMLProviderTags" => saml(&[]),
        "UpdateSAMLProvider" => saml(&[("SAMLMetadataDocument", SAML_METADATA)]),
        "TagSAMLProvider" => saml(&TAGS),
        "UntagSAMLProvider" => saml(&untag),
        "CreateInstanceProfile" => vec![("InstanceProfileName", "new")],
        "GetInstanceProfile" | "ListInstanceProfileTags" => profile(&[]),
        "DeleteInstanceProfile" => vec![other],
        "AddRoleToInstanceProfile" => vec![other, ("RoleName", "bystander")],
        "RemoveRoleFromInstanceProfile" => profile(&[("RoleName", "bystander")]),
        "TagInstanceProfile" => profile(&TAGS),
        "UntagInstanceProfile" => profile(&untag),
        "ListOpenIDConnectProviders" | "ListSAMLProviders" | "ListInstanceProfiles" => Vec::new(),
        _ => return None,
    })
}
