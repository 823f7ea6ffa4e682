//! Policies in pieces: the caller's parts, and what comes together.

use entail_policy::arn::AccountId;
use entail_policy::text::{Value, ValueKind, read_file};
use entail_policy::tree::Effect;
use entail_policy::{LineColumn, Parsed, PolicyKind, review};

use super::examine::is_refused;
use super::{BoundaryError, EXAMPLE_ACCOUNT, Format, Options};

/// Stands for the partition until it is known in which form to write it; AWS takes no such
/// character in a policy.
pub(super) const PARTITION: char = '\u{e000}';

/// Stands for the account.
pub(super) const ACCOUNT: char = '\u{e001}';

/// The longest partition of AWS that people deploy in.
const LONGEST_PARTITION: &str = "aws-us-gov";

/// JSON without places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    Text(String),
    /// A number, a boolean or `null`, as it was written.
    Bare(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

/// Where a text stands in a policy: variables mean something in conditions that they don't mean
/// before the fifth colon of a resource.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Condition,
    Elsewhere,
}

/// What a policy is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// To be asked what it lets through.
    Examined,
    /// To be measured: the longest that it can come to.
    Measured,
}

/// The statements that the caller brings.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    pub(super) allow: Vec<Node>,
    pub(super) deny: Vec<Node>,
}

impl Node {
    pub(super) fn read(text: &str) -> Node {
        Node::of(&read_file(text).0)
    }

    fn of(value: &Value) -> Node {
        match &value.kind {
            ValueKind::Missing | ValueKind::Null => Node::Bare("null".to_owned()),
            ValueKind::Boolean(boolean) => Node::Bare(boolean.to_string()),
            ValueKind::Number(number) => Node::Bare(number.clone()),
            ValueKind::String(text) => Node::Text(text.clone()),
            ValueKind::Array(elements) => Node::List(elements.iter().map(Node::of).collect()),
            ValueKind::Object(members) => Node::Map(
                members.iter().map(|it| (it.key.value.clone(), Node::of(&it.value))).collect(),
            ),
        }
    }

    pub(super) fn text(text: &str) -> Node {
        Node::Text(text.to_owned())
    }

    pub(super) fn map<const LENGTH: usize>(members: [(&str, Node); LENGTH]) -> Node {
        Node::Map(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }

    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        match self {
            Node::Map(members) => members.iter().find(|(it, _)| it == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The texts of a list, or the one that stands for it.
    pub(super) fn texts(&self) -> Vec<&str> {
        match self {
            Node::Text(text) => vec![text],
            Node::List(elements) => elements.iter().flat_map(Node::texts).collect(),
            _ => Vec::new(),
        }
    }

    /// Keeps those texts of a member that is a list.
    pub(super) fn retain(&mut self, key: &str, is_kept: &impl Fn(&str) -> bool) {
        let Node::Map(members) = self else { return };
        let lists = members.iter_mut().filter(|(name, _)| name == key);
        for (_, value) in lists {
            if let Node::List(elements) = value {
                elements.retain(|it| !matches!(it, Node::Text(text) if !is_kept(text)));
            }
        }
    }

    /// The same with other texts.
    pub(super) fn map_texts(&self, place: Place, change: &impl Fn(&str, Place) -> Node) -> Node {
        match self {
            Node::Text(text) => change(text, place),
            Node::Bare(text) => Node::Bare(text.clone()),
            Node::List(elements) => {
                Node::List(elements.iter().map(|it| it.map_texts(place, change)).collect())
            }
            Node::Map(members) => Node::Map(
                members
                    .iter()
                    .map(|(key, value)| {
                        let place = if key == "Condition" { Place::Condition } else { place };
                        (key.clone(), value.map_texts(place, change))
                    })
                    .collect(),
            ),
        }
    }
}

/// A policy of these statements.
pub(super) fn policy(statements: Vec<Node>) -> Node {
    Node::map([("Version", Node::text("2012-10-17")), ("Statement", Node::List(statements))])
}

/// The policy with partition and account as `stage` has them.
pub(super) fn resolved(policy: &Node, options: &Options, stage: Stage) -> Node {
    let partition = match (options.partition.as_deref(), options.format, stage) {
        (Some(partition), ..) => partition,
        (None, Format::Json, _) | (None, _, Stage::Examined) => "aws",
        (None, _, Stage::Measured) => LONGEST_PARTITION,
    };
    let change = |text: &str, place: Place| {
        let account = account(options, place);
        Node::Text(text.replace(PARTITION, partition).replace(ACCOUNT, account))
    };
    policy.map_texts(Place::Elsewhere, &change)
}

// CHOICE: a policy for any account says `*` in resources, where AWS takes no variable for the
// account, and the caller's own account in conditions. A boundary is of its principal's account.
fn account(options: &Options, place: Place) -> &str {
    match (options.account.as_ref(), options.format, place) {
        (Some(account), ..) => AccountId::as_str(account),
        (None, Format::Json, Place::Condition) => "${aws:PrincipalAccount}",
        (None, Format::Json, Place::Elsewhere) => "*",
        (None, ..) => EXAMPLE_ACCOUNT,
    }
}

impl Parts {
    pub(super) fn read(options: &Options) -> Result<Parts, BoundaryError> {
        const EVERYTHING: &str =
            r#"{"Sid":"AllowEverythingElse","Effect":"Allow","Action":"*","Resource":"*"}"#;
        let allow = match &options.allow {
            Some(text) => statements("allow", text)?,
            None => vec![Node::read(EVERYTHING)],
        };
        let deny = match &options.deny {
            Some(text) => denials(text)?,
            None => Vec::new(),
        };
        Ok(Parts { allow, deny })
    }
}

/// The statements of a policy that denies.
fn denials(text: &str) -> Result<Vec<Node>, BoundaryError> {
    const PART: &str = "deny";
    let found = statements(PART, text)?;
    let document = entail_policy::parse(text).document;
    let allows = document.statements.iter().find_map(|statement| {
        statement.effect.as_ref().filter(|effect| effect.value != Effect::Deny)
    });
    match allows {
        Some(effect) => {
            let place = LineColumn::of(text, effect.span.start as usize);
            let reason = "a statement that allows: put it into the policy to allow".to_owned();
            Err(BoundaryError::Part { part: PART, line: place.line, column: place.column, reason })
        }
        None => Ok(found),
    }
}

fn statements(part: &'static str, text: &str) -> Result<Vec<Node>, BoundaryError> {
    let Parsed { document, diagnostics } = review(text, PolicyKind::PermissionsBoundary);
    if let Some(fault) = diagnostics.iter().find(|found| is_refused(found)) {
        let place = fault.line_column(text);
        let reason = fault.message.clone();
        return Err(BoundaryError::Part { part, line: place.line, column: place.column, reason });
    }
    Ok(match document.json.get("Statement").map(Node::of) {
        Some(Node::List(statements)) => statements,
        Some(statement) => vec![statement],
        None => Vec::new(),
    })
}
