//! One way out of a boundary: the requests that take it, and the statement that closes it.

use entail_policy::arn::Arn;
use entail_policy::finding::Finding;
use entail_policy::text::{Value, ValueKind};
use entail_policy::tree::{Document, Effect};

use super::actions::may_name;
use super::catalogue::BOUNDED_PATH;
use super::has_effect;
use super::named::Names;
use super::probe::Prober;
use crate::decision::StatementPointer;

/// A way out of a permissions boundary.
///
/// Those that come first matter most: whoever has no room for all of them leaves out the last.
#[derive(Debug)]
pub struct Escape {
    /// What is said where the policy lets it through.
    pub finding: &'static Finding,
    /// The way out in a few words, step by step.
    pub way: &'static str,
    /// The rows of the escape catalogue that it is: `docs/escapes.md`.
    pub rows: &'static [u8],
    /// What closing it costs.
    pub cost: Cost,
    /// The requests; one allowed is enough.
    pub(super) asked: &'static [(&'static str, Target)],
    /// What `iam:PermissionsBoundary` holds in them, and how a message tells it; `$BOUNDARY` is
    /// what it holds.
    pub(super) keys: &'static [(Key, &'static str)],
    /// The statement that closes it; `$OWN` is the policy's ARN, `$IAM` the beginning of the ARNs
    /// of its account, or of any where AWS manages the policy, `$ANY` of those of any account;
    /// `$ROWS` tells the rows, `"$ROLES"` and the like stand for what counts as bounded.
    pub(super) closing: &'static str,
}

/// What it costs to close a way out: what else the statement forbids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cost {
    /// Nothing that an ordinary deployment does.
    Nothing,
    /// AWS tells what is bounded by nothing but names: what a deployment makes has to have them.
    Names,
    /// What ordinary deployments do.
    Deployments,
}

/// What closing statements name.
#[derive(Clone, Copy, Debug)]
pub struct Naming<'a> {
    /// The boundary's own ARN.
    pub own_arn: &'a str,
    /// The beginning of the ARNs of its account: `arn:aws:iam::111122223333:`.
    pub account: &'a str,
    /// What counts as bounded where AWS knows names only: ends of ARNs, as `role/bounded/*`.
    pub bounded: &'a [String],
}

/// Kinds of resources that a name makes bounded, and what stands for them in statements.
const BOUNDED_KINDS: [(&str, &str); 5] = [
    ("role/", "\"$ROLES\""),
    ("user/", "\"$USERS\""),
    ("group/", "\"$GROUPS\""),
    ("policy/", "\"$POLICIES\""),
    ("instance-profile/", "\"$PROFILES\""),
];

/// What `iam:PermissionsBoundary` holds in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// Nothing: the call names no boundary, the target has none, or the action knows no such key.
    Missing,
    /// A policy that the document does not name.
    Another,
    /// The policy itself.
    Own,
}

/// The resource of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// The caller's own role, one it creates, or one that the policy's resources take in.
    Role,
    /// The same of users.
    User,
    /// A role of the account that the boundary knows nothing of.
    OutsideRole,
    /// A role of another account.
    RoleElsewhere,
    /// A user of the account that the boundary knows nothing of.
    OutsideUser,
    /// Such a group.
    OutsideGroup,
    /// Such a policy.
    OutsidePolicy,
    /// Such an instance profile.
    OutsideProfile,
    /// The policy itself.
    Own,
    /// A resource of this name in each other account: the end of its ARN.
    Member(&'static str),
    /// No resource in particular.
    Any,
    /// Another resource: its ARN behind the partition, `$ACCOUNT` for the account.
    Of(&'static str),
}

impl Target {
    /// The kind of its resources in IAM: `role/`.
    pub(super) fn kind(self) -> Option<&'static str> {
        match self {
            Self::Role | Self::OutsideRole | Self::RoleElsewhere => Some("role/"),
            Self::User | Self::OutsideUser => Some("user/"),
            Self::OutsideGroup => Some("group/"),
            Self::OutsidePolicy => Some("policy/"),
            Self::OutsideProfile => Some("instance-profile/"),
            Self::Own | Self::Any | Self::Member(_) | Self::Of(_) => None,
        }
    }

    /// Whether names can tell those that are bounded from those that are not.
    pub(super) fn is_told_by_name(self) -> bool {
        match self {
            Self::Role | Self::User | Self::Own | Self::Any | Self::Member(_) => false,
            Self::OutsideRole
            | Self::OutsideUser
            | Self::OutsideGroup
            | Self::OutsidePolicy
            | Self::OutsideProfile
            | Self::RoleElsewhere
            | Self::Of(_) => true,
        }
    }
}

/// A path as it stands in ARNs, behind the kind and its slash.
fn below(path: &str) -> &str {
    path.strip_prefix('/').unwrap_or(path)
}

/// A request that was allowed.
#[derive(Debug)]
pub(super) struct Hit {
    pub(super) action: &'static str,
    /// How a message tells it.
    pub(super) words: String,
    /// The statement that allowed it.
    pub(super) pointer: StatementPointer,
}

impl Escape {
    /// The statement that closes it in the policy with this ARN: JSON on one line, with a `Sid`.
    ///
    /// What AWS can only tell by names takes principals and policies below
    /// [`BOUNDED_PATH`](super::BOUNDED_PATH) for bounded ones.
    pub fn closing_statement(&self, own_arn: &Arn) -> String {
        let account = own_arn.account_id().map_or("*".to_owned(), |account| account.to_string());
        self.closing_naming(&Naming {
            own_arn: &own_arn.to_string(),
            account: &format!("arn:{}:iam::{account}:", own_arn.partition()),
            bounded: &BOUNDED_KINDS.map(|(kind, _)| format!("{kind}{}*", below(BOUNDED_PATH))),
        })
    }

    /// The statement that closes it where these are the names.
    ///
    /// Where nothing is bounded by name, it forbids the actions on everything.
    pub fn closing_naming(&self, naming: &Naming<'_>) -> String {
        let partition = naming.account.split(':').nth(1).unwrap_or("*");
        let closing = self
            .closing
            .replace("$ROWS", &self.row_words())
            .replace("$OWN", naming.own_arn)
            .replace("$IAM", naming.account)
            .replace("$ANY", &format!("arn:{partition}:iam::*:"));
        let listed = BOUNDED_KINDS.iter().fold(closing, |text, (kind, stand_in)| {
            let names = naming.bounded.iter().filter(|name| name.starts_with(kind));
            let names: Vec<String> =
                names.map(|name| format!("\"{}{name}\"", naming.account)).collect();
            let names = names.join(",");
            let stand_in = if names.is_empty() && text.contains(&format!("{stand_in},")) {
                format!("{stand_in},")
            } else {
                (*stand_in).to_owned()
            };
            text.replace(&stand_in, &names)
        });
        listed.replace(",]", "]").replace(r#""NotResource":[]"#, r#""Resource":"*""#)
    }

    /// The kinds of resources that its statement tells by name, as they stand in ARNs: `role/`.
    pub fn kinds_told_by_name(&self) -> impl Iterator<Item = &'static str> {
        let kinds = BOUNDED_KINDS.iter().filter(|(_, stand_in)| self.closing.contains(stand_in));
        kinds.map(|(kind, _)| *kind)
    }

    /// `Row3`, `Rows5And6`: a `Sid` takes letters and digits only.
    fn row_words(&self) -> String {
        let rows: Vec<String> = self.rows.iter().map(u8::to_string).collect();
        format!("Row{}{}", if rows.len() == 1 { "" } else { "s" }, rows.join("And"))
    }

    /// The actions that take it.
    pub fn actions(&self) -> impl Iterator<Item = &'static str> {
        self.asked.iter().map(|(action, _)| *action)
    }

    /// Whether some Allow statement may allow one of the actions that its statement denies,
    /// whatever the resource and the conditions.
    pub fn is_touched_by(&self, document: &Document) -> bool {
        let own = Arn::new("aws", "iam", "", "", "policy/x");
        let closing = entail_policy::text::read_file(&self.closing_statement(&own)).0;
        let denied = closing.get("Action").map(strings).unwrap_or_default();
        let allows = document.statements.iter().filter(|it| has_effect(it, Effect::Allow));
        let mut elements = allows.filter_map(|statement| statement.action.as_ref());
        elements.any(|element| denied.iter().any(|pattern| may_name(element, pattern)))
    }

    /// The kind of what an action is asked of, where names tell what is bounded: `role/`.
    pub fn kind_of(&self, action: &str) -> Option<&'static str> {
        let mut asked = self.asked.iter().filter(|(asked, _)| *asked == action);
        asked.find_map(|(_, target)| target.kind().filter(|_| target.is_told_by_name()))
    }

    /// The first allowed request of each action.
    pub(super) fn hits(&self, prober: &Prober, names: &Names<'_>) -> Vec<Hit> {
        let mut hits: Vec<Hit> = Vec::new();
        for (action, target) in self.asked {
            if hits.iter().any(|hit| hit.action == *action) {
                continue;
            }
            let reach = prober.reach(action, *target, names);
            let mut resources = reach.any;
            if self.kinds_told_by_name().next().is_none() {
                // No names make up for a boundary that AWS tells: such a Deny has a hole.
                resources.extend(reach.exempted.into_iter().map(|example| example.arn));
            }
            let found = self.keyed(names).find_map(|(value, words)| {
                let pointer = prober.some(action, &resources, value)?;
                Some(Hit { action, words, pointer })
            });
            let unasked = reach.is_cut_off.then(|| Hit {
                action,
                words: "on more resources than are asked about".to_owned(),
                pointer: StatementPointer::Document,
            });
            hits.extend(found.or(unasked));
        }
        hits
    }

    /// The names that it is open for, as the policy writes them, where it is closed for others.
    pub(super) fn names_let_through(&self, prober: &Prober, names: &Names<'_>) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for (action, target) in self.asked {
            let reach = prober.reach(action, *target, names);
            for example in reach.allowed.into_iter().chain(reach.exempted) {
                let resources = [example.arn];
                let is_allowed = |(value, _): (Option<&str>, String)| {
                    prober.some(action, &resources, value).is_some()
                };
                if !found.contains(&example.written) && self.keyed(names).any(is_allowed) {
                    found.push(example.written);
                }
            }
        }
        found
    }

    /// What `iam:PermissionsBoundary` holds, one a request, and how a message tells it.
    fn keyed<'a>(
        &'a self,
        names: &'a Names<'_>,
    ) -> impl Iterator<Item = (Option<&'a str>, String)> {
        self.keys.iter().flat_map(|(key, words)| {
            names
                .values(*key)
                .into_iter()
                .map(|value| (value, words.replace("$BOUNDARY", value.unwrap_or_default())))
        })
    }
}

fn strings(value: &Value) -> Vec<String> {
    match &value.kind {
        ValueKind::String(text) => vec![text.clone()],
        ValueKind::Array(elements) => elements.iter().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}
