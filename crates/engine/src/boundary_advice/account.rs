//! ARNs of another account where the boundary's own belongs.

use entail_policy::arn::Arn;
use entail_policy::finding::boundary::OTHER_ACCOUNT;
use entail_policy::tree::{Document, Effect, Polarity};
use entail_policy::{Diagnostic, Span};

use super::named::{Names, boundary_conditions, is_policy};
use super::{covers, has_effect};

/// Lists of ARNs, in conditions and where the policy's own versions are protected, that are all of
/// policies of other accounts.
pub(super) fn advise(document: &Document, names: &Names<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for statement in &document.statements {
        for (_, key) in boundary_conditions(statement) {
            let values = key.values.iter().map(|value| (value.value.as_text(), value.span));
            found.extend(all_elsewhere(values, names));
        }
        let protects =
            covers(statement, "iam:CreatePolicyVersion") && has_effect(statement, Effect::Deny);
        let resource = statement.resource.as_ref().filter(|_| protects);
        let Some(resource) = resource.filter(|it| it.polarity == Polarity::Positive) else {
            continue;
        };
        let patterns = resource.patterns.iter();
        found.extend(all_elsewhere(patterns.map(|it| (it.value.as_str(), it.span)), names));
    }
    found
}

/// A diagnostic at the first of the ARNs, where each is of a policy of some other account.
fn all_elsewhere<'a>(
    texts: impl Iterator<Item = (&'a str, Span)>,
    names: &Names<'_>,
) -> Option<Diagnostic> {
    let mut first: Option<(Arn, Span)> = None;
    for (text, span) in texts {
        let arn = Arn::parse(text).ok()?;
        let is_elsewhere = is_policy(&arn)
            && arn.account_id().is_some_and(|account| account.as_str() != names.account);
        if !is_elsewhere {
            return None;
        }
        first.get_or_insert((arn, span));
    }
    let (arn, span) = first?;
    let message = format!(
        "account {} is not {}, whose users and roles this boundary is for",
        arn.account(),
        names.account
    );
    let here = Arn::new(arn.partition(), "iam", "", &names.account, arn.resource());
    let found = Diagnostic::new(&OTHER_ACCOUNT, span, message);
    Some(found.with_help(format!("write `{here}`")))
}
