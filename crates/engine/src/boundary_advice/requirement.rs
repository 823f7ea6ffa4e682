//! Whether some boundary meets the conditions on `iam:PermissionsBoundary`.

use entail_policy::finding::boundary::UNSATISFIABLE;
use entail_policy::tree::{ConditionKey, Document, Effect, Polarity, Statement};
use entail_policy::{Diagnostic, Span};

use super::escape::Target;
use super::named::{BOUNDARY_KEY, Names, boundary_conditions};
use super::probe::Prober;
use super::{covers, has_effect, listed};
use crate::decision::Effect as DecisionEffect;

/// The actions that give a new principal its boundary.
pub(super) const CREATES: [(&str, Target); 2] =
    [("iam:CreateRole", Target::Role), ("iam:CreateUser", Target::User)];

/// One diagnostic for each condition that no boundary meets.
pub(super) fn advise(document: &Document, prober: &Prober, names: &Names<'_>) -> Vec<Diagnostic> {
    let mut faults: Vec<(Fault, Vec<String>)> = Vec::new();
    for (action, target) in CREATES {
        let creation = Creation { action, resources: prober.reach(action, target, names).any };
        let Some(fault) = unsatisfiable(&creation, document, prober, names) else { continue };
        let name = format!("`{action}`");
        match faults.iter_mut().find(|(known, _)| *known == fault) {
            Some((_, actions)) => actions.push(name),
            None => faults.push((fault, vec![name])),
        }
    }
    faults.into_iter().map(|(fault, actions)| fault.diagnostic(actions, names)).collect()
}

/// Why no boundary will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// A Deny without conditions hits what is allowed with the right boundary.
    Denied(Span),
    /// What is asked of the boundary.
    Asked(Span),
}

impl Fault {
    fn diagnostic(self, actions: Vec<String>, names: &Names<'_>) -> Diagnostic {
        let actions = listed(actions);
        match self {
            Self::Denied(span) => {
                let message = format!("{actions} denied here whatever boundary is given");
                Diagnostic::new(&UNSATISFIABLE, span, message)
            }
            Self::Asked(span) => {
                let message = format!("{actions} denied with every boundary that can be named");
                let help = format!(
                    "let creation with `{}` pass each condition on `{BOUNDARY_KEY}`",
                    names.own
                );
                Diagnostic::new(&UNSATISFIABLE, span, message).with_help(help)
            }
        }
    }
}

/// A request to create a user or a role.
struct Creation {
    action: &'static str,
    resources: Vec<String>,
}

impl Creation {
    fn is_allowed(&self, prober: &Prober, boundary: &str) -> bool {
        prober.some(self.action, &self.resources, Some(boundary)).is_some()
    }

    /// The statement that denies it, where one does.
    fn denied_by<'document>(
        &self,
        boundary: &str,
        document: &'document Document,
        prober: &Prober,
    ) -> Option<&'document Statement> {
        let mut decisions = self
            .resources
            .iter()
            .flat_map(|resource| prober.decisions(self.action, resource, Some(boundary)));
        let denial = decisions.find(|it| it.effect == DecisionEffect::ExplicitDeny)?;
        let pointer = denial.statement?.pointer.to_string();
        document.statements.iter().find(|statement| statement.pointer == pointer)
    }
}

/// A fault where creation would be allowed but for what is asked of the boundary, and no boundary
/// will do.
fn unsatisfiable(
    creation: &Creation,
    document: &Document,
    prober: &Prober,
    names: &Names<'_>,
) -> Option<Fault> {
    let asks = |statement: &&Statement| {
        covers(statement, creation.action) && boundary_conditions(statement).next().is_some()
    };
    let first = document.statements.iter().find(asks)?;
    let asked_for = names.named.iter().map(|named| &named.arn);
    let all = std::iter::once(&names.own).chain(asked_for).chain(&names.others);
    let candidates: Vec<&String> = all.filter(|arn| names.can_be_boundary(arn)).collect();
    if candidates.iter().any(|arn| creation.is_allowed(prober, arn)) {
        return None;
    }
    let tried = candidates.first().copied().unwrap_or(&names.own);
    let denial = creation.denied_by(tried, document, prober);
    if let Some(denial) = denial.filter(|denial| denial.conditions.is_empty())
        && document.statements.iter().any(|statement| means(statement, creation.action))
    {
        return Some(Fault::Denied(denial.action.as_ref().map_or(denial.span, |it| it.span)));
    }
    let unasked = prober.of_document(without_boundary_conditions(&prober.document));
    let statement = denial.filter(asks).unwrap_or(first);
    let (_, key) = boundary_conditions(statement).next()?;
    creation.is_allowed(&unasked, &names.own).then(|| Fault::Asked(whole(key)))
}

/// Whether the statement allows the action by name and asks for a boundary.
fn means(statement: &Statement, action: &str) -> bool {
    let names_it = statement.action.as_ref().is_some_and(|element| {
        let mut texts = element.patterns.iter().map(|pattern| pattern.value.text.as_str());
        element.polarity == Polarity::Positive && texts.any(|it| it.eq_ignore_ascii_case(action))
    });
    names_it
        && has_effect(statement, Effect::Allow)
        && boundary_conditions(statement).next().is_some()
}

/// The policy as if nothing were asked of boundaries: Allow statements lose these conditions, Deny
/// statements with one are left out.
fn without_boundary_conditions(document: &Document) -> Document {
    let mut document = document.clone();
    document.statements.retain(|statement| {
        has_effect(statement, Effect::Allow) || boundary_conditions(statement).next().is_none()
    });
    for condition in document.statements.iter_mut().flat_map(|it| &mut it.conditions) {
        condition.keys.retain(|key| !key.key.value.eq_ignore_ascii_case(BOUNDARY_KEY));
    }
    for statement in &mut document.statements {
        statement.conditions.retain(|condition| !condition.keys.is_empty());
    }
    document
}

/// The key with its values.
fn whole(key: &ConditionKey) -> Span {
    key.values.iter().fold(key.key.span, |span, value| span.join(value.span))
}
