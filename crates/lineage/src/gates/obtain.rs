//! G-obtain: what a session obtains carries the session's seals. Not refused by default: shared
//! roles stay usable, narrowed. In strict mode the role must already bear the seals.

use std::collections::{BTreeMap, BTreeSet};

use crate::attribute::Attribute;
use crate::create::check_limit;
use crate::gates::require;
use crate::identifier::{ObjectId, PrincipalId, SessionId};
use crate::label::Label;
use crate::limits::{DERIVATION_STEPS_MAX, DERIVATION_STEPS_QUOTA};
use crate::object::Reference;
use crate::principal::{ObtainMode, PrincipalLineage};
use crate::refusal::{Closure, GateName, Refusal, Refused};
use crate::seal::SealSet;
use crate::session::{DerivationStep, SessionKind, SessionLineage};
use crate::standing::Standing;
use crate::world::{World, label_of};

/// A role session to be obtained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obtain {
    /// The role.
    pub role: PrincipalId,
    /// Access key id of the new session.
    pub session: SessionId,
    /// The account's mode; a role's own stricter mode wins.
    pub mode: ObtainMode,
    /// Attributes this call sets: the session name, session tags, the source identity.
    pub set: BTreeSet<Attribute>,
    /// Attributes taken over from the calling session: transitive tags, the source identity.
    pub inherited: BTreeSet<Attribute>,
    /// Now, in seconds since 1970-01-01T00:00:00Z.
    pub time: u64,
}

/// `AssumeRole` by a session, also by a service that holds the caller's session.
///
/// # Errors
/// The role is gone; strict mode refuses; too many seals or derivation steps.
pub fn assume_role<W: World>(
    world: &W,
    standing: &Standing<'_>,
    request: &Obtain,
) -> Result<SessionLineage, Refused<W::Error>> {
    let role = role(world, &request.role)?;
    let account = world.account_label(&role.account).map_err(Refused::World)?;
    check_strict(world, request, &role, standing.seals())?;
    let mut carried = standing.label().without(&role.admits);
    carried.unite(&account);
    check_limit(standing.seals(), &carried)?;
    let mut provenance = standing.provenance().clone();
    provenance.unite(&standing.label().only(&role.admits));
    let caller = standing.session();
    let mut attribute_setters = inherited_setters(standing, request);
    set_all(&mut attribute_setters, &request.set, standing.seals());
    Ok(SessionLineage {
        id: request.session.clone(),
        principal: role.id.clone(),
        kind: SessionKind::AssumedRole,
        carried,
        provenance,
        derivation: derivation(caller, &role.admits, request.time)?,
        obtainer_label: standing.seals().clone(),
        attribute_setters,
        chain_depth: match caller.kind {
            SessionKind::AssumedRole | SessionKind::FederatedRole => {
                caller.chain_depth.saturating_add(1)
            }
            _ => 1,
        },
        provider: None,
    })
}

/// `AssumeRoleWithSAML` and `AssumeRoleWithWebIdentity`: there is no calling session, the label of
/// the provider goes along.
///
/// # Errors
/// The role is gone; strict mode refuses; too many seals.
pub fn assume_role_through_provider<W: World>(
    world: &W,
    provider: &ObjectId,
    request: &Obtain,
) -> Result<SessionLineage, Refused<W::Error>> {
    let role = role(world, &request.role)?;
    let label = label_of(world, &Reference::Object(provider.clone())).map_err(Refused::World)?;
    let seals = label.seals();
    check_strict(world, request, &role, &seals)?;
    let mut carried = label.without(&role.admits);
    carried.unite(&world.account_label(&role.account).map_err(Refused::World)?);
    check_limit(&seals, &carried)?;
    let mut attribute_setters = BTreeMap::new();
    set_all(&mut attribute_setters, &request.set, &seals);
    Ok(SessionLineage {
        id: request.session.clone(),
        principal: role.id.clone(),
        kind: SessionKind::FederatedRole,
        carried,
        provenance: label.only(&role.admits),
        derivation: Vec::new(),
        obtainer_label: seals,
        attribute_setters,
        chain_depth: 1,
        provider: Some(provider.clone()),
    })
}

/// `GetSessionToken` and `GetFederationToken`: the same principal, the same seals.
pub fn same_principal(
    standing: &Standing<'_>,
    kind: SamePrincipalKind,
    session: SessionId,
    set: &BTreeSet<Attribute>,
) -> SessionLineage {
    let mut obtained = standing.session().clone();
    obtained.id = session;
    obtained.kind = match kind {
        SamePrincipalKind::SessionToken => SessionKind::SessionToken,
        SamePrincipalKind::FederationToken => SessionKind::FederationToken,
    };
    set_all(&mut obtained.attribute_setters, set, standing.seals());
    obtained
}

/// Which temporary credentials of the same principal are issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SamePrincipalKind {
    /// `GetSessionToken`.
    SessionToken,
    /// `GetFederationToken`.
    FederationToken,
}

fn role<W: World>(world: &W, id: &PrincipalId) -> Result<PrincipalLineage, Refused<W::Error>> {
    let role = world.principal(id).map_err(Refused::World)?;
    Ok(role.ok_or_else(|| Refusal::UnknownPrincipal(id.clone()))?)
}

fn check_strict<W: World>(
    world: &W,
    request: &Obtain,
    role: &PrincipalLineage,
    seals: &SealSet,
) -> Result<(), Refused<W::Error>> {
    if request.mode.max(role.obtain) == ObtainMode::Carry || seals.is_empty() {
        return Ok(());
    }
    let object = Reference::Principal(role.id.clone());
    let present = label_of(world, &object).map_err(Refused::World)?.seals();
    let present = present.union(&role.admits).cloned().collect();
    Ok(require(GateName::Obtain, Closure::Label, seals, &present, &object)?)
}

/// The caller's derivation and the caller itself. A principal that comes again is kept once, at
/// its latest place: there it admits least, so that nothing of its seals is lost.
fn derivation(
    caller: &SessionLineage,
    admits: &SealSet,
    time: u64,
) -> Result<Vec<DerivationStep>, Refusal> {
    let earlier = caller.derivation.iter().filter(|step| step.record.principal != caller.principal);
    let latest = DerivationStep { record: caller.record(time), admitted: SealSet::new() };
    let steps: Vec<_> = earlier
        .chain([&latest])
        .map(|step| DerivationStep {
            record: step.record.clone(),
            admitted: step.admitted.union(admits).cloned().collect(),
        })
        .collect();
    if steps.len() <= DERIVATION_STEPS_MAX {
        return Ok(steps);
    }
    Err(Refusal::LimitExceeded { quota: DERIVATION_STEPS_QUOTA, limit: DERIVATION_STEPS_MAX })
}

fn inherited_setters(standing: &Standing<'_>, request: &Obtain) -> BTreeMap<Attribute, SealSet> {
    let setter = |attribute: &Attribute| standing.session().setter_of(attribute).clone();
    request.inherited.iter().map(|attribute| (attribute.clone(), setter(attribute))).collect()
}

fn set_all(setters: &mut BTreeMap<Attribute, SealSet>, set: &BTreeSet<Attribute>, seals: &SealSet) {
    setters.extend(set.iter().map(|attribute| (attribute.clone(), seals.clone())));
}

/// What a role hands to a service: the seals that `admits` dropped, to be kept with the
/// association (F1).
pub(crate) fn dropped(standing: &Standing<'_>, role: &PrincipalLineage) -> Label {
    let mut provenance = standing.provenance().clone();
    provenance.unite(&standing.label().only(&role.admits));
    provenance
}
