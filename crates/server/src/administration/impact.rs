//! Who gains or loses what when a boundary gets another document: the engine decides every action
//! that a principal is granted or has used, under the document in force and under the new one.
//!
//! What a request would bring along is not known: decisions are taken on the principal's own keys
//! alone, and actions on which conditions decide are named for themselves.

mod grants;
mod used;

use std::collections::BTreeSet;

use entail_engine::{Context, PolicySet, Principal, Request, Value};
use entail_lineage::{SessionId, SessionLineage, Standing};
use entail_store::{Records as _, Transaction};
use entail_wire::shapes::entail::{Impact, PrincipalImpact};

use self::grants::{Boundary, Grant};
use super::entity;
use crate::{
    arns,
    authorize::would_be_allowed,
    caller::{Identity, root_lineage},
    caller_policies::{self, Replacement},
    context::RequestContext,
    control_error::ControlError,
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
    replacement: Replacement<'a>,
}

impl<'a> Comparison<'a> {
    /// Compares `in_force` with the document of `replacement`.
    pub(crate) fn new(in_force: &str, replacement: Replacement<'a>) -> Self {
        let (in_force, proposed) = Boundary::both(in_force, replacement.document);
        Self { in_force, proposed, replacement }
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
        granting.extend(granting_after);
        Ok(Some(Self {
            arn: arn(&identity, context),
            id: id.to_owned(),
            principal: principal(&identity, context),
            keys: keys(&identity),
            before,
            after,
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
            if actions.insert(action)
                && (comparison.in_force.is_conditional(action)
                    || comparison.proposed.is_conditional(action))
            {
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
                _ => continue,
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
