//! Version, `Id`, statement ids and characters.

use std::collections::BTreeMap;

use super::{PolicyKind, member};
use crate::diagnostic::{Diagnostic, Severity};
use crate::faults::Faults;
use crate::finding::document::{
    CHARACTER_NOT_ALLOWED, IDENTITY_POLICY_ID, OLD_VERSION, VERSION_REQUIRED,
};
use crate::finding::principal::RESOURCE_CONTROL_ALLOW;
use crate::finding::statement::{DUPLICATE_SID, INVALID_SID};
use crate::span::{Span, Spanned};
use crate::text::ValueKind;
use crate::tree::{Document, Effect, Version};

pub(super) fn check(document: &Document, kind: PolicyKind, faults: &mut Faults) {
    if matches!(document.json.kind, ValueKind::Object(_)) {
        version(document, kind, faults);
    }
    if let Some(id) = document.id.as_ref().filter(|_| !kind.takes_principal()) {
        let message = "`Id` means nothing in this kind of policy";
        faults.push(Diagnostic::new(&IDENTITY_POLICY_ID, id.span, message));
    }
    statement_ids(document, kind, faults);
    characters(document, faults);
    if kind == PolicyKind::ResourceControl {
        effects(document, faults);
    }
}

fn version(document: &Document, kind: PolicyKind, faults: &mut Faults) {
    let written = member(&document.json, "Version");
    let span = document.version.as_ref().map_or(document.json.span, |version| version.span);
    let is_old = document.effective_version() == Version::V2008_10_17;
    let is_unreadable = written.is_some() && document.version.is_none();
    if !is_old || is_unreadable {
        return;
    }
    if kind.needs_version() {
        let message = "this kind of policy must be of version 2012-10-17";
        let fault = Diagnostic::new(&VERSION_REQUIRED, span, message);
        faults.push(fault.with_help("write `\"Version\": \"2012-10-17\"`"));
    } else if let Some(variable) = first_variable(document) {
        let message = "policy variables are plain text in version 2008-10-17";
        let fault = Diagnostic::new(&OLD_VERSION, variable, message);
        faults.push(fault.with_help("write `\"Version\": \"2012-10-17\"`"));
    }
}

fn first_variable(document: &Document) -> Option<Span> {
    let resources = document.statements.iter().filter_map(|statement| statement.resource.as_ref());
    let mut patterns = resources.flat_map(|resource| &resource.patterns);
    let resource = patterns.find(|pattern| pattern.value.contains("${")).map(|found| found.span);
    let conditions = document.statements.iter().flat_map(|statement| &statement.conditions);
    let keys = conditions.flat_map(|condition| &condition.keys);
    let mut values = keys.flat_map(|key| &key.values);
    resource.or_else(|| {
        values.find(|value| value.value.as_text().contains("${")).map(|found| found.span)
    })
}

/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html>
fn statement_ids(document: &Document, kind: PolicyKind, faults: &mut Faults) {
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    for statement in &document.statements {
        let Some(sid) = statement.sid.as_ref().filter(|sid| !sid.value.is_empty()) else {
            continue;
        };
        if !kind.is_kept_by_another_service() {
            statement_id(sid, faults);
        }
        if let Some(earlier) = first.get(sid.value.as_str()) {
            let message = format!("the statement id `{}` is used twice", sid.value);
            let mut fault = Diagnostic::new(&DUPLICATE_SID, sid.span, message);
            if kind.is_kept_by_another_service() {
                fault.severity = Severity::Warning;
            }
            faults.push(fault.with_secondary(*earlier, "first defined here"));
        } else {
            first.insert(&sid.value, sid.span);
        }
    }
}

fn statement_id(sid: &Spanned<String>, faults: &mut Faults) {
    if !sid.value.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        let message = format!("the statement id `{}` is not alphanumeric", sid.value);
        faults.push(Diagnostic::new(&INVALID_SID, sid.span, message));
    }
}

/// AWS: U+0009, U+000A, U+000D and U+0020 to U+00FF,
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
fn characters(document: &Document, faults: &mut Faults) {
    let not_allowed =
        |character: char| !matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{ff}');
    // The reader reports a byte order mark at the beginning.
    let mut characters = document.source.char_indices().skip_while(|it| *it == (0, '\u{feff}'));
    let Some((offset, character)) = characters.find(|(_, character)| not_allowed(*character))
    else {
        return;
    };
    let span = Span::new(offset, offset + character.len_utf8());
    let message = format!("AWS takes no U+{:04X} in a policy document", character as u32);
    faults.push(Diagnostic::new(&CHARACTER_NOT_ALLOWED, span, message));
}

/// AWS: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html>
fn effects(document: &Document, faults: &mut Faults) {
    let effects = document.statements.iter().filter_map(|statement| statement.effect.as_ref());
    for effect in effects.filter(|effect| effect.value == Effect::Allow) {
        let message = "a resource control policy can only deny";
        faults.push(Diagnostic::new(&RESOURCE_CONTROL_ALLOW, effect.span, message));
    }
}
