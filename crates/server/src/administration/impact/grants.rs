//! What is asked of two boundaries: every action that somebody's policies grant, on the resources
//! that the granting statements and the boundaries name.
//!
//! A resource pattern stands for itself: a policy that covers it whole decides it. Where boundaries
//! divide what a grant covers, their own patterns are asked about too.

use std::{collections::BTreeSet, sync::LazyLock};

use entail_policy::{
    PolicyKind,
    pattern::Pattern,
    service_authorization,
    tree::{ActionElement, Effect, Polarity, ResourceElement, Statement},
    validate,
};

/// An action on a resource.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Grant {
    pub(super) action: String,
    pub(super) resource: String,
}

impl Grant {
    pub(super) fn new(action: &str, resource: &str) -> Self {
        Self { action: action.to_owned(), resource: resource.to_owned() }
    }
}

/// The resource of statements that name none: all but some.
pub(super) const ANY: &str = "*";

/// Every action of AWS's services that the facts know.
static KNOWN_ACTIONS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let services = service_authorization::prefixes().filter_map(service_authorization::service);
    services
        .flat_map(|service| {
            let actions = service.actions.iter();
            actions.map(|action| format!("{}:{}", service.prefix, action.name))
        })
        .collect()
});

/// A boundary's statements, as far as they say which resources to ask about and where conditions
/// decide.
#[derive(Debug)]
pub(super) struct Boundary {
    statements: Vec<Part>,
}

#[derive(Debug)]
struct Part {
    actions: Actions,
    resources: Vec<String>,
    /// It has conditions, and the other boundary has no such statement.
    decides_by_conditions: bool,
}

impl Boundary {
    /// Two boundaries side by side.
    pub(super) fn both(one: &str, other: &str) -> (Self, Self) {
        (Self::beside(one, other), Self::beside(other, one))
    }

    fn beside(text: &str, other: &str) -> Self {
        let known: Vec<serde_json::Value> =
            statements(other).iter().filter_map(|it| as_json(it, other)).collect();
        let part = |statement: &Statement| {
            let is_known = as_json(statement, text).is_some_and(|it| known.contains(&it));
            Part {
                actions: Actions::of(statement.action.as_ref()),
                resources: dividing(statement.resource.as_ref()),
                decides_by_conditions: !statement.conditions.is_empty() && !is_known,
            }
        };
        Self { statements: statements(text).iter().map(part).collect() }
    }

    /// Whether the request's keys decide about the action, by a statement of this boundary alone.
    pub(super) fn is_conditional(&self, action: &str) -> bool {
        let mut parts = self.statements.iter();
        parts.any(|part| part.decides_by_conditions && part.actions.contain(action))
    }

    fn resources_for(&self, action: &str) -> impl Iterator<Item = &String> {
        let parts = self.statements.iter().filter(|part| part.actions.contain(action));
        parts.flat_map(|part| &part.resources)
    }
}

/// The statements of some policies whose conditions decide.
#[derive(Debug)]
pub(super) struct Conditions(Vec<Actions>);

impl Conditions {
    /// Those of these documents.
    pub(super) fn of(documents: &[String]) -> Self {
        let statements = documents.iter().flat_map(|document| statements(document));
        let conditional = statements.filter(|statement| !statement.conditions.is_empty());
        Self(conditional.map(|statement| Actions::of(statement.action.as_ref())).collect())
    }

    /// Whether one of them is about the action.
    pub(super) fn are_about(&self, action: &str) -> bool {
        self.0.iter().any(|actions| actions.contain(action))
    }
}

/// The questions that follow from the documents that grant, and from what was used; nothing where
/// there are more than `questions_max`.
pub(super) fn questions<'d>(
    documents: impl IntoIterator<Item = &'d String>,
    used: &BTreeSet<Grant>,
    boundaries: &[&Boundary],
    questions_max: usize,
) -> Option<BTreeSet<Grant>> {
    let divided = |action: &str| -> Vec<Grant> {
        let resources = boundaries.iter().flat_map(|it| it.resources_for(action));
        resources.map(|resource| Grant::new(action, resource)).collect()
    };
    let mut questions: BTreeSet<Grant> =
        used.iter().flat_map(|it| divided(&it.action)).chain(used.iter().cloned()).collect();
    for document in documents {
        for statement in statements(document) {
            if statement.effect.as_ref().is_none_or(|effect| effect.value != Effect::Allow) {
                continue;
            }
            let granted = resources(statement.resource.as_ref());
            for action in Actions::of(statement.action.as_ref()).expand() {
                questions.extend(granted.iter().map(|resource| Grant::new(&action, resource)));
                questions.extend(divided(&action));
                if questions.len() > questions_max {
                    return None;
                }
            }
        }
    }
    Some(questions)
}

/// The actions of a statement.
#[derive(Debug)]
struct Actions {
    polarity: Polarity,
    patterns: Vec<(String, Pattern)>,
}

impl Actions {
    fn of(element: Option<&ActionElement>) -> Self {
        let Some(element) = element else {
            return Self { polarity: Polarity::Positive, patterns: Vec::new() };
        };
        let patterns = element.patterns.iter();
        let patterns = patterns.map(|it| (it.value.text.clone(), it.value.pattern()));
        Self { polarity: element.polarity, patterns: patterns.collect() }
    }

    fn contain(&self, action: &str) -> bool {
        let is_listed =
            self.patterns.iter().any(|(_, pattern)| pattern.matches_ignoring_case(action));
        is_listed == (self.polarity == Polarity::Positive)
    }

    /// Those that are written out, and those that the facts know under a wildcard.
    fn expand(&self) -> BTreeSet<String> {
        let is_written_out = |text: &str| !text.contains(['*', '?']);
        let mut expanded = BTreeSet::new();
        let mut has_wildcards = self.polarity == Polarity::Negated;
        for (text, _) in &self.patterns {
            if self.polarity == Polarity::Positive && is_written_out(text) {
                expanded.insert(text.clone());
            } else {
                has_wildcards = true;
            }
        }
        if has_wildcards {
            let known = KNOWN_ACTIONS.iter().filter(|action| self.contain(action));
            expanded.extend(known.cloned());
        }
        expanded
    }
}

/// The resources between which an element of a boundary divides, also by leaving some out.
fn dividing(element: Option<&ResourceElement>) -> Vec<String> {
    let named = element.iter().flat_map(|element| &element.patterns);
    let mut found: Vec<String> = named.map(|it| it.value.clone()).collect();
    if element.is_none_or(|element| element.polarity == Polarity::Negated) {
        found.push(ANY.to_owned());
    }
    found
}

fn resources(element: Option<&ResourceElement>) -> Vec<String> {
    match element {
        Some(element) if element.polarity == Polarity::Positive => {
            element.patterns.iter().map(|it| it.value.clone()).collect()
        }
        _ => vec![ANY.to_owned()],
    }
}

fn statements(document: &str) -> Vec<Statement> {
    validate(document, PolicyKind::Identity).document.statements
}

/// The statement as JSON, so that spaces and the order of members don't count.
fn as_json(statement: &Statement, document: &str) -> Option<serde_json::Value> {
    serde_json::from_str(statement.span.text(document)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(statements: &str) -> String {
        format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#)
    }

    const READING: &str =
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}"#;

    fn asked(granting: &str, boundary: &str) -> Vec<(String, String)> {
        let (one, other) = Boundary::both(&document(boundary), &document(boundary));
        let documents = [document(granting)];
        let unused = BTreeSet::new();
        let questions = questions(&documents, &unused, &[&one, &other], 100_000).unwrap();
        questions.into_iter().map(|it| (it.action, it.resource)).collect()
    }

    #[test]
    fn a_grant_is_asked_about_on_its_own_resources_and_on_those_of_the_boundary() {
        let boundary = r#"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/public/*"}"#;
        let pair = |resource: &str| ("s3:GetObject".to_owned(), resource.to_owned());
        let expected = [pair("arn:aws:s3:::b/*"), pair("arn:aws:s3:::b/public/*")];
        assert_eq!(asked(READING, boundary), expected);
        let other = r#"{"Effect":"Allow","Action":"ec2:*","Resource":"*"}"#;
        assert_eq!(asked(READING, other), [pair("arn:aws:s3:::b/*")]);
    }

    #[test]
    fn wildcards_are_expanded_by_what_services_have() {
        let granting = r#"{"Effect":"Allow","Action":"sts:Assume*","Resource":"*"}"#;
        let actions: Vec<String> = asked(granting, READING).into_iter().map(|it| it.0).collect();
        assert!(actions.contains(&"sts:AssumeRole".to_owned()), "{actions:?}");
        assert!(actions.iter().all(|action| action.starts_with("sts:Assume")), "{actions:?}");
        let negated = r#"{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}"#;
        let actions = asked(negated, READING);
        assert!(actions.len() > 1_000 && actions.iter().all(|it| !it.0.starts_with("iam:")));
    }

    #[test]
    fn what_a_boundary_leaves_out_divides_too() {
        let boundary =
            r#"{"Effect":"Deny","Action":"s3:*","NotResource":"arn:aws:s3:::b/public/*"}"#;
        let resources: Vec<String> = asked(READING, boundary).into_iter().map(|it| it.1).collect();
        assert_eq!(resources, ["*", "arn:aws:s3:::b/*", "arn:aws:s3:::b/public/*"]);
    }

    #[test]
    fn conditions_decide_about_the_actions_of_their_statements() {
        let conditional = document(
            r#"{"Effect":"Deny","NotAction":"iam:*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}}"#,
        );
        let conditions = Conditions::of(&[conditional, document(READING)]);
        assert!(conditions.are_about("s3:GetObject") && !conditions.are_about("iam:GetUser"));
    }

    #[test]
    fn too_many_questions_are_none() {
        let everything = [document(r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#)];
        let (one, other) = Boundary::both(&document(READING), &document(READING));
        let unused = BTreeSet::new();
        assert!(questions(&everything, &unused, &[&one, &other], 1_000).is_none());
        assert!(questions(&everything, &unused, &[&one, &other], 100_000).is_some());
    }

    #[test]
    fn what_was_used_is_asked_about_without_a_grant() {
        let used = BTreeSet::from([Grant::new("s3:GetObject", "*")]);
        let (one, other) = Boundary::both(&document(READING), &document(READING));
        let questions = questions(&[], &used, &[&one, &other], 10).unwrap();
        let resources: Vec<String> = questions.into_iter().map(|it| it.resource).collect();
        assert_eq!(resources, ["*", "arn:aws:s3:::b/*"]);
    }

    #[test]
    fn denials_grant_nothing_to_ask_about() {
        let denying = r#"{"Effect":"Deny","Action":"*","Resource":"*"}"#;
        assert!(asked(denying, READING).is_empty());
    }

    #[test]
    fn a_condition_that_both_boundaries_have_decides_nothing_between_them() {
        let conditional = r#"{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}"#;
        let same = format!(" {} ", conditional.replace(":{", ": {"));
        let (one, other) = Boundary::both(&document(conditional), &document(&same));
        assert!(!one.is_conditional("s3:GetObject") && !other.is_conditional("s3:GetObject"));
        let (one, other) = Boundary::both(&document(conditional), &document(READING));
        assert!(one.is_conditional("s3:GetObject") && !other.is_conditional("s3:GetObject"));
        assert!(!one.is_conditional("ec2:RunInstances"));
    }
}
