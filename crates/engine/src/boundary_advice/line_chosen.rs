//! Statements that read what the line under a transitive boundary chooses itself.

use std::collections::BTreeSet;

use entail_policy::finding::boundary::READS_WHAT_THE_LINE_CHOOSES;
use entail_policy::operators::Family;
use entail_policy::tree::{Condition, Document, Effect, Statement, Version};
use entail_policy::variable::{Part, Template};
use entail_policy::{Diagnostic, Span};

use super::{has_effect, joined};
use crate::policy_set::UndecidableKeys;
use crate::request::folded_key;

/// What an inherited boundary may not believe (F4): the names, session names and tags that whoever
/// creates a principal or obtains a session gives it. The lineage's `undecidable_keys` knows the same.
const CHOSEN: &[&str] = &[
    "aws:PrincipalArn",
    "aws:PrincipalTag/*",
    "aws:SourceIdentity",
    "aws:userid",
    "aws:username",
    "sts:RoleSessionName",
    "sts:SourceIdentity",
];

const INSTEAD: &str = "use keys that the line cannot choose, such as `aws:PrincipalAccount`, or several boundaries, one for each name or tag";

/// A diagnostic for each statement that reads such a key, in conditions, values or resources.
pub(super) fn advise(document: &Document) -> Vec<Diagnostic> {
    let chosen = UndecidableKeys {
        keys: CHOSEN.iter().map(|&key| key.to_owned()).collect(),
        except: Vec::new(),
    };
    let statements = document.statements.iter();
    statements
        .filter_map(|statement| of_statement(statement, document.effective_version(), &chosen))
        .collect()
}

fn of_statement(
    statement: &Statement,
    version: Version,
    chosen: &UndecidableKeys,
) -> Option<Diagnostic> {
    let mut read = keys_read(statement, version);
    let mut seen = BTreeSet::new();
    read.retain(|(key, _)| chosen.contains(key) && seen.insert(folded_key(key)));
    let (_, span) = read.first()?;
    let names = joined(read.iter().map(|(key, _)| format!("`{key}`")).collect());
    let otherwise = if has_effect(statement, Effect::Allow) {
        "its Allow does not apply"
    } else {
        "its Deny applies"
    };
    let message = format!(
        "as an inherited boundary, this statement believes {names} only if last set by a session outside of the line: else {otherwise}"
    );
    let found = Diagnostic::new(&READS_WHAT_THE_LINE_CHOOSES, *span, message);
    Some(found.with_help(INSTEAD))
}

/// The keys that a statement reads, each with its place.
fn keys_read(statement: &Statement, version: Version) -> Vec<(String, Span)> {
    let mut read = Vec::new();
    let mut texts: Vec<(&str, Span)> = Vec::new();
    let resources = statement.resource.iter().flat_map(|element| &element.patterns);
    texts.extend(resources.map(|pattern| (pattern.value.as_str(), pattern.span)));
    for condition in &statement.conditions {
        for key in &condition.keys {
            read.push((key.key.value.clone(), key.key.span));
            if replaces_variables(condition) {
                let values = key.values.iter();
                texts.extend(values.map(|value| (value.value.as_text(), value.span)));
            }
        }
    }
    if version == Version::V2012_10_17 {
        for (text, span) in texts {
            read.extend(variables(text).into_iter().map(|key| (key, span)));
        }
    }
    read.sort_by_key(|(_, span)| *span);
    read
}

/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>
fn replaces_variables(condition: &Condition) -> bool {
    let family = condition.parsed.map(|parsed| parsed.operator.family());
    matches!(family, Some(Family::String | Family::Arn))
}

fn variables(text: &str) -> Vec<String> {
    let parts = Template::parse(text).map_or(Vec::new(), |template| template.parts);
    let keys = parts.into_iter().filter_map(|part| match part {
        Part::Variable { key, .. } => Some(key),
        _ => None,
    });
    keys.collect()
}
