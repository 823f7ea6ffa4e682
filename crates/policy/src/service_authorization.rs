//! What AWS's Service Authorization Reference says of services, as committed under `models/`.
//!
//! For advice only: no decision is made by it, because AWS adds actions every week and a policy may
//! name one that these facts do not know yet.
//!
//! The text is compiled in. It is split into services when the first is asked for, and a service is
//! read when it is asked for itself.
//!
//! AWS: <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>

pub mod global_keys;
mod read;
pub mod regions;
pub mod resource_control;
pub mod supported_keys;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use crate::pattern::Pattern;

const FACTS: &str = include_str!("../../../models/service-authorization/facts.tsv");

/// The same of Entail's own API, which AWS's reference does not know.
const OWN_FACTS: &str = include_str!("../../../models/service-authorization/entail.tsv");

/// The prefix of Entail's own actions and condition keys.
const OWN_PREFIX: &str = "entail:";

/// Whether an action or condition key is one of Entail's own; case does not matter.
pub fn is_own(name: &str) -> bool {
    name.get(..OWN_PREFIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(OWN_PREFIX))
}

/// The services by prefix, each with its text and, once it was asked for, what was read from it.
static SERVICES: LazyLock<BTreeMap<&str, (&str, OnceLock<Service>)>> = LazyLock::new(|| {
    let all = read::services(FACTS).chain(read::services(OWN_FACTS));
    all.map(|(prefix, text)| (prefix, (text, OnceLock::new()))).collect()
});

/// Finds a service by the prefix of its actions, such as `s3`; case does not matter.
pub fn service(prefix: &str) -> Option<&'static Service> {
    let (text, read) = SERVICES.get(prefix.to_ascii_lowercase().as_str())?;
    Some(read.get_or_init(|| read::service(text)))
}

/// The prefixes of all services, sorted.
pub fn prefixes() -> impl Iterator<Item = &'static str> {
    SERVICES.keys().copied()
}

/// The ARNs of resource types, with `*` for all that varies, by the service that stands in them,
/// which is not always the prefix of the actions.
static ARNS: LazyLock<BTreeMap<&str, Vec<String>>> = LazyLock::new(|| {
    let mut arns: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for arn in read::arns(FACTS) {
        let service = arn.split(':').nth(2).unwrap_or_default();
        arns.entry(service).or_default().push(with_stars(arn));
    }
    arns
});

/// The forms of all ARNs that name the service, with `*` for all that varies. Case matters.
pub fn arn_patterns(service: &str) -> impl Iterator<Item = &'static str> {
    ARNS.get(service).into_iter().flatten().map(String::as_str)
}

/// One service.
#[derive(Debug)]
pub struct Service {
    /// The prefix of its actions, such as `s3`.
    pub prefix: &'static str,
    /// Its name, such as `Amazon S3`.
    pub name: &'static str,
    /// Its own condition keys and the global ones that its pages list, by name.
    pub condition_keys: Vec<ConditionKey>,
    /// Its resource types, by name.
    pub resource_types: Vec<ResourceType>,
    /// Its actions, by name.
    pub actions: Vec<Action>,
}

impl Service {
    /// Finds an action by its name without the prefix; case does not matter.
    pub fn action(&self, name: &str) -> Option<&Action> {
        self.actions.iter().find(|action| action.name.eq_ignore_ascii_case(name))
    }

    /// Finds a condition key by its full name, such as `s3:ExistingObjectTag/team`.
    pub fn condition_key(&self, name: &str) -> Option<&ConditionKey> {
        self.condition_keys.iter().find(|key| key.matches(name))
    }
}

/// A condition key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConditionKey {
    /// The full name, with `${TagKey}` or `<key>` for what varies.
    pub name: String,
    /// The type of its values; none where AWS names a type that we do not know.
    pub value_type: Option<ValueType>,
    /// Whether a request holds one value or many.
    pub cardinality: Cardinality,
}

impl ConditionKey {
    /// Whether `name` is this key, or one of the keys it stands for. Case does not matter.
    pub fn matches(&self, name: &str) -> bool {
        is_key(&self.name, name)
    }
}

/// Whether `name` is the key `known`, or one of the keys that it stands for. Case does not matter.
pub fn is_key(known: &str, name: &str) -> bool {
    if !known.contains(['$', '<']) {
        return known.eq_ignore_ascii_case(name);
    }
    Pattern::new(&with_stars(known)).matches_ignoring_case(name)
}

/// The types of condition values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ValueType {
    /// Text.
    String,
    /// An ARN.
    Arn,
    /// `true` or `false`.
    Bool,
    /// A number.
    Numeric,
    /// A date.
    Date,
    /// An address or a range of addresses.
    IpAddress,
    /// Binary data in base64.
    Binary,
}

/// How many values of a key a request holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cardinality {
    /// At most one.
    Single,
    /// Any number: conditions need `ForAllValues` or `ForAnyValue`.
    Multiple,
}

/// A type of resources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceType {
    /// Its name, such as `bucket`.
    pub name: &'static str,
    /// Its ARN, with `${BucketName}` for what varies.
    pub arn: &'static str,
    /// The full names of the condition keys that its resources have.
    pub condition_keys: Vec<String>,
}

impl ResourceType {
    /// The ARN with `*` for all that varies.
    pub fn arn_pattern(&self) -> String {
        with_stars(self.arn)
    }
}

/// An action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// Its name without the prefix, such as `GetObject`.
    pub name: &'static str,
    /// What it does, as AWS classes it; none where AWS names a class that we do not know.
    pub access_level: Option<AccessLevel>,
    /// The types of resources it can be limited to. Empty: only `*` matches.
    pub resource_types: Vec<ActionResourceType>,
    /// The full names of the condition keys that its requests have.
    pub condition_keys: Vec<String>,
}

/// AWS's classes of actions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccessLevel {
    /// Lists resources.
    List,
    /// Reads their content.
    Read,
    /// Changes tags only.
    Tagging,
    /// Creates, changes and deletes.
    Write,
    /// Changes who may do what.
    PermissionsManagement,
}

/// A type of resources that an action takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActionResourceType {
    /// The name of the [`ResourceType`].
    pub name: &'static str,
    /// Whether the action needs a resource of this type.
    pub need: Need,
}

/// Whether something must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Need {
    /// It must.
    Required,
    /// It may.
    Optional,
}

/// `arn:${Partition}:s3:::${BucketName}` as `arn:*:s3:::*`, and `s3:ExistingObjectTag/<key>` as
/// `s3:ExistingObjectTag/*`.
fn with_stars(template: &str) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(start) = rest.find("${").or_else(|| rest.find('<')) {
        let (before, placeholder) = rest.split_at(start);
        text.push_str(before);
        let Some((_, after)) = placeholder.split_once(['}', '>']) else {
            text.push_str(placeholder);
            return text;
        };
        text.push('*');
        rest = after;
    }
    text.push_str(rest);
    text
}
