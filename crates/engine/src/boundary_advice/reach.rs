//! What an action is asked of: resources that the policy knows nothing of, and those that it names.
//!
//! What an Allow names it may allow there alone, and what a Deny leaves out by `NotResource` it does
//! not deny: an example of each such pattern is asked, too.

use entail_policy::arn::Arn;
use entail_policy::pattern::Pattern;
use entail_policy::tree::{Document, Effect, Polarity, ResourceElement};

use super::escape::Target;
use super::named::{INSIDE, Names, example};
use super::{covers, has_effect};
use crate::limits::BOUNDARY_RESOURCES_MAX;

/// What an action is asked of.
#[derive(Debug)]
pub(super) struct Reach {
    /// Resources that nothing tells from others: one allowed is a way out.
    pub(super) any: Vec<String>,
    /// Resources that Allow statements name, of a kind whose names tell what is bounded.
    pub(super) allowed: Vec<Example>,
    /// The same of those that Deny statements leave out.
    pub(super) exempted: Vec<Example>,
    /// Whether the policy names more of them than are asked.
    pub(super) is_cut_off: bool,
}

/// A pattern of the policy, and an ARN that it matches.
#[derive(Debug)]
pub(super) struct Example {
    pub(super) written: String,
    pub(super) arn: String,
}

pub(super) fn reach(document: &Document, action: &str, target: Target, names: &Names<'_>) -> Reach {
    let service = service(action);
    let mut any = names.resources(target);
    if target == Target::Any {
        any.extend(names.of_service(service));
    }
    let patterns = |effect, polarity| Patterns { document, action, effect, polarity };
    let kind = Kind { target, service };
    let (mut allowed, is_long) = patterns(Effect::Allow, Polarity::Positive).examples(kind, names);
    let (mut exempted, is_longer) = patterns(Effect::Deny, Polarity::Negated).examples(kind, names);
    if !target.is_told_by_name() {
        let examples = allowed.drain(..).chain(exempted.drain(..));
        any.extend(examples.map(|example| example.arn));
    }
    Reach { any, allowed, exempted, is_cut_off: is_long || is_longer }
}

fn service(action: &str) -> &str {
    action.split_once(':').map_or(action, |(service, _)| service)
}

/// Which resources are asked.
#[derive(Clone, Copy)]
struct Kind<'a> {
    target: Target,
    service: &'a str,
}

impl Kind<'_> {
    fn takes(self, arn: &str) -> bool {
        let is_of_kind = |kind: &str| Pattern::new(&format!("arn:*:iam::*:{kind}*")).matches(arn);
        let is_of_service = |service: &str| {
            Arn::parse(arn).is_ok_and(|arn| Pattern::new(arn.service()).matches(service))
        };
        match (self.target, self.target.kind()) {
            (_, Some(kind)) => is_of_kind(kind),
            (Target::Any, _) => is_of_service(self.service),
            (Target::Of(of), _) => {
                is_of_service(of.split_once(':').map_or(of, |(service, _)| service))
            }
            _ => false,
        }
    }
}

/// What statements of one effect say of an action's resources, in elements of one polarity.
struct Patterns<'a> {
    document: &'a Document,
    action: &'a str,
    effect: Effect,
    polarity: Polarity,
}

impl<'a> Patterns<'a> {
    fn written(&self) -> impl Iterator<Item = &'a str> {
        let (action, effect, polarity) = (self.action, self.effect, self.polarity);
        let statements = self.document.statements.iter();
        let statements = statements.filter(move |statement| {
            let says_so = |element: &ResourceElement| {
                element.polarity == polarity && element.patterns.iter().any(|it| it.value != "*")
            };
            has_effect(statement, effect)
                && statement.resource.as_ref().is_some_and(says_so)
                && covers(statement, action)
        });
        let elements = statements.filter_map(|statement| statement.resource.as_ref());
        elements.flat_map(|element| &element.patterns).map(|pattern| pattern.value.as_str())
    }

    /// An example of each pattern that is of the kind; and whether there are more of them.
    fn examples(&self, kind: Kind<'_>, names: &Names<'_>) -> (Vec<Example>, bool) {
        let mut found: Vec<Example> = Vec::new();
        for written in self.written() {
            let arn = example(written, &names.account, INSIDE);
            // Only the caller is left in such a pattern: see `relaxed`.
            let is_own = written.to_ascii_lowercase().contains("${aws:username");
            let is_known = found.iter().any(|known| known.written == written);
            if is_own || is_known || !kind.takes(&arn) {
                continue;
            }
            if found.len() == BOUNDARY_RESOURCES_MAX {
                return (found, true);
            }
            found.push(Example { written: written.to_owned(), arn });
        }
        (found, false)
    }
}
