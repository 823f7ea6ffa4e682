//! Who gains or loses what when a boundary gets another document: the engine decides every action
//! that a principal is granted or has used, under the document in force and under the new one.
//!
//! What a request would bring along is not known: decisions are taken on the principal's own keys
//! alone, and actions on which conditions decide are named for themselves: conditions of the boundary,
//! or of another policy that may hide what the boundary changes.

mod grants;
mod used;

use std::collections::BTreeSet;

use entail_engine::{
    Context, InheritedBoundary, PolicySet, Principal, Request, UndecidableKeys, Value,
};
use entail_lineage::{PolicyId, SessionId, SessionLineage, Standing};
use entail_store::{Records, Transaction};
use entail_wire::shapes::entail::{Impact, PrincipalImpact};

use self::grants::{Boundary, Conditions, Grant};
use super::entity;
use crate::{
    arns,
    authorize::would_be_allowed,
    caller::{Identity, root_lineage},
    caller_policies::{self, Replacement},
    context::RequestContext,
    control_error::ControlError,
    entities,
    identifiers::IdKind,
    limits::{IMPACT_QUESTIONS_PER_CALL_MAX, IMPACT_QUESTIONS_QUOTA},
    paging::{Page, PageRequest, encode_marker},
    questions,
};

/// The session name of roles in compared requests: no session has it.
const SESSION_NAME: &str = "impact";

/// The two documents that are compared.
pub(crate) struct Comparison<'a> {
    in_force: Boundary,
    proposed: Boundary,
    /// Each as the only limit of somebody who is granted everything.
    alone: [PolicySet; 2],
    replacement: Replacement<'a>,
}

/// What somebody has who is granted everything.
const EVERYTHING: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;

impl<'a> Comparison<'a> {
    /// Compares `in_force` with the document of `replacement`.
    pub(crate) fn new(
        in_force: &str,
        replacement: Replacement<'a>,
        context: &RequestContext<'_>,
    ) -> Self {
        let compiled = |text| context.services.policies.compiled(SESSION_NAME, text);
        let alone = [in_force, replacement.document].map(|text| PolicySet {
            identity: vec![compiled(EVERYTHING)],
            inherited_boundaries: vec![InheritedBoundary {
                policy: compiled(text),
                undecidable_keys: UndecidableKeys::default(),
            }],
            ..PolicySet::default()
        });
        let (in_force, proposed) = Boundary::both(in_force, replacement.document);
        Self { in_force, proposed, alone, replacement }
    }

    /// Whether conditions of either boundary decide about the action.
    fn is_conditional(&self, action: &str) -> bool {
        self.in_force.is_conditional(action) || self.proposed.is_conditional(action)
    }

    /// Whether the boundaries disagree about the request, whatever else bounds it.
    fn differs(&self, request: &Request) -> bool {
        let [before, after] = &self.alone;
        would_be_allowed(request, before) != would_be_allowed(request, after)
    }
}

/// The page of principals that `request` asks for: all that are under the policy, or have it
/// attached, by unique id. A page ends early where it has cost enough.
pub(crate) fn page(
    comparison: &Comparison<'_>,
    request: &PageRequest,
    context: &RequestContext<'_>,
    view: &Transaction,
) -> Result<Page<PrincipalImpact>, ControlError> {
    let mut page = Page { items: Vec::new(), marker: None };
    let mut questions_left = IMPACT_QUESTIONS_PER_CALL_MAX;
    let mut last = None;
    let used = used::of_events(&view.covered())?;
    let unused = BTreeSet::new();
    for id in principals(context, view)? {
        if request.after.as_ref().is_some_and(|after| id <= *after) {
            continue;
        }
        let Some(case) = Case::of(&id, comparison, context, view)? else { continue };
        let used = used.get(&id).unwrap_or(&unused);
        let questions = case.questions(used, comparison, questions_left);
        match questions {
            Some(questions) if page.items.len() < request.items_max => {
                questions_left = questions_left.saturating_sub(questions.len());
                page.items.push(case.compare(&questions, used, comparison));
                last = Some(id);
            }
            None if page.items.is_empty() => {
                let (quota, limit) = (IMPACT_QUESTIONS_QUOTA, IMPACT_QUESTIONS_PER_CALL_MAX);
                return Err(ControlError::quota(quota, limit));
            }
            _ => {
                page.marker = last.map(|id: String| encode_marker(&id));
                return Ok(page);
            }
        }
    }
    Ok(page)
}

/// Everybody who can sign, by unique id.
fn principals(
    context: &RequestContext<'_>,
    view: &Transaction,
) -> Result<BTreeSet<String>, ControlError> {
    let account = context.account();
    let mut ids = BTreeSet::from([account.to_string()]);
    for entity in entity::all(account, &view.covered())? {
        if entity.as_principal().is_some() {
            ids.insert(entity.id());
        }
    }
    Ok(ids)
}

/// One principal, with its policies under both documents and what is asked of them.
struct Case {
    arn: String,
    id: String,
    principal: Principal,
    keys: Context,
    before: PolicySet,
    after: PolicySet,
    granting: Vec<String>,
    /// Where conditions of the principal's other policies decide.
    elsewhere: Conditions,
}

impl Case {
    /// The case of a principal that the policy touches.
    fn of(
        id: &str,
        comparison: &Comparison<'_>,
        context: &RequestContext<'_>,
        view: &Transaction,
    ) -> Result<Option<Self>, ControlError> {
        let Some(identity) = identity(id, context, view)? else { return Ok(None) };
        let lineage = identity.lineage();
        let session = SessionLineage::long_term(SessionId::new(SESSION_NAME), lineage.id.clone());
        let standing = Standing::read(&entity::world(context, view), &session)?;
        let policy = &comparison.replacement.policy;
        let own = lineage.permissions_boundary.as_ref();
        let is_bound = own.is_some_and(|boundary| boundary.policy == *policy)
            || standing.hard_ceilings().contains(policy);
        let of = |replacement| {
            caller_policies::of_principal(&identity, &standing, replacement, context, view)
        };
        let (before, mut granting) = of(None)?;
        let (after, granting_after) = of(Some(&comparison.replacement))?;
        if !is_bound && granting == granting_after {
            return Ok(None);
        }
        if granting != granting_after {
            granting.extend(granting_after);
        }
        if matches!(identity, Identity::Root(_)) {
            granting.push(EVERYTHING.to_owned());
        }
        let mut others = other_ceilings(&standing, policy, &view.covered())?;
        others.extend_from_slice(&granting);
        Ok(Some(Self {
            arn: arn(&identity, context),
            id: id.to_owned(),
            principal: principal(&identity, context),
            keys: keys(&identity),
            before,
            after,
            elsewhere: Conditions::of(&others),
            granting,
        }))
    }

    fn questions(
        &self,
        used: &BTreeSet<Grant>,
        comparison: &Comparison<'_>,
        questions_max: usize,
    ) -> Option<BTreeSet<Grant>> {
        let boundaries = [&comparison.in_force, &comparison.proposed];
        grants::questions(&self.granting, used, &boundaries, questions_max)
    }

    fn compare(
        &self,
        questions: &BTreeSet<Grant>,
        used: &BTreeSet<Grant>,
        comparison: &Comparison<'_>,
    ) -> PrincipalImpact {
        let used: BTreeSet<&str> = used.iter().map(|it| it.action.as_str()).collect();
        let (mut gained, mut lost) = (Vec::new(), Vec::new());
        let (mut actions, mut conditional) = (BTreeSet::new(), BTreeSet::new());
        for Grant { action, resource } in questions {
            if actions.insert(action) && comparison.is_conditional(action) {
                conditional.insert(action.clone());
            }
            let mut request =
                Request::new(self.principal.clone(), action.clone(), resource.clone());
            request.context = self.keys.clone();
            request.fill_in_principal_keys();
            let changed = match (
                would_be_allowed(&request, &self.before),
                would_be_allowed(&request, &self.after),
            ) {
                (false, true) => &mut gained,
                (true, false) => &mut lost,
                _ => {
                    if self.elsewhere.are_about(action) && comparison.differs(&request) {
                        conditional.insert(action.clone());
                    }
                    continue;
                }
            };
            let used = used.contains(action.as_str());
            changed.push(Impact { action: action.clone(), resource: resource.clone(), used });
        }
        PrincipalImpact {
            principal_arn: self.arn.clone(),
            principal_id: self.id.clone(),
            actions_compared: i32::try_from(actions.len()).unwrap_or(i32::MAX),
            gained,
            lost,
            conditional: conditional.into_iter().collect(),
        }
    }
}

/// The documents of everything else that bounds the principal.
fn other_ceilings(
    standing: &Standing<'_>,
    but: &PolicyId,
    view: &impl Records,
) -> Result<Vec<String>, ControlError> {
    let own = standing.principal().permissions_boundary.iter().map(|it| &it.policy);
    let mut documents = Vec::new();
    for id in own.chain(standing.hard_ceilings()).filter(|id| *id != but) {
        if let Some(policy) = entities::managed_policy_by_id(view, id)? {
            documents.extend(entities::default_document(view, &policy)?);
        }
    }
    Ok(documents)
}

fn identity(
    id: &str,
    context: &RequestContext<'_>,
    view: &Transaction,
) -> Result<Option<Identity>, ControlError> {
    let covered = view.covered();
    Ok(match IdKind::of(id) {
        Some(IdKind::User) => covered.user(&id.into())?.map(|it| Identity::User(Box::new(it))),
        Some(IdKind::Role) => covered.role(&id.into())?.map(|it| Identity::Role(Box::new(it))),
        _ => Some(Identity::Root(Box::new(root_lineage(context.account())))),
    })
}

fn arn(identity: &Identity, context: &RequestContext<'_>) -> String {
    let account = context.account();
    match identity {
        Identity::Root(_) => arns::root(account),
        Identity::User(user) => arns::of_user(account, user),
        Identity::Role(role) => arns::of_role(account, role),
    }
}

fn principal(identity: &Identity, context: &RequestContext<'_>) -> Principal {
    let arn = arn(identity, context);
    match identity {
        Identity::Root(_) => Principal::Root { arn },
        Identity::User(_) => Principal::User { arn },
        Identity::Role(role) => Principal::AssumedRole {
            session_arn: arns::assumed_role(context.account(), &role.name, SESSION_NAME),
            role_arn: arn,
        },
    }
}

/// The keys that follow from the principal's record alone.
fn keys(identity: &Identity) -> Context {
    let mut keys = Context::new();
    let tags = match identity {
        Identity::Root(_) => None,
        Identity::User(user) => Some(&user.tags),
        Identity::Role(role) => Some(&role.tags),
    };
    for (key, value) in tags.into_iter().flat_map(questions::pairs) {
        keys.insert(&format!("aws:PrincipalTag/{key}"), Value::Single(value.to_owned()));
    }
    keys
}
