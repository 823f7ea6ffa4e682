//! One way out of a boundary: the requests that take it, and the statement that closes it.

use entail_policy::arn::Arn;
use entail_policy::finding::Finding;

use super::catalogue::BOUNDED_PATH;
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
    /// The requests; one allowed is enough.
    pub(super) asked: &'static [(&'static str, Target)],
    /// What `iam:PermissionsBoundary` holds in them, and how a message tells it; `$BOUNDARY` is
    /// what it holds.
    pub(super) keys: &'static [(Key, &'static str)],
    /// The statement that closes it; `$OWN` is the policy's ARN, `$IAM` the beginning of the ARNs
    /// of its account, or of any where AWS manages the policy, `$PATH` is [`BOUNDED_PATH`].
    pub(super) closing: &'static str,
}

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
    /// The policy itself.
    Own,
    /// No resource in particular.
    Any,
    /// Another resource: its ARN behind the partition, `$ACCOUNT` for the account.
    Of(&'static str),
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
        let partition = own_arn.partition();
        let account = own_arn.account_id().map_or("*".to_owned(), |account| account.to_string());
        let iam = format!("arn:{partition}:iam::{account}:");
        let closing = self.closing.replace("$OWN", &own_arn.to_string()).replace("$IAM", &iam);
        closing.replace("$PATH", BOUNDED_PATH)
    }

    /// The actions that take it.
    pub fn actions(&self) -> impl Iterator<Item = &'static str> {
        self.asked.iter().map(|(action, _)| *action)
    }

    /// The first allowed request of each action.
    pub(super) fn hits(&self, prober: &Prober, names: &Names<'_>) -> Vec<Hit> {
        let mut hits: Vec<Hit> = Vec::new();
        for (action, target) in self.asked {
            let is_new = hits.iter().all(|hit| hit.action != *action);
            let resources = names.resources(*target);
            let found = self.keys.iter().filter(|_| is_new).find_map(|(key, words)| {
                names.values(*key).into_iter().find_map(|value| {
                    let pointer = prober.some(action, &resources, value)?;
                    let words = words.replace("$BOUNDARY", value.unwrap_or_default());
                    Some(Hit { action, words, pointer })
                })
            });
            hits.extend(found);
        }
        hits
    }
}
