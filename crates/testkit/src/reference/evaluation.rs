//! The order of evaluation, over all layers.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html>,
//! across accounts <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html>

use entail_engine::{Effect, Layer};

use super::case::{Caller, Case, Named};
use super::document::{self, Effect as Says};
use super::principal::Grant;
use super::statement::{Applies, Believed, Place, applies};

/// Prefixes of services, one a line: facts, which engine and reference share.
const RESOURCE_CONTROL_SERVICES: &str =
    include_str!("../../../../models/organizations/resource-control-services.txt");
const NOT_LIMITED_BY_SERVICE_CONTROL: &str =
    include_str!("../../../../models/organizations/not-limited-by-service-control.txt");

/// The answer, in the words of the case format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The effect.
    pub effect: Effect,
    /// The layer that decided.
    pub layer: Layer,
    /// The statement that decided, as `NAME#/Statement/0`.
    pub because: Option<String>,
}

/// What a policy says to a request.
#[derive(Default)]
struct Said {
    /// The first statement that denies, or the policy as a whole where it cannot be read.
    denies: Option<String>,
    /// All statements that allow, with what they grant in a resource's policy.
    allows: Vec<(Grant, String)>,
}

/// What a layer says, where it applies.
struct Layered {
    layer: Layer,
    denies: Option<String>,
    /// Whether it allows, as a whole.
    allows: bool,
}

/// Decides a case.
pub fn decide(case: &Case) -> Answer {
    if needs_no_permission(case) {
        return Answer { effect: Effect::Allow, layer: Layer::Identity, because: None };
    }
    let identity = identity(case);
    let resource = of_resource(case);
    let ceilings = ceilings(case);
    let boundary = boundary(case);
    let session = session(case);

    // An explicit deny in any of these policies overrides the allow.
    let denials = ceilings
        .iter()
        .chain(&boundary)
        .chain(&session)
        .map(|layered| (layered.layer, layered.denies.clone()))
        .chain([(Layer::Identity, identity.denies), (resource_layer(case), resource.denies)]);
    for (layer, denies) in denials {
        if denies.is_some() {
            return Answer { effect: Effect::ExplicitDeny, layer, because: denies };
        }
    }
    // What limits every grant, also those of a resource's policy.
    if let Some(short) = ceilings.iter().find(|layered| !layered.allows) {
        return implicit_deny(short.layer);
    }
    let shortest = [&boundary, &session].into_iter().flatten().find(|layered| !layered.allows);
    let grants = Grants {
        identity: identity.allows.into_iter().next().map(|(_, statement)| statement),
        resource: resource.allows,
        short: shortest.map(|layered| layered.layer),
    };
    match case.caller.account() {
        None => grants.for_a_caller_without_account(case),
        account if account == case.resource_account.as_deref() => grants.within_one_account(case),
        _ => grants.across_accounts(case),
    }
}

/// No permissions are required to perform this operation. If an administrator attaches a policy
/// ... that explicitly denies access to the sts:GetCallerIdentity action, you can still perform this
/// operation. `GetSessionToken`: No permissions are required for users to perform this operation
/// ... you cannot use policies to control authentication operations.
///
/// Callers without an account are let in by the policies of resources alone.
///
/// AWS: <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>,
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getsessiontoken.html>
fn needs_no_permission(case: &Case) -> bool {
    let is_free = ["sts:getcalleridentity", "sts:getsessiontoken"]
        .contains(&case.action.to_ascii_lowercase().as_str());
    is_free && case.caller.account().is_some()
}

/// What may grant, when nothing denies and every ceiling allows.
struct Grants {
    /// The first statement of an identity policy that allows.
    identity: Option<String>,
    resource: Vec<(Grant, String)>,
    /// The boundary or the session policies, where they do not allow.
    short: Option<Layer>,
}

impl Grants {
    /// Service, anonymous and identity-provider callers have what the resource's policy gives.
    fn for_a_caller_without_account(self, case: &Case) -> Answer {
        match self.resource.into_iter().next() {
            Some((_, statement)) => allow(resource_layer(case), Some(statement)),
            None => implicit_deny(resource_layer(case)),
        }
    }

    /// If the requests are made in the same account: identity policies or the resource's policy
    /// grant, within boundary and session policies, which a grant to the requester itself passes.
    /// IAM role trust policies and KMS key policies ... must explicitly allow the principal.
    fn within_one_account(self, case: &Case) -> Answer {
        let is_root = case.caller.has_the_access_of_root();
        let is_open = !must_allow_explicitly(case) || !self.resource.is_empty();
        if self.short.is_none() && is_open && self.identity.is_some() {
            return allow(Layer::Identity, self.identity);
        }
        let is_enough = |grant: Grant| match grant {
            Grant::Itself => true,
            Grant::ToTheRoleOrFederatingUser => self.short.is_none(),
            Grant::ToTheAccount => self.short.is_none() && is_root,
        };
        if let Some((_, statement)) = self.resource.iter().find(|(grant, _)| is_enough(*grant)) {
            return allow(resource_layer(case), Some(statement.clone()));
        }
        match self.short {
            Some(layer) => implicit_deny(layer),
            None if is_root && is_open => allow(Layer::Identity, None),
            None if is_root || self.identity.is_some() => implicit_deny(resource_layer(case)),
            None => implicit_deny(Layer::Identity),
        }
    }

    /// If both evaluations return a decision of Allow: the principal's account must allow by
    /// identity policies, boundary and session policies, and the resource's account by the
    /// resource's policy, whomever of the caller's identities it names.
    fn across_accounts(self, case: &Case) -> Answer {
        let is_root = case.caller.has_the_access_of_root();
        if let Some(layer) = self.short {
            return implicit_deny(layer);
        }
        if self.identity.is_none() && !is_root {
            return implicit_deny(Layer::Identity);
        }
        match self.resource.into_iter().next() {
            None => implicit_deny(resource_layer(case)),
            Some((_, statement)) if is_root => allow(resource_layer(case), Some(statement)),
            Some(_) => allow(Layer::Identity, self.identity),
        }
    }
}

fn allow(layer: Layer, because: Option<String>) -> Answer {
    Answer { effect: Effect::Allow, layer, because }
}

fn implicit_deny(layer: Layer) -> Answer {
    Answer { effect: Effect::ImplicitDeny, layer, because: None }
}

/// SCPs, RCPs, the VPC endpoint's policy and inherited boundaries: each must allow, whatever grants.
fn ceilings(case: &Case) -> Vec<Layered> {
    let policies = &case.policies;
    let mut ceilings = Vec::new();
    if let Some(levels) = policies.service_control.as_ref().filter(|_| scps_apply(case)) {
        ceilings.push(every_level(Layer::ServiceControl, levels, case, Place::Identity));
    }
    if let Some(levels) = policies.resource_control.as_ref().filter(|_| rcps_apply(case)) {
        // RCPFullAWSAccess ... is automatically attached ... You can't detach this policy.
        let rcps = every_level(Layer::ResourceControl, levels, case, Place::Resource);
        ceilings.push(Layered { allows: true, ..rcps });
    }
    if let Some(policy) = &policies.vpc_endpoint {
        ceilings.push(together(
            Layer::VpcEndpoint,
            std::slice::from_ref(policy),
            case,
            Place::Endpoint,
        ));
    }
    // CHOICE: a ceiling that is given binds whoever calls.
    if !policies.inherited_boundaries.is_empty() {
        let said = policies.inherited_boundaries.iter().map(|policy| {
            let believed = Believed { undecidable: Some(&policy.undecidable_keys) };
            said_by(policy, case, Place::Identity, believed)
        });
        let said: Vec<Said> = said.collect();
        ceilings.push(Layered {
            layer: Layer::InheritedBoundary,
            allows: said.iter().all(|said| !said.allows.is_empty()),
            denies: said.into_iter().find_map(|said| said.denies),
        });
    }
    ceilings
}

/// SCPs affect only IAM users and roles [and the root user] that are managed by accounts that are
/// part of the organization ... SCPs have no effect on users or roles in the management account ...
/// SCPs do not affect any service-linked role.
///
/// AWS: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html>
fn scps_apply(case: &Case) -> bool {
    case.caller.account().is_some()
        && case.caller.account() != case.principal_management_account.as_deref()
        && !case.caller.is_service_linked()
        && !is_of_one(NOT_LIMITED_BY_SERVICE_CONTROL, case)
}

/// RCPs don't affect resources in the management account. ... Resources and entities not restricted
/// by RCPs: AWS managed KMS keys, ... calls made by service-linked roles, who assumes them,
/// `kms:RetireGrant`, and services that are not in the list.
///
/// AWS: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html>
fn rcps_apply(case: &Case) -> bool {
    let is_free = [
        case.resource_account.is_some()
            && case.resource_account == case.resource_management_account,
        case.caller.is_service_linked(),
        is_trust(case) && resource_of(case).starts_with("role/aws-service-role/"),
        is_of_a_kms_key(case) && case.is_aws_managed_key,
        case.action.eq_ignore_ascii_case("kms:RetireGrant"),
    ];
    is_of_one(RESOURCE_CONTROL_SERVICES, case) && !is_free.contains(&true)
}

/// There must be an explicit Allow statement at every level from the root through each OU in the
/// direct path to the account (including the target account itself).
///
/// AWS: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html>
fn every_level(layer: Layer, levels: &[Vec<Named>], case: &Case, place: Place) -> Layered {
    let levels: Vec<Layered> =
        levels.iter().map(|level| together(layer, level, case, place)).collect();
    Layered {
        layer,
        allows: levels.iter().all(|level| level.allows),
        denies: levels.into_iter().find_map(|level| level.denies),
    }
}

/// Policies of which one Allow is enough and one Deny too much.
fn together(layer: Layer, policies: &[Named], case: &Case, place: Place) -> Layered {
    let said = union(policies, case, place);
    Layered { layer, allows: !said.allows.is_empty(), denies: said.denies }
}

fn boundary(case: &Case) -> Option<Layered> {
    let policy = case.policies.permissions_boundary.as_ref()?;
    case.has_permissions_boundary().then(|| {
        together(Layer::PermissionsBoundary, std::slice::from_ref(policy), case, Place::Identity)
    })
}

/// If you don't pass a session policy [to `GetFederationToken`], the resulting federated user session
/// has no permissions of its user.
///
/// AWS: <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html>
fn session(case: &Case) -> Option<Layered> {
    let policies = &case.policies.session;
    let is_federated = matches!(case.caller, Caller::FederatedUser { .. });
    let applies = case.caller.account().is_some() && (is_federated || !policies.is_empty());
    applies.then(|| together(Layer::Session, policies, case, Place::Identity))
}

/// The root user ... has complete access; it has no identity policies.
fn identity(case: &Case) -> Said {
    if case.caller.account().is_none() || case.caller.has_the_access_of_root() {
        return Said::default();
    }
    union(&case.policies.identity, case, Place::Identity)
}

fn of_resource(case: &Case) -> Said {
    let place = if is_trust(case) { Place::Trust } else { Place::Resource };
    let policy = case.policies.resource.iter().cloned().collect::<Vec<_>>();
    union(&policy, case, place)
}

fn resource_layer(case: &Case) -> Layer {
    if is_trust(case) { Layer::Trust } else { Layer::Resource }
}

/// Actions that a role's trust policy decides.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html>
fn is_trust(case: &Case) -> bool {
    let action = case.action.to_ascii_lowercase();
    let is_of_a_role = action.starts_with("sts:assumerole")
        || ["sts:tagsession", "sts:setsourceidentity", "sts:setcontext"].contains(&action.as_str());
    is_of_a_role && resource_of(case).starts_with("role/")
}

/// IAM role trust policies and KMS key policies are exceptions to this logic, because they must
/// explicitly allow access for principals.
fn must_allow_explicitly(case: &Case) -> bool {
    is_trust(case) || is_of_a_kms_key(case)
}

fn is_of_a_kms_key(case: &Case) -> bool {
    case.service() == "kms" && resource_of(case).starts_with("key/")
}

/// What an ARN names within its account.
fn resource_of(case: &Case) -> &str {
    case.resource.splitn(6, ':').nth(5).unwrap_or_default()
}

/// Whether the action is one of a service of the list.
fn is_of_one(services: &str, case: &Case) -> bool {
    services.lines().any(|service| service == case.service())
}

fn union(policies: &[Named], case: &Case, place: Place) -> Said {
    let mut union = Said::default();
    for policy in policies {
        let said = said_by(policy, case, place, Believed { undecidable: None });
        union.denies = union.denies.or(said.denies);
        union.allows.extend(said.allows);
    }
    union
}

fn said_by(policy: &Named, case: &Case, place: Place, believed: Believed<'_>) -> Said {
    let mut said = Said::default();
    let Some(document) = document::read(&policy.document) else {
        said.denies = Some(format!("{}#", policy.name));
        return said;
    };
    for statement in &document.statements {
        let because = format!("{}#{}", policy.name, statement.pointer);
        match (applies(statement, document.version, place, case, believed), statement.effect) {
            (Applies::No, _) => {}
            (Applies::Yes(grant), Says::Allow) => said.allows.push((grant, because)),
            (Applies::Yes(_), Says::Deny) => {
                said.denies.get_or_insert(because);
            }
        }
    }
    said
}
