//! Policy documents: AWS's grammar, and nothing beyond it.
//!
//! A document that does not follow the grammar cannot be read; it is refused as a whole, for a Deny
//! may be in what was not understood.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

use super::json::Json;

/// The longest document, in characters.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html>
const CHARACTERS_MAX: usize = 131_072;

/// A policy document.
#[derive(Clone, Debug)]
pub(super) struct Document {
    pub(super) version: Version,
    pub(super) statements: Vec<Statement>,
}

/// The version of the policy language; 2008 where none is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    Of2008,
    Of2012,
}

/// A statement.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    /// `/Statement` for a lone one, else `/Statement/0` and so on.
    pub(super) pointer: String,
    pub(super) effect: Effect,
    pub(super) principal: Option<Listed<Vec<Principal>>>,
    pub(super) action: Listed<Vec<String>>,
    pub(super) resource: Option<Listed<Vec<String>>>,
    pub(super) conditions: Vec<Condition>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    Allow,
    Deny,
}

/// An element, or its negation (`NotAction`).
#[derive(Clone, Debug)]
pub(super) enum Listed<T> {
    These(T),
    AllBut(T),
}

#[derive(Clone, Debug)]
pub(super) enum Principal {
    Everyone,
    /// An ARN, twelve digits, or a unique id.
    Aws(String),
    Service(String),
    Federated(String),
    CanonicalUser(String),
}

/// One key under one operator.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    pub(super) operator: String,
    pub(super) key: String,
    pub(super) values: Vec<String>,
}

/// Reads a document, or a text that holds it; none where it does not follow the grammar.
pub(super) fn read(json: &Json) -> Option<Document> {
    if let Json::String(text) = json {
        let is_too_long = text.chars().count() > CHARACTERS_MAX;
        return if is_too_long { None } else { read_object(&Json::read(text).ok()?) };
    }
    read_object(json)
}

fn read_object(json: &Json) -> Option<Document> {
    if json.has_duplicate_keys() {
        return None;
    }
    only(json, &["Version", "Id", "Statement"])?;
    if let Some(id) = json.get("Id") {
        id.as_text()?;
    }
    let version = match json.get("Version").map(Json::as_text) {
        None | Some(Some("2008-10-17")) => Version::Of2008,
        Some(Some("2012-10-17")) => Version::Of2012,
        Some(_) => return None,
    };
    let statements = match json.get("Statement")? {
        Json::Array(items) if !items.is_empty() => items
            .iter()
            .enumerate()
            .map(|(place, item)| statement(item, format!("/Statement/{place}")))
            .collect::<Option<_>>()?,
        lone => vec![statement(lone, "/Statement".to_owned())?],
    };
    Some(Document { version, statements })
}

fn statement(json: &Json, pointer: String) -> Option<Statement> {
    only(
        json,
        &[
            "Sid",
            "Effect",
            "Principal",
            "NotPrincipal",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Condition",
        ],
    )?;
    if let Some(sid) = json.get("Sid") {
        sid.as_text()?;
    }
    let effect = match json.get("Effect")?.as_text()? {
        "Allow" => Effect::Allow,
        "Deny" => Effect::Deny,
        _ => return None,
    };
    let action = one_of(json, "Action", "NotAction", texts)??;
    let (Listed::These(actions) | Listed::AllBut(actions)) = &action;
    if actions.is_empty() {
        return None;
    }
    Some(Statement {
        pointer,
        effect,
        principal: one_of(json, "Principal", "NotPrincipal", principals)?,
        action,
        resource: one_of(json, "Resource", "NotResource", texts)?,
        conditions: json.get("Condition").map_or(Some(Vec::new()), conditions)?,
    })
}

/// Passes an object that has no other members than these.
fn only(json: &Json, known: &[&str]) -> Option<()> {
    let is_known = |(key, _): &(String, Json)| known.contains(&key.as_str());
    json.members()?.iter().all(is_known).then_some(())
}

/// The element or its negation, never both: the outer `None` is a fault, the inner an absence.
#[expect(clippy::option_option, reason = "a fault and an absence are two things")]
fn one_of<T>(
    json: &Json,
    name: &str,
    negated: &str,
    read: fn(&Json) -> Option<T>,
) -> Option<Option<Listed<T>>> {
    match (json.get(name), json.get(negated)) {
        (None, None) => Some(None),
        (Some(json), None) => Some(Some(Listed::These(read(json)?))),
        (None, Some(json)) => Some(Some(Listed::AllBut(read(json)?))),
        (Some(_), Some(_)) => None,
    }
}

/// A string, or a list of strings.
fn texts(json: &Json) -> Option<Vec<String>> {
    match json {
        Json::String(text) => Some(vec![text.clone()]),
        Json::Array(items) => items.iter().map(|item| item.as_text().map(str::to_owned)).collect(),
        _ => None,
    }
}

/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
fn principals(json: &Json) -> Option<Vec<Principal>> {
    if json.as_text() == Some("*") {
        return Some(vec![Principal::Everyone]);
    }
    let mut principals = Vec::new();
    for (kind, names) in json.members()? {
        let one: fn(String) -> Option<Principal> = match kind.as_str() {
            "AWS" => aws_principal,
            "Service" => |name| Some(Principal::Service(name)),
            "Federated" => |name| Some(Principal::Federated(name)),
            "CanonicalUser" => |name| Some(Principal::CanonicalUser(name)),
            _ => return None,
        };
        for name in texts(names)? {
            principals.push(one(name)?);
        }
    }
    Some(principals)
}

/// `*`, an account's id, a user's or role's unique id, or the ARN of an account, user, role or
/// session.
fn aws_principal(name: String) -> Option<Principal> {
    if name == "*" {
        return Some(Principal::Everyone);
    }
    let is_unique_id = (name.starts_with("AIDA") || name.starts_with("AROA"))
        && name.len() >= 16
        && name.chars().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit());
    if is_account(&name) || is_unique_id || is_identity_arn(&name) {
        return Some(Principal::Aws(name));
    }
    None
}

fn is_identity_arn(name: &str) -> bool {
    let parts: Vec<&str> = name.splitn(6, ':').collect();
    let ["arn", partition, service, "", account, resource] = parts.as_slice() else { return false };
    let names_one =
        resource.split_once('/').is_some_and(|(kind, id)| !kind.is_empty() && !id.is_empty());
    !partition.is_empty()
        && !account.is_empty()
        && match *service {
            "iam" if *resource == "root" => is_account(account),
            "iam" | "sts" => names_one,
            _ => false,
        }
}

/// Twelve digits.
pub(super) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.chars().all(|digit| digit.is_ascii_digit())
}

fn conditions(json: &Json) -> Option<Vec<Condition>> {
    let mut conditions = Vec::new();
    for (operator, keys) in json.members()? {
        for (key, values) in keys.members()? {
            let values = match values {
                Json::Array(items) => items.iter().map(scalar).collect::<Option<_>>()?,
                one => vec![scalar(one)?],
            };
            conditions.push(Condition { operator: operator.clone(), key: key.clone(), values });
        }
    }
    Some(conditions)
}

/// All values are strings; numbers and booleans are read as their texts.
fn scalar(json: &Json) -> Option<String> {
    match json {
        Json::String(text) | Json::Number(text) => Some(text.clone()),
        Json::Boolean(truth) => Some(truth.to_string()),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}
