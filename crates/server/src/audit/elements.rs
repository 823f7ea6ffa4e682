//! Parameters and answers as the JSON of an event: names begin with a small letter, lists are arrays,
//! and secrets are gone.
//!
//! AWS: <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html>

use entail_wire::{limits::ECHOED_VALUE_CHARACTERS_MAX, query::Parameters, secret::Secret};
use quick_xml::{
    Reader,
    escape::resolve_predefined_entity,
    events::{BytesRef, Event},
};
use serde_json::{Map, Value, json};

use crate::limits::{AUDIT_ELEMENT_BYTES_MAX, AUDIT_ELEMENT_DEPTH_MAX};

/// Members whose values never stand in an event. In what was asked, a word stands in their place; in
/// what was answered they are left out.
///
/// CHOICE: AWS records the session token that an answer carries; here it is a secret like others.
pub const HIDDEN_MEMBERS: &[&str] = &[
    "AddPrivateKey",
    "AuthenticationCode1",
    "AuthenticationCode2",
    "Base32StringSeed",
    "ContextAssertion",
    "NewPassword",
    "OldPassword",
    "Password",
    "PrivateKey",
    "QRCodePNG",
    "SAMLAssertion",
    "SecretAccessKey",
    "ServiceCredentialSecret",
    "ServicePassword",
    "SessionToken",
    "TokenCode",
    "WebIdentityToken",
];

/// AWS's word for what an event does not show.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html>
pub const HIDDEN: &str = "HIDDEN_DUE_TO_SECURITY_REASONS";

/// Members that are numbers; everything else in the Query protocol is a text.
pub const NUMBERS: &[&str] = &[
    "ActionsCompared",
    "AttachmentCount",
    "DurationSeconds",
    "MaxItems",
    "MaxResults",
    "MaxSessionDuration",
    "MinimumSessionTokenSize",
    "PackedPolicySize",
    "PermissionsBoundaryUsageCount",
    "SessionTokenSize",
    "SessionTokenUtilization",
    "TemplateMinorVersion",
];

/// Members that are `true` or `false`.
pub const BOOLEANS: &[&str] = &[
    "AcceptWrites",
    "AllUsers",
    "ApplyToSelf",
    "Deleted",
    "DryRun",
    "IsAttachable",
    "IsDefaultVersion",
    "IsTruncated",
    "OnlyAttached",
    "PasswordResetRequired",
    "SetAsDefault",
    "Used",
];

/// What was asked: the parameters that the operation knows. `None` where there are none.
pub(crate) fn of_request(parameters: &Parameters, members: &[&str]) -> Option<Value> {
    let mut root = Map::new();
    for (name, value) in parameters.iter() {
        let path: Vec<&str> = name.split('.').collect();
        if is_known(&path, members) && path.len() <= AUDIT_ELEMENT_DEPTH_MAX {
            let last = path.iter().rfind(|segment| !is_index(segment)).copied();
            let value = if is_hidden(&path) {
                json!(HIDDEN)
            } else {
                typed(last.unwrap_or_default(), value)
            };
            insert(&mut root, &path, value);
        }
    }
    bounded(named(Value::Object(root)))
}

/// The secrets among the parameters that the operation knows.
pub(crate) fn secrets_of(parameters: &Parameters, members: &[&str]) -> Vec<Secret> {
    let hidden = parameters.iter().filter(|(name, value)| {
        let path: Vec<&str> = name.split('.').collect();
        !value.is_empty() && is_known(&path, members) && is_hidden(&path)
    });
    hidden.map(|(_, value)| Secret::from(value)).collect()
}

fn is_known(path: &[&str], members: &[&str]) -> bool {
    path.first().is_some_and(|head| members.contains(head))
}

fn is_hidden(path: &[&str]) -> bool {
    path.iter().any(|segment| HIDDEN_MEMBERS.contains(segment))
}

/// A message without the secrets that it repeats: texts about a malformed value quote it, and of a
/// long one its beginning.
pub(crate) fn message_without(secrets: &[Secret], message: &str) -> String {
    secrets.iter().map(Secret::expose).fold(message.to_owned(), |text, secret| {
        let text = text.replace(secret, HIDDEN);
        let cut = secret.char_indices().nth(ECHOED_VALUE_CHARACTERS_MAX);
        match cut.and_then(|(end, _)| secret.get(..end)) {
            Some(beginning) => text.replace(beginning, HIDDEN),
            None => text,
        }
    })
}

/// What was answered, from the answer's own text. `None` where there is nothing in it.
pub(crate) fn of_answer(text: &str) -> Option<Value> {
    let answer = if text.starts_with('{') {
        serde_json::from_str(text).unwrap_or(Value::Null)
    } else {
        result_of_xml(text)
    };
    bounded(named(without_secrets(answer)))
}

/// AWS: the content of a member that is too long is left out.
fn bounded(value: Value) -> Option<Value> {
    match &value {
        Value::Object(members) if members.is_empty() => None,
        Value::Object(_) if value.to_string().len() > AUDIT_ELEMENT_BYTES_MAX => {
            Some(json!({"omitted": true}))
        }
        Value::Object(_) => Some(value),
        _ => None,
    }
}

fn typed(name: &str, value: &str) -> Value {
    let parsed = if NUMBERS.contains(&name) {
        value.parse::<i64>().ok().map(Value::from)
    } else if BOOLEANS.contains(&name) {
        value.parse::<bool>().ok().map(Value::from)
    } else {
        None
    };
    parsed.unwrap_or_else(|| Value::from(value))
}

fn is_index(segment: &str) -> bool {
    segment == "member" || segment.bytes().all(|byte| byte.is_ascii_digit())
}

/// Puts a value at the end of a path. Where something else stands in the way, it stays.
fn insert(object: &mut Map<String, Value>, path: &[&str], value: Value) {
    match path {
        [] => {}
        [last] => {
            object.entry(*last).or_insert(value);
        }
        [first, rest @ ..] => {
            let below = object.entry(*first).or_insert_with(|| json!({}));
            if let Value::Object(below) = below {
                insert(below, rest, value);
            }
        }
    }
}

/// Lists as arrays, and names with a small letter first.
fn named(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            if let Some(entries) = list_of(&members) {
                return named(Value::Array(entries));
            }
            members.into_iter().map(|(name, value)| (small(&name), named(value))).collect()
        }
        Value::Array(entries) => Value::Array(entries.into_iter().map(named).collect()),
        other => other,
    }
}

/// The entries of `{"member": {"1": ..., "2": ...}}` in the order of their numbers.
fn list_of(members: &Map<String, Value>) -> Option<Vec<Value>> {
    let entries = members.get("member").filter(|_| members.len() == 1)?.as_object()?;
    let mut numbered: Vec<(u64, Value)> = entries
        .iter()
        .map(|(index, value)| Some((index.parse().ok()?, value.clone())))
        .collect::<Option<_>>()?;
    numbered.sort_by_key(|(index, _)| *index);
    Some(numbered.into_iter().map(|(_, value)| value).collect())
}

fn small(name: &str) -> String {
    let mut characters = name.chars();
    let first: String = characters.next().into_iter().flat_map(char::to_lowercase).collect();
    first + characters.as_str()
}

fn without_secrets(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .filter(|(name, _)| !HIDDEN_MEMBERS.contains(&name.as_str()))
            .map(|(name, value)| (name, without_secrets(value)))
            .collect(),
        Value::Array(entries) => entries.into_iter().map(without_secrets).collect(),
        other => other,
    }
}

/// The members of the `...Result` element of an answer of ours.
fn result_of_xml(text: &str) -> Value {
    let Some(Value::Object(answer)) = tree_of_xml(text) else { return Value::Null };
    let result = answer.into_iter().find(|(name, _)| name.ends_with("Result"));
    result.map_or(Value::Null, |(_, result)| result)
}

/// An element that is open: its name, what is in it so far, and its text.
struct Open {
    name: String,
    members: Map<String, Value>,
    entries: Vec<Value>,
    text: String,
}

impl Open {
    fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            members: Map::new(),
            entries: Vec::new(),
            text: String::new(),
        }
    }

    /// What the element holds; nothing where it is empty, as an empty list looks like no text.
    fn into_value(self) -> Option<Value> {
        if !self.entries.is_empty() {
            Some(Value::Array(self.entries))
        } else if !self.members.is_empty() {
            Some(Value::Object(self.members))
        } else if self.text.trim().is_empty() {
            None
        } else {
            Some(typed(&self.name, &self.text))
        }
    }
}

/// The root element's content.
fn tree_of_xml(text: &str) -> Option<Value> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Open> = Vec::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => open.push(Open::new(start.name().as_ref())),
            Event::Text(found) => {
                if let Some(last) = open.last_mut() {
                    last.text.push_str(&found.xml10_content());
                }
            }
            Event::GeneralRef(entity) => {
                if let Some(last) = open.last_mut() {
                    last.text.push_str(&resolved(&entity)?);
                }
            }
            Event::End(_) => {
                let closed = open.pop()?;
                let name = closed.name.clone();
                let Some(parent) = open.last_mut() else { return closed.into_value() };
                match closed.into_value() {
                    Some(value) if name == "member" => parent.entries.push(value),
                    Some(value) => {
                        parent.members.insert(name, value);
                    }
                    None => {}
                }
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

fn resolved(entity: &BytesRef<'_>) -> Option<String> {
    if let Some(character) = entity.resolve_char_ref().ok()? {
        return Some(character.to_string());
    }
    resolve_predefined_entity(entity.as_ref()).map(str::to_owned)
}
