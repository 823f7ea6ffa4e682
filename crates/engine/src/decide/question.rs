//! What a decision asks of its request again and again, found out once.

use crate::decision::Layer;
use crate::request::{Action, Principal, Request, SERVICE_LINKED_ROLE, resource_part};

/// A request, read.
#[derive(Debug)]
pub(super) struct Question<'a> {
    pub(super) request: &'a Request,
    /// The caller's account; services, providers and anonymous callers have none.
    pub(super) account: Option<&'a str>,
    /// The account that owns the resource.
    pub(super) resource_account: Option<&'a str>,
    /// The layer of the resource's own policy: a role's is its trust policy.
    pub(super) resource_layer: Layer,
}

impl<'a> Question<'a> {
    pub(super) fn new(request: &'a Request) -> Self {
        let account = request.principal.account();
        Self {
            request,
            account,
            resource_account: request.named_resource_account().or(account),
            resource_layer: resource_layer(&request.action, &request.resource),
        }
    }

    /// AWS: no policy is asked about `sts:GetCallerIdentity`, an explicit deny has no effect; nor
    /// about `sts:GetSessionToken`.
    /// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getsessiontoken.html>
    pub(super) fn needs_no_permission(&self) -> bool {
        let is_free = [b"getcalleridentity".as_slice(), b"getsessiontoken"];
        self.account.is_some() && self.request.action.is_of("sts", |name| is_free.contains(&name))
    }

    /// AWS: a key policy must allow explicitly, the account's own principals too.
    /// <https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html>
    pub(super) fn is_about_kms_key(&self) -> bool {
        let is_key =
            || resource_part(&self.request.resource).is_some_and(|part| part.starts_with("key/"));
        self.request.action.is_of("kms", |_| is_key())
    }

    /// Whether the action is one of this service, by its prefix in lower case.
    pub(super) fn is_of(&self, service: &str) -> bool {
        self.request.action.is_of(service, |_| true)
    }

    /// Whether a service-linked role is to be assumed.
    pub(super) fn is_trust_of_service_linked_role(&self) -> bool {
        let is_linked = |part: &str| part.starts_with(SERVICE_LINKED_ROLE);
        self.resource_layer == Layer::Trust
            && resource_part(&self.request.resource).is_some_and(is_linked)
    }

    /// The root user, and who federated from it, have no identity-based policies.
    pub(super) fn acts_as_root(&self) -> bool {
        match &self.request.principal {
            Principal::Root { .. } => true,
            Principal::FederatedUser { federated_by, .. } => {
                resource_part(federated_by) == Some("root")
            }
            _ => false,
        }
    }
}

fn resource_layer(action: &Action, resource: &str) -> Layer {
    let is_trust_action = action.is_of("sts", |name| {
        name.starts_with(b"assumerole")
            || [b"tagsession".as_slice(), b"setsourceidentity", b"setcontext"].contains(&name)
    });
    let is_role = || resource_part(resource).is_some_and(|part| part.starts_with("role/"));
    if is_trust_action && is_role() { Layer::Trust } else { Layer::Resource }
}
