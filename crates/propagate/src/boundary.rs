//! The boundary that AWS enforces: a policy that refers to itself, and what it leaves open.
//!
//! [`write()`] makes one of the engine's table of [ways out](entail_engine::ESCAPES): each statement
//! closes one and says so in its `Sid`. [`examine`] asks the engine what any policy lets through,
//! row by row of the [catalogue](rows::ROWS); both go by the same decisions, so that what is said to
//! be closed was tried. [`explain`] tells people what stands in it.
//!
//! What AWS tells by names only (`sts:AssumeRole`, `iam:PassRole`, tags, policies) can't be closed
//! without a convention on names, which templates that are there already do not keep: it stays open
//! unless the [names](Options::bounded) of what is bounded are given, and is said to be.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html>

pub mod attach;
mod choice;
mod document;
mod examine;
mod format;
mod names;
mod page;
pub mod rows;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use entail_policy::Diagnostic;
use entail_policy::arn::{AccountId, Arn};
use thiserror::Error;

pub use choice::Statement;
pub use examine::{Examination, Open, RowState, State, examine};
pub use format::Format;
pub use names::{BoundedName, PolicyName, PolicyPath};
pub use page::explain;

/// The path below which a policy is transitive: `entail run` and Entail's server know it by that.
pub const TRANSITIVE_PATH: &str = "/entail/transitive/";

/// The account that stands for any where none is given.
const EXAMPLE_ACCOUNT: &str = "111122223333";

/// What to write.
#[derive(Clone, Debug)]
pub struct Options {
    /// The policy's name.
    pub name: PolicyName,
    /// The policy's path.
    pub path: PolicyPath,
    /// The partition of its ARN; without one `aws`, or whatever the template is deployed in.
    pub partition: Option<String>,
    /// The account; without one the policy serves in any.
    pub account: Option<AccountId>,
    /// The text of a policy: what the boundary allows. Everything without one.
    pub allow: Option<String>,
    /// The text of a policy whose statements deny more.
    pub deny: Option<String>,
    /// What counts as bounded where AWS tells by names only.
    pub bounded: Vec<BoundedName>,
    /// What is known not to be bounded, and denied by its name.
    pub outside: Vec<BoundedName>,
    /// What becomes of users and roles that are there without the boundary.
    pub existing: Existing,
    /// Rows of the catalogue to close although ordinary deployments need what that denies.
    pub close: BTreeSet<u8>,
    /// Rows to leave open.
    pub leave_open: BTreeSet<u8>,
    /// In which form to write it.
    pub format: Format,
}

impl Options {
    /// A boundary of this name as it is written by default: the policy itself, under `/`, for any
    /// account, which allows everything that no statement denies.
    pub fn new(name: PolicyName) -> Self {
        Self {
            name,
            path: PolicyPath::default(),
            partition: None,
            account: None,
            allow: None,
            deny: None,
            bounded: Vec::new(),
            outside: Vec::new(),
            existing: Existing::default(),
            close: BTreeSet::new(),
            leave_open: BTreeSet::new(),
            format: Format::default(),
        }
    }
}

/// What becomes of users and roles that are there without the boundary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Existing {
    /// Nobody under the boundary touches them; an administrator puts the boundary on them.
    #[default]
    Refuse,
    /// Whoever is under the boundary may put it on them, and change them then.
    Adopt,
}

/// A boundary that was written.
#[derive(Clone, Debug)]
pub struct Written {
    /// It, in the form that was asked for.
    pub text: String,
    /// It as a policy of one account: what was examined.
    pub policy: String,
    /// Its ARN in that account.
    pub own_arn: Arn,
    /// Its statements but for the caller's, in their order.
    pub statements: Vec<Statement>,
    /// What had no room, what matters most first.
    pub left_out: Vec<Statement>,
    /// Characters without white space, the longest that the form can come to.
    pub size: usize,
    /// Which rows it closes.
    pub examination: Examination,
}

/// Why no boundary was written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum BoundaryError {
    /// A policy of the caller's can't be used.
    #[error("the policy to {part}: line {line}, column {column}: {reason}")]
    Part {
        /// `allow` or `deny`.
        part: &'static str,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What is wrong there.
        reason: String,
    },
    /// Nothing below this size holds.
    #[error(
        "the statements without which nothing holds take {needed} characters and yours {yours}: \
         more than the {max} that AWS takes; shorten yours by {over}"
    )]
    TooLarge {
        /// Characters of the statements that have to be there.
        needed: usize,
        /// Characters of the caller's.
        yours: usize,
        /// What AWS takes.
        max: usize,
        /// By how much it is too long.
        over: usize,
    },
    /// A row that no statement closes.
    #[error("no statement closes row {0}: rows that can be closed are {1}")]
    NoSuchRow(u8, String),
    /// A row that has to be closed.
    #[error("row {0} can't be left open: a boundary that does not close it holds nobody")]
    Essential(u8),
    /// A row that is to be closed and left open.
    #[error("row {0} is to be closed and to be left open")]
    Contradiction(u8),
    /// Names count as bounded, and the account is not known.
    #[error(
        "names of bounded users and roles need their account: name it with --account, or write a \
         template, which knows its own"
    )]
    NamesWithoutAccount,
    /// AWS would refuse what came out.
    #[error("AWS would refuse the boundary: {0}")]
    Refused(String),
}

/// Writes a boundary.
///
/// # Errors
///
/// Where a policy of the caller's can't be used, rows contradict one another, or even what matters
/// most has no room.
pub fn write(options: &Options) -> Result<Written, BoundaryError> {
    let names_somebody = !options.bounded.is_empty() || !options.outside.is_empty();
    if names_somebody && options.account.is_none() && options.format == Format::Json {
        return Err(BoundaryError::NamesWithoutAccount);
    }
    let parts = document::Parts::read(options)?;
    let chosen = choice::choose(options, &parts)?;
    let policy = chosen.policy(options, document::Stage::Examined);
    let own_arn = own_arn(options);
    Ok(Written {
        text: format::render(options, &chosen),
        examination: examine(&policy, Some(&own_arn)).map_err(|faults| refused(&faults))?,
        policy,
        own_arn,
        size: chosen.size,
        statements: chosen.statements,
        left_out: chosen.left_out,
    })
}

/// What AWS would say of the policy.
fn refused(faults: &[Diagnostic]) -> BoundaryError {
    let said = faults.iter().map(|fault| format!("{} ({})", fault.message, fault.code));
    BoundaryError::Refused(said.collect::<Vec<_>>().join("; "))
}

/// The policy's ARN, in the account of AWS's examples where none is given.
fn own_arn(options: &Options) -> Arn {
    let account = options.account.as_ref().map_or(EXAMPLE_ACCOUNT, AccountId::as_str);
    let partition = options.partition.as_deref().unwrap_or("aws");
    Arn::new(partition, "iam", "", account, &own_resource(options))
}

/// The end of the policy's ARN.
fn own_resource(options: &Options) -> String {
    format!("policy{}{}", options.path.as_str(), options.name.as_str())
}
