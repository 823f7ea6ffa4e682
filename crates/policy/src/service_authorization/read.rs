//! Reads the lines of `models/service-authorization/facts.tsv`; its README says what they hold.
//!
//! A line that is not understood is left out: a test reads the whole file and finds none.

use super::{
    AccessLevel, Action, ActionResourceType, Cardinality, ConditionKey, Need, ResourceType,
    Service, ValueType,
};

/// Begins the lines of a service.
const SERVICE: &str = "service\t";

/// The prefix of each service, and the text that its lines are.
pub(super) fn services(facts: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut rest = facts.strip_prefix(SERVICE);
    std::iter::from_fn(move || {
        let text = rest?;
        let (this, next) = match text.split_once("\nservice\t") {
            Some((this, next)) => (this, Some(next)),
            None => (text, None),
        };
        rest = next;
        Some((this.split(['\t', '\n']).next()?, this))
    })
}

/// The ARNs of all resource types.
pub(super) fn arns(facts: &'static str) -> impl Iterator<Item = &'static str> {
    facts.lines().filter_map(|line| line.strip_prefix("resource\t")?.split('\t').nth(1))
}

/// The service that `text` tells of, which begins behind [`SERVICE`].
pub(super) fn service(text: &'static str) -> Service {
    let (head, lines) = text.split_once('\n').unwrap_or((text, ""));
    let (prefix, name) = head.split_once('\t').unwrap_or((head, ""));
    let mut service = Service {
        prefix,
        name,
        condition_keys: Vec::new(),
        resource_types: Vec::new(),
        actions: Vec::new(),
    };
    for line in lines.lines() {
        let mut fields = line.split('\t');
        let kind = fields.next().unwrap_or_default();
        let mut field = || fields.next().unwrap_or_default();
        match kind {
            "key" => {
                let name = full(prefix, field());
                let (value_type, cardinality) = value_type(field());
                service.condition_keys.push(ConditionKey { name, value_type, cardinality });
            }
            "resource" => service.resource_types.push(ResourceType {
                name: field(),
                arn: field(),
                condition_keys: keys(prefix, field()),
            }),
            "action" => service.actions.push(Action {
                name: field(),
                access_level: access_level(field()),
                resource_types: list(field()).map(resource_type).collect(),
                condition_keys: keys(prefix, field()),
            }),
            _ => {}
        }
    }
    service
}

/// `:TlsVersion` of `s3` as `s3:TlsVersion`.
fn full(prefix: &str, key: &str) -> String {
    if key.starts_with(':') { format!("{prefix}{key}") } else { key.to_owned() }
}

fn keys(prefix: &str, field: &str) -> Vec<String> {
    list(field).map(|key| full(prefix, key)).collect()
}

fn list(field: &str) -> impl Iterator<Item = &str> {
    field.split(',').filter(|entry| !entry.is_empty())
}

fn resource_type(entry: &'static str) -> ActionResourceType {
    match entry.strip_suffix('*') {
        Some(name) => ActionResourceType { name, need: Need::Required },
        None => ActionResourceType { name: entry, need: Need::Optional },
    }
}

pub(super) fn value_type(text: &str) -> (Option<ValueType>, Cardinality) {
    let (element, cardinality) = match text.strip_prefix("ArrayOf") {
        Some(element) => (element, Cardinality::Multiple),
        None => (text, Cardinality::Single),
    };
    let value_type = match element {
        "String" => Some(ValueType::String),
        "ARN" => Some(ValueType::Arn),
        "Bool" => Some(ValueType::Bool),
        "Numeric" => Some(ValueType::Numeric),
        "Date" => Some(ValueType::Date),
        "IPAddress" => Some(ValueType::IpAddress),
        "Binary" => Some(ValueType::Binary),
        _ => None,
    };
    (value_type, cardinality)
}

fn access_level(text: &str) -> Option<AccessLevel> {
    match text {
        "List" => Some(AccessLevel::List),
        "Read" => Some(AccessLevel::Read),
        "Tagging" => Some(AccessLevel::Tagging),
        "Write" => Some(AccessLevel::Write),
        "Permissions management" => Some(AccessLevel::PermissionsManagement),
        _ => None,
    }
}
