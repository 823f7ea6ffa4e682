//! Builds the world of a case, performs its operation, compares what came of it.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use entail_lineage::administration::LabelEffect;
use entail_lineage::create::{CreateObject, CreatePrincipal, create_object, create_principal};
use entail_lineage::gates::obtain::{Obtain, assume_role, assume_role_through_provider};
use entail_lineage::gates::{pass, write};
use entail_lineage::inherited::of_principal;
use entail_lineage::lifecycle::{
    DirectSource, PutPermissionsBoundary, delete_permissions_boundary, delete_policy,
    delete_transitive_boundary, put_permissions_boundary, put_transitive_boundary,
};
use entail_lineage::{
    Cascade, Closure, DerivationStep, Label, ObtainMode, PolicyId, PrincipalLineage, Reference,
    Refusal, Refused as LineageRefused, SealSet, SessionLineage, SessionRecord, Source, Standing,
};

use super::administration;
use super::format::{
    Allowed, Boundary, Case, Expect, Maker, Operation, Refused, Session, World, Write,
};
use crate::support::{ACCOUNT, Answer, Memory, key, obtain};

/// What came of an operation, as far as cases compare it.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) inherited: Option<SealSet>,
    pub(super) record: Option<PrincipalLineage>,
    pub(super) session: Option<SessionLineage>,
    pub(super) provenance: Option<Label>,
    pub(super) affected: Option<BTreeMap<String, LabelEffect>>,
    pub(super) writes: Option<BTreeSet<String>>,
}

pub(crate) fn check(case: &Case) -> Result<(), String> {
    let world = world(&case.world);
    let session = session(&case.session);
    let answer = Standing::read(&world, &session)
        .and_then(|standing| perform(&world, &standing, &case.operation));
    let compared = match (&case.expect, answer) {
        (Expect::Allowed(expected), Ok(found)) => compare_allowed(&world, expected, &found),
        (Expect::Refused(expected), Err(LineageRefused::Refusal(refusal))) => {
            compare_refused(expected, &refusal)
        }
        (expected, answer) => Err(format!("expected {expected:?}, got {answer:?}")),
    };
    compared.map_err(|difference| format!("{}: {difference}", case.name))
}

fn world(given: &World) -> Memory {
    let mut world = Memory::default();
    for (id, principal) in &given.principals {
        let record = world.principal_of_kind(id, principal.kind);
        record.permissions_boundary.clone_from(&principal.permissions_boundary);
        record.transitive_boundary.clone_from(&principal.transitive_boundary);
        record.inherited = principal.inherited.label();
        record.provenance = principal.provenance.label();
        record.admits.clone_from(&principal.admits);
        record.obtain = principal.obtain;
        record.created_by = principal.created_by.iter().map(made_by).collect();
        record.born = principal.born;
        record.writers.clone_from(&principal.writers);
    }
    for (id, object) in &given.objects {
        let record = world.object_of_kind(id, object.kind);
        record.inherited = object.inherited.label();
        record.created_by = object.created_by.iter().map(made_by).collect();
        record.born = object.born;
        record.writers.clone_from(&object.writers);
    }
    descent(given, &mut world);
    for (id, label) in &given.accounts {
        world.accounts.insert(id.as_str().into(), label.label());
    }
    for attachment in &given.attachments {
        let to = reference(&world, &attachment.to);
        world.attachments.insert((to, attachment.policy.clone()));
    }
    for member in &given.members {
        world.members.insert((member.user.as_str().into(), member.group.as_str().into()));
    }
    world.sessions = given.live_sessions.iter().map(session).collect();
    world
}

/// What outlives records: who made what is gone, and cascades.
fn descent(given: &World, world: &mut Memory) {
    for (id, makers) in &given.departed {
        let created_by = makers.iter().map(made_by).collect();
        world.departed.insert(Reference::Principal(id.as_str().into()), created_by);
    }
    for (root, cascades) in &given.cascades {
        let recorded = cascades.iter().map(|(seal, it)| {
            let by = key("admin").record(0);
            (seal.clone(), Cascade { revision: it.revision, change: it.change, by })
        });
        world.cascades.insert(root.as_str().into(), recorded.collect());
        let count = cascades.values().map(|it| it.revision + 1).max().unwrap_or(0);
        world.cascade_revision = world.cascade_revision.max(count);
    }
}

fn made_by(maker: &Maker) -> SessionRecord {
    let (principal, provider) = match maker {
        Maker::Principal(principal) => (principal, None),
        Maker::ThroughProvider { principal, provider } => (principal, Some(provider)),
    };
    let provider = provider.map(|provider| provider.as_str().into());
    SessionRecord { provider, ..key(principal).record(0) }
}

pub(super) fn reference(world: &Memory, id: &str) -> Reference {
    if id == ACCOUNT {
        Reference::Account(id.into())
    } else if world.objects.contains_key(&id.into()) {
        Reference::Object(id.into())
    } else {
        Reference::Principal(id.into())
    }
}

fn session(given: &Session) -> SessionLineage {
    let mut session = key(&given.principal);
    session.kind = given.kind.unwrap_or(session.kind);
    session.carried = given.carried.label();
    session.provenance = given.provenance.label();
    session.derivation = given
        .derivation
        .iter()
        .map(|step| DerivationStep {
            record: key(&step.principal).record(0),
            admitted: step.admitted.clone(),
        })
        .collect();
    session
}

fn perform(world: &Memory, standing: &Standing<'_>, operation: &Operation) -> Answer<Found> {
    match operation {
        Operation::Write(given) => {
            write::check(world, standing, &gate_write(world, given)).map(|()| Found::default())
        }
        Operation::CreatePrincipal {
            id,
            kind,
            permissions_boundary,
            transitive_parameter,
            transitive_tag,
        } => {
            let request = CreatePrincipal {
                id: id.as_str().into(),
                kind: *kind,
                account: ACCOUNT.into(),
                permissions_boundary: permissions_boundary.clone(),
                transitive_parameter: transitive_parameter.clone(),
                transitive_tag: transitive_tag.clone(),
                time: 1,
            };
            create_principal(world, standing, &request).map(|created| record(world, created.record))
        }
        Operation::CreateObject { id, kind } => {
            let (id, account) = (id.as_str().into(), ACCOUNT.into());
            let request = CreateObject { id, kind: *kind, account, time: 1 };
            let object = create_object::<Infallible>(standing, &request)?;
            Ok(Found { inherited: Some(object.inherited.seals()), ..Found::default() })
        }
        Operation::AssumeRole { role, mode } => {
            assume_role(world, standing, &obtain_of(role, *mode)).map(obtained)
        }
        Operation::AssumeRoleThroughProvider { provider, role, mode } => {
            let request = obtain_of(role, *mode);
            assume_role_through_provider(world, &provider.as_str().into(), &request).map(obtained)
        }
        Operation::PassRole { role } => {
            let passed = pass::check(world, standing, &role.as_str().into())?;
            Ok(Found { provenance: Some(passed.provenance), ..Found::default() })
        }
        Operation::Administer(given) => administration::perform(world, standing, given),
        Operation::Stand {} => Ok(obtained(standing.session().clone())),
        other => change(world, standing, other),
    }
}

fn change(world: &Memory, standing: &Standing<'_>, operation: &Operation) -> Answer<Found> {
    let outcome = match operation {
        Operation::PutPermissionsBoundary { target, permissions_boundary, transitive_boundary } => {
            let request = PutPermissionsBoundary {
                target: target.as_str().into(),
                permissions_boundary: permissions_boundary.clone(),
                transitive_boundary: transitive_boundary.clone(),
            };
            put_permissions_boundary(world, standing, &request)
        }
        Operation::DeletePermissionsBoundary { target } => {
            delete_permissions_boundary(world, standing, &target.as_str().into())
        }
        Operation::PutTransitiveBoundary { target, policy, source } => {
            let source = direct(*source);
            put_transitive_boundary(world, standing, &target.as_str().into(), policy, source)
        }
        Operation::DeleteTransitiveBoundary { target, source } => {
            let source = direct(*source);
            delete_transitive_boundary(world, standing, &target.as_str().into(), source)
        }
        Operation::DeletePolicy { policy } => {
            return delete_policy(world, standing, policy).map(|()| Found::default());
        }
        other => panic!("{other:?} changes no record"),
    };
    outcome.map(|outcome| record(world, outcome.record))
}

fn gate_write(world: &Memory, given: &Write) -> write::Write {
    match given {
        Write::Principal(id) => write::Write::Principal(id.as_str().into()),
        Write::DeletePrincipal(id) => write::Write::DeletePrincipal(id.as_str().into()),
        Write::Credentials(id) => write::Write::Credentials(id.as_str().into()),
        Write::Attach { to, policy } => {
            write::Write::Attach { to: reference(world, to), policy: policy.clone() }
        }
        Write::Group(id) => write::Write::Group(id.as_str().into()),
        Write::AddMember { user, group } => {
            write::Write::AddMember { user: user.as_str().into(), group: group.as_str().into() }
        }
        Write::RemoveMember(id) => write::Write::RemoveMember(id.as_str().into()),
        Write::Policy(id) => write::Write::Policy(id.clone()),
        Write::PolicyTags(id) => write::Write::PolicyTags(id.clone()),
        Write::Object(id) => write::Write::Object(id.as_str().into()),
        Write::Account(id) => write::Write::Account(id.as_str().into()),
        Write::UnsealedOnly(id) => write::Write::UnsealedOnly(id.as_str().into()),
    }
}

fn direct(source: Source) -> DirectSource {
    match source {
        Source::Parameter => DirectSource::Parameter,
        Source::Tag => DirectSource::Tag,
        Source::MarkedPolicy => panic!("a mark is set through the permissions boundary"),
    }
}

fn obtain_of(role: &str, mode: ObtainMode) -> Obtain {
    Obtain { mode, ..obtain(role) }
}

pub(super) fn record(world: &Memory, record: PrincipalLineage) -> Found {
    let inherited = Some(of_principal(world, &record).unwrap().seals());
    Found { inherited, record: Some(record), ..Found::default() }
}

fn obtained(session: SessionLineage) -> Found {
    Found { session: Some(session), ..Found::default() }
}

fn compare_allowed(world: &Memory, expected: &Allowed, found: &Found) -> Result<(), String> {
    let standing = found.session.as_ref().map(|session| Standing::read(world, session).unwrap());
    let standing = standing.as_ref();
    same("inherited", expected.inherited.as_ref(), found.inherited.as_ref())?;
    let carried = standing.map(|standing| standing.session().carried.seals());
    same("carried", expected.carried.as_ref(), carried.as_ref())?;
    let provenance = standing.map(|one| one.provenance().seals());
    let provenance = provenance.or(found.provenance.as_ref().map(Label::seals));
    same("provenance", expected.provenance.as_ref(), provenance.as_ref())?;
    same("seals", expected.seals.as_ref(), standing.map(Standing::seals))?;
    same("hard_ceilings", expected.hard_ceilings.as_ref(), standing.map(Standing::hard_ceilings))?;
    let record = found.record.as_ref();
    let own = record.map(|one| one.permissions_boundary.as_ref().map(|set| &set.policy));
    same_boundary("permissions_boundary", &expected.permissions_boundary, own)?;
    let emitted = record.map(|one| one.transitive_boundary.as_ref().map(|set| &set.policy));
    same_boundary("transitive_boundary", &expected.transitive_boundary, emitted)?;
    same("affected", expected.affected.as_ref(), found.affected.as_ref())?;
    same("writes", expected.writes.as_ref(), found.writes.as_ref())?;
    same("admits", expected.admits.as_ref(), record.map(|one| &one.admits))?;
    same("obtain", expected.obtain.as_ref(), record.map(|one| &one.obtain))?;
    let applies = record.and_then(|one| one.transitive_boundary.as_ref());
    same("apply_to_self", expected.apply_to_self.as_ref(), applies.map(|set| &set.apply_to_self))
}

#[expect(clippy::option_option, reason = "no record, or one without the boundary")]
fn same_boundary(
    member: &str,
    expected: &Boundary,
    found: Option<Option<&PolicyId>>,
) -> Result<(), String> {
    match expected {
        Boundary::NotCompared => Ok(()),
        Boundary::Is(expected) => same(member, Some(&expected.as_ref()), found.as_ref()),
    }
}

fn compare_refused(expected: &Refused, refusal: &Refusal) -> Result<(), String> {
    same("message", expected.message.as_ref(), Some(&refusal.to_string()))?;
    let Refusal::Gate(gate) = refusal else {
        let error = error_name(refusal).to_owned();
        let named = expected.gate.is_none() && expected.error.is_some();
        return if named {
            same("error", expected.error.as_ref(), Some(&error))
        } else {
            Err(format!("expected {expected:?}, got {refusal:?}"))
        };
    };
    if expected.gate.is_none() || expected.error.is_some() {
        return Err(format!("expected {expected:?}, got {refusal:?}"));
    }
    same("gate", expected.gate.as_ref(), Some(&gate.gate.to_string()))?;
    same("rule", expected.rule.as_ref(), Some(&rule_name(gate.closure).to_owned()))?;
    same("missing", expected.missing.as_ref(), Some(&gate.missing))?;
    same("object", expected.object.as_ref(), Some(&gate.object.to_string()))
}

fn same<T: PartialEq + std::fmt::Debug>(
    member: &str,
    expected: Option<&T>,
    found: Option<&T>,
) -> Result<(), String> {
    if expected.is_none() || expected == found {
        return Ok(());
    }
    Err(format!("{member}: expected {expected:?}, got {found:?}"))
}

fn rule_name(closure: Closure) -> &'static str {
    match closure {
        Closure::Label => "label",
        Closure::W1 => "w1",
        Closure::W2 => "w2",
        Closure::W3 => "w3",
        Closure::W4 => "w4",
        Closure::W5 => "w5",
        Closure::OwnTransitiveBoundary => "own_transitive_boundary",
        Closure::UnsealedOnly => "unsealed_only",
    }
}

fn error_name(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::LimitExceeded { .. } => "limit_exceeded",
        Refusal::SourceMismatch { .. } => "source_mismatch",
        Refusal::AmbiguousSource => "ambiguous_source",
        Refusal::TransitiveBoundaryTooSealed { .. } => "transitive_boundary_too_sealed",
        Refusal::InUse { .. } => "in_use",
        Refusal::Unmodifiable(_) => "unmodifiable",
        Refusal::UnknownPrincipal(_) => "unknown_principal",
        Refusal::WrittenUnderSeal { .. } => "written_under_seal",
        Refusal::SealTooSealed { .. } => "seal_too_sealed",
        Refusal::NotTransitiveBoundary { .. } => "not_transitive_boundary",
        Refusal::NoTransitiveBoundary(_) => "no_transitive_boundary",
        Refusal::NotARole(_) => "not_a_role",
        Refusal::NotAdmitted { .. } => "not_admitted",
        Refusal::NoSuchOrigin { .. } => "no_such_origin",
        Refusal::CascadedOrigin { .. } => "cascaded_origin",
        Refusal::UnknownObject(_) => "unknown_object",
        other => panic!("{other:?} has no name in the format"),
    }
}
