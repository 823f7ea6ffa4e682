//! The boundaries that a policy names, its own ARN, and the ARNs that requests are made of.

use std::collections::BTreeSet;

use entail_policy::arn::Arn;
use entail_policy::tree::{Condition, ConditionKey, Document, Statement};
use entail_policy::{Span, Spanned};

use super::escape::{Key, Target};
use crate::limits::BOUNDARY_NAMES_MAX;

/// The key that holds the boundary's ARN.
pub(super) const BOUNDARY_KEY: &str = "iam:PermissionsBoundary";

/// The account where neither the caller nor the document names one: that of AWS's examples.
const EXAMPLE_ACCOUNT: &str = "111122223333";

/// An account that is not this one.
const OTHER_ACCOUNT: &str = "444455556666";

/// The policy where it neither has nor names an ARN.
const EXAMPLE_NAME: &str = "policy/boundary";

/// What stands for a wildcard or a variable in names of the caller and of what it creates.
pub(super) const INSIDE: &str = "entail";

/// What stands for them in names that the policy does not mean.
const OUTSIDE: &str = "entail-outside";

/// Names of what is outside: a pattern that takes in one by chance does not take in the other.
const OUTSIDE_NAMES: [&str; 2] = [OUTSIDE, "x"];

/// Names of what the caller creates, for the same reason.
const INSIDE_NAMES: [&str; 2] = [INSIDE, "x"];

/// A value of a condition on `iam:PermissionsBoundary`.
#[derive(Debug)]
pub(super) struct Named<'document> {
    pub(super) written: &'document str,
    pub(super) span: Span,
    /// An ARN that it matches: itself but for wildcards and variables.
    pub(super) arn: String,
}

/// The ARNs that a boundary is asked with.
#[derive(Debug)]
pub(super) struct Names<'document> {
    partition: String,
    pub(super) account: String,
    /// Whether the boundary's ARN, or what its conditions want as one, says the account.
    pub(super) is_account_known: bool,
    /// The policy itself.
    pub(super) own: String,
    /// Whether somebody said so; else it is taken from the conditions.
    is_given: bool,
    pub(super) named: Vec<Named<'document>>,
    /// Policies that the document does not name, and variations of its patterns.
    pub(super) others: Vec<String>,
    /// Other accounts that the document's resources name, and one that it does not.
    accounts_elsewhere: BTreeSet<String>,
}

impl<'document> Names<'document> {
    pub(super) fn new(document: &'document Document, own_arn: Option<&Arn>) -> Self {
        let account = account(document, own_arn);
        let named: Vec<Named<'_>> = boundary_values(document)
            .map(|value| Named {
                written: value.value,
                span: value.span,
                arn: shortest(value.value, &account),
            })
            .take(BOUNDARY_NAMES_MAX)
            .collect();
        let first = || named.first().map(|named| named.arn.clone());
        let own = own_arn.map(Arn::to_string).or_else(first);
        let own = own.unwrap_or_else(|| format!("arn:aws:iam::{account}:{EXAMPLE_NAME}"));
        let partition = Arn::parse(&own).map_or("aws".to_owned(), |arn| arn.partition().to_owned());
        let iam = format!("arn:{partition}:iam::{account}:");
        let others = others(&named, &own, &iam, &account);
        Self {
            accounts_elsewhere: accounts_elsewhere(document, &account),
            is_account_known: is_account_known(document, own_arn),
            partition,
            account,
            own,
            is_given: own_arn.is_some(),
            named,
            others,
        }
    }

    /// The ARN that closing statements name: the policy's own, or an example where the conditions
    /// name no policy.
    pub(super) fn own_arn(&self) -> Arn {
        Arn::parse(&self.own)
            .ok()
            .filter(is_policy)
            .unwrap_or_else(|| Arn::new(&self.partition, "iam", "", &self.account, EXAMPLE_NAME))
    }

    /// What a text about the policy says of the examples in it.
    pub(super) fn standing_in(&self, text: &str) -> String {
        let own_arn = self.own_arn().to_string();
        let is_known = self.is_given || self.named.iter().any(|named| named.arn == own_arn);
        if !is_known && text.contains(&own_arn) {
            format!(", where `{own_arn}` stands for the ARN of this policy")
        } else if !is_known && self.account == EXAMPLE_ACCOUNT && text.contains(EXAMPLE_ACCOUNT) {
            format!(", where `{EXAMPLE_ACCOUNT}` stands for the account")
        } else {
            String::new()
        }
    }

    /// Whether a principal of the account can have a boundary with this ARN: a policy of the
    /// account, spelt as this one if it is this one, or one of AWS.
    pub(super) fn can_be_boundary(&self, text: &str) -> bool {
        let is_misspelt = self.is_given && text != self.own && text.eq_ignore_ascii_case(&self.own);
        let is_here = |arn: &Arn| arn.account() == self.account || arn.account() == "aws";
        !is_misspelt && Arn::parse(text).is_ok_and(|arn| is_here(&arn) && is_policy(&arn))
    }

    /// Whether nobody in the account can change the policy.
    pub(super) fn is_managed_by_aws(&self) -> bool {
        Arn::parse(&self.own).is_ok_and(|arn| arn.account() == "aws")
    }

    /// The caller's user and role.
    pub(super) fn callers(&self) -> [String; 2] {
        ["user/", "role/"].map(|kind| self.iam(&format!("{kind}{INSIDE}")))
    }

    /// The ARNs that a request on this target is made with.
    pub(super) fn resources(&self, target: Target) -> Vec<String> {
        match target {
            Target::Role | Target::User => {
                let kind = target.kind().unwrap_or_default();
                INSIDE_NAMES.map(|name| self.iam(&format!("{kind}{name}"))).into()
            }
            Target::OutsideRole
            | Target::OutsideUser
            | Target::OutsideGroup
            | Target::OutsidePolicy
            | Target::OutsideProfile => {
                let kind = target.kind().unwrap_or_default();
                OUTSIDE_NAMES.map(|name| self.iam(&format!("{kind}{name}"))).into()
            }
            Target::RoleElsewhere => {
                let names = OUTSIDE_NAMES.iter();
                names.flat_map(|name| self.elsewhere(&format!("role/{name}"))).collect()
            }
            Target::Member(resource) => self.elsewhere(resource),
            Target::Own if self.is_managed_by_aws() => Vec::new(),
            Target::Own => vec![self.own.clone()],
            Target::Any => vec!["*".to_owned()],
            Target::Of(arn) => {
                let arn = arn.replace("$ACCOUNT", &self.account);
                vec![format!("arn:{}:{arn}", self.partition)]
            }
        }
    }

    /// The values that `iam:PermissionsBoundary` has, one a request.
    pub(super) fn values(&self, key: Key) -> Vec<Option<&str>> {
        match key {
            Key::Missing => vec![None],
            Key::Another => self.others.iter().map(|other| Some(other.as_str())).collect(),
            Key::Own => vec![Some(self.own.as_str())],
        }
    }

    /// The same resource in each other account.
    fn elsewhere(&self, resource: &str) -> Vec<String> {
        let accounts = self.accounts_elsewhere.iter();
        accounts.map(|it| format!("arn:{}:iam::{it}:{resource}", self.partition)).collect()
    }

    /// Resources of a service: patterns that take in most of them take in these.
    pub(super) fn of_service(&self, service: &str) -> [String; 2] {
        ["", "us-east-1"].map(|region| {
            let end = format!("{OUTSIDE}/{OUTSIDE}");
            Arn::new(&self.partition, service, region, &self.account, &end).to_string()
        })
    }

    fn iam(&self, resource: &str) -> String {
        format!("arn:{}:iam::{}:{resource}", self.partition, self.account)
    }
}

/// The conditions on `iam:PermissionsBoundary` of a statement.
pub(super) fn boundary_conditions(
    statement: &Statement,
) -> impl Iterator<Item = (&Condition, &ConditionKey)> {
    let keys = statement.conditions.iter().flat_map(|it| it.keys.iter().map(move |key| (it, key)));
    keys.filter(|(_, key)| key.key.value.eq_ignore_ascii_case(BOUNDARY_KEY))
}

/// An ARN that a pattern matches, its wildcards and variables filled in.
pub(super) fn example(pattern: &str, account: &str, filling: &str) -> String {
    let text = without_variables(pattern, account);
    let filled = |part: &str, with: &str| part.replace('*', with).replace('?', "x");
    match Arn::parse(&text) {
        Ok(arn) => Arn::new(
            &filled(arn.partition(), "aws"),
            arn.service(),
            &filled(arn.region(), ""),
            &filled(arn.account(), account),
            &filled(arn.resource(), filling),
        )
        .to_string(),
        Err(_) => filled(&text, filling),
    }
}

/// The shortest of them that names something.
fn shortest(pattern: &str, account: &str) -> String {
    let arn = example(pattern, account, "");
    if arn.is_empty() || arn.ends_with(['/', ':']) { arn + INSIDE } else { arn }
}

/// Whether a boundary can have this ARN.
pub(super) fn is_policy(arn: &Arn) -> bool {
    arn.service() == "iam" && arn.resource().starts_with("policy/")
}

fn without_variables(text: &str, account: &str) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some((before, (name, after))) = rest
        .split_once("${")
        .and_then(|(before, variable)| Some((before, variable.split_once('}')?)))
    {
        result.push_str(before);
        let is_account = name.to_ascii_lowercase().ends_with("account");
        result.push_str(if is_account { account } else { INSIDE });
        rest = after;
    }
    result.push_str(rest);
    result
}

fn boundary_values(document: &Document) -> impl Iterator<Item = Spanned<&str>> {
    let values = document.statements.iter().flat_map(boundary_conditions);
    let values = values
        .filter(|(condition, _)| condition.parsed.is_none_or(|it| it.operator.name() != "Null"));
    values
        .flat_map(|(_, key)| &key.values)
        .map(|value| Spanned { value: value.value.as_text(), span: value.span })
}

/// The account of the boundary, else the first one of a policy that the document names.
fn account(document: &Document, own_arn: Option<&Arn>) -> String {
    let resources = document.statements.iter().filter_map(|statement| statement.resource.as_ref());
    let resources = resources.flat_map(|element| &element.patterns).map(|it| it.value.as_str());
    let named = boundary_values(document).map(|value| value.value).chain(resources);
    let named = named.filter_map(|text| Arn::parse(text).ok()).filter(|arn| arn.service() == "iam");
    let mut arns = own_arn.cloned().into_iter().chain(named);
    let account = arns.find_map(|arn| arn.account_id());
    account.map_or(EXAMPLE_ACCOUNT.to_owned(), |account| account.to_string())
}

/// Whether there is no doubt of the account: conditions that name several may stand for many copies.
fn is_account_known(document: &Document, own_arn: Option<&Arn>) -> bool {
    if let Some(own_arn) = own_arn {
        return own_arn.account_id().is_some();
    }
    let named = boundary_values(document).filter_map(|value| Arn::parse(value.value).ok());
    let named: Vec<Arn> = named.filter(|arn| arn.account() != "aws").collect();
    let accounts: BTreeSet<&str> = named.iter().map(Arn::account).collect();
    accounts.len() == 1 && named.iter().all(|arn| arn.account_id().is_some())
}

fn others(named: &[Named<'_>], own: &str, iam: &str, account: &str) -> Vec<String> {
    let administrator = "arn:aws:iam::aws:policy/AdministratorAccess".to_owned();
    let mut others = vec![format!("{iam}policy/{OUTSIDE}"), administrator, format!("{own}-2")];
    others.extend(named.iter().map(|named| example(named.written, account, OUTSIDE)));
    let is_named = |other: &String| {
        other.eq_ignore_ascii_case(own)
            || named.iter().any(|named| named.arn.eq_ignore_ascii_case(other))
    };
    others.retain(|other| !is_named(other));
    others
}

/// The accounts of the resources that the document names, but for this one, and one more.
fn accounts_elsewhere(document: &Document, account: &str) -> BTreeSet<String> {
    let elements = document.statements.iter().filter_map(|statement| statement.resource.as_ref());
    let arns = elements.flat_map(|it| &it.patterns).filter_map(|it| Arn::parse(&it.value).ok());
    let named = arns.filter_map(|arn| arn.account_id().map(|account| account.to_string()));
    let mut accounts: BTreeSet<String> = named.filter(|it| it != account).collect();
    let other = if account == OTHER_ACCOUNT { EXAMPLE_ACCOUNT } else { OTHER_ACCOUNT };
    accounts.insert(other.to_owned());
    accounts
}
