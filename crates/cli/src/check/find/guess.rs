//! What a document that stands alone most likely is: by the name of its file, then by what it says.

use entail_policy::text::Value;
use entail_policy::{PolicyKind, resource_kind};

/// Words in the name of a file, and what they say of a policy that names no principal.
const WITHOUT_PRINCIPAL: &[(&str, PolicyKind)] = &[
    ("scp", PolicyKind::ServiceControl),
    ("boundary", PolicyKind::PermissionsBoundary),
    ("session", PolicyKind::Session),
    ("inline", PolicyKind::InlineIdentity),
];

/// The same of one that does.
const WITH_PRINCIPAL: &[(&str, &str)] = &[
    ("bucket", "s3-bucket"),
    ("key", "kms-key"),
    ("queue", "sqs-queue"),
    ("topic", "sns-topic"),
    ("secret", "secret"),
];

pub(super) fn kind(name: &str, value: &Value) -> PolicyKind {
    let file = name.rsplit(['/', '\\']).next().unwrap_or_default().to_ascii_lowercase();
    let words: Vec<&str> = file.split(|it: char| !it.is_ascii_alphanumeric()).collect();
    let has = |word: &str| words.contains(&word);
    if !names_principals(value) {
        let named = WITHOUT_PRINCIPAL.iter().find(|(word, _)| has(word));
        return named.map_or(PolicyKind::Identity, |(_, kind)| *kind);
    }
    if has("rcp") {
        PolicyKind::ResourceControl
    } else if has("endpoint") || has("vpce") {
        PolicyKind::VpcEndpoint
    } else if has("trust") || is_trust(value) {
        PolicyKind::RoleTrust
    } else {
        let named = WITH_PRINCIPAL.iter().find(|(word, _)| has(word) && has("policy"));
        let kind = named.and_then(|(_, name)| resource_kind::find(name));
        kind.map_or(PolicyKind::Resource, PolicyKind::ResourceOf)
    }
}

/// By what it says alone.
pub(super) fn by_content(value: &Value) -> PolicyKind {
    kind("", value)
}

fn statements(value: &Value) -> &[Value] {
    match value.get("Statement") {
        Some(list) if !list.elements().is_empty() => list.elements(),
        Some(statement) => std::slice::from_ref(statement),
        None => &[],
    }
}

fn names_principals(value: &Value) -> bool {
    statements(value).iter().any(|statement| {
        statement.get("Principal").or_else(|| statement.get("NotPrincipal")).is_some()
    })
}

/// Whether all actions are of STS and no resource is named.
fn is_trust(value: &Value) -> bool {
    statements(value).iter().all(|statement| {
        let actions = match statement.get("Action") {
            Some(list) if !list.elements().is_empty() => list.elements(),
            Some(action) => std::slice::from_ref(action),
            None => &[],
        };
        statement.get("Resource").is_none()
            && !actions.is_empty()
            && actions.iter().all(|it| it.as_str().is_some_and(|it| it.starts_with("sts:")))
    })
}
