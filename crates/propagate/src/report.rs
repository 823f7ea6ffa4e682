//! What a run has done, told at its end: which principals carry the boundary, and what does not.
//!
//! A [`Report`] is made from the [`Journal`] and comes in three forms: text for people, JSON for
//! programs, and `JUnit`'s XML for pipelines. JSON is the report itself, member by member; what is
//! said in it is kept from version to version, and [`FORM`] counts the changes that are not.

mod files;
mod headings;
mod junit;
mod text;

#[cfg(test)]
mod tests;

use std::fmt;

use serde::Serialize;

pub use self::files::TemplateFiles;
use crate::{
    journal::{Bounded, Denied, Event, Journal, NotBounded, Place},
    template::How,
};

/// The type of what SAM makes policies of, and no principal: one is added beside an added role.
const CONNECTOR: &str = "AWS::Serverless::Connector";

/// The name of a resource of Cloud Control that has none in the call.
pub(crate) const NAMED_BY_AWS: &str = "(named by AWS)";

/// The form of the JSON: changed when a member goes or comes to mean something else.
pub const FORM: u32 = 1;

/// What a run has done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// [`FORM`].
    pub form: u32,
    /// The boundaries that were passed on, with the reason for each.
    pub boundaries: Vec<Required>,
    /// Why nothing was passed on; none where something was.
    pub nothing_required: Option<String>,
    /// Every principal that was created or changed, each once, in the order of the calls.
    pub principals: Vec<Principal>,
    /// What the user should know.
    pub warnings: Vec<String>,
    /// Calls that were refused here, and not sent.
    pub refused: Vec<Refused>,
    /// Calls that were sent and have no answer.
    pub unanswered: Vec<Refused>,
    /// Principals that AWS refused to create or to change.
    pub refused_by_aws: Vec<RefusedByAws>,
    /// How many calls went through the proxy.
    pub calls: usize,
}

/// A boundary that was passed on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Required {
    /// Whose creations carry it: a principal's ARN, or `this run`.
    pub of: String,
    /// Its ARN.
    pub boundary: String,
    /// Why it is this one.
    pub because: String,
}

/// A principal that was created or changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Principal {
    /// Its type, as CloudFormation names it.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its name or logical id.
    pub name: String,
    /// Where it stands.
    pub place: Place,
    /// What came of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// Whether a principal carries the boundary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    /// It does.
    Bounded {
        /// The boundary's ARN.
        boundary: String,
        /// How it came to stand there.
        how: Placed,
        /// What it took the place of, as it was written: another boundary, or an intrinsic.
        #[serde(skip_serializing_if = "Option::is_none")]
        replaced: Option<String>,
    },
    /// It does not.
    Unbounded {
        /// Why, and what to do about it.
        why: String,
    },
    /// It was there and was changed, and AWS does not show whether it does.
    Unseen {
        /// Why not.
        why: String,
    },
}

/// How a boundary came to stand where it does: [`How`] without the texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Placed {
    /// It stood there already.
    AlreadyThere,
    /// Another one with an identical document stands there.
    KeptIdentical,
    /// It was put in.
    Inserted,
    /// It took the place of something else.
    Replaced,
}

/// A call that was refused here, or has no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// The call, as `iam:CreateRole`.
    pub call: String,
    /// What was wrong and what to do.
    pub message: String,
}

/// A principal that AWS refused to create or to change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RefusedByAws {
    /// Its type, as CloudFormation names it.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub place: Place,
    /// AWS's message.
    pub message: String,
}

impl From<&How> for Placed {
    fn from(how: &How) -> Self {
        match how {
            How::AlreadyThere => Self::AlreadyThere,
            How::KeptIdentical => Self::KeptIdentical,
            How::Inserted { .. } | How::Inside => Self::Inserted,
            How::Replaced { .. } => Self::Replaced,
        }
    }
}

impl fmt::Display for Placed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::AlreadyThere => "already there",
            Self::KeptIdentical => "kept",
            Self::Inserted => "put in",
            Self::Replaced => "replaced",
        })
    }
}

impl Report {
    /// Everything that a journal has kept.
    pub fn of(journal: &Journal) -> Self {
        let mut report = Self { form: FORM, calls: journal.calls(), ..Self::default() };
        for event in journal.events() {
            report.add(event);
        }
        report
    }

    /// The principals that are not bounded.
    pub fn unbounded(&self) -> impl Iterator<Item = &Principal> {
        self.principals.iter().filter(|it| matches!(it.outcome, Outcome::Unbounded { .. }))
    }

    /// The principals of which AWS does not show whether they are bounded.
    pub fn unseen(&self) -> impl Iterator<Item = &Principal> {
        self.principals.iter().filter(|it| matches!(it.outcome, Outcome::Unseen { .. }))
    }

    /// Whether everything that this run made or changed is bounded, as far as can be seen: nothing was
    /// left without the boundary, and no call was refused here or is without an answer.
    pub fn is_clean(&self) -> bool {
        let mut unclear = self.unbounded().chain(self.unseen());
        self.refused.is_empty() && self.unanswered.is_empty() && unclear.next().is_none()
    }

    /// The report for people, in lines of at most `width` columns where names allow.
    pub fn text(&self, width: usize) -> String {
        text::text(self, width)
    }

    /// The report for people in one line.
    pub fn summary(&self) -> String {
        text::summary(self)
    }

    /// The report for programs.
    pub fn json(&self) -> String {
        // Texts, numbers and lists only: there is nothing that can't be written.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// The report for pipelines: a test case for each principal, which fails where it is unbounded,
    /// and one for each call that was refused or has no answer.
    pub fn junit(&self) -> String {
        junit::junit(self)
    }

    fn add(&mut self, event: Event) {
        match event {
            Event::Required { of, boundary, because } => {
                let required = Required { of, boundary, because };
                push_once(&mut self.boundaries, required);
            }
            Event::NothingRequired { because } => self.nothing_required = Some(because),
            // It came with a role, which is told.
            Event::Bounded(it) if it.kind == CONNECTOR => {}
            Event::Bounded(Bounded { kind, name, place, boundary, how }) => {
                let (how, replaced) = (Placed::from(&how), replaced(how));
                let outcome = Outcome::Bounded { boundary, how, replaced };
                keep(&mut self.principals, Principal { kind, name, place, outcome });
            }
            Event::Unbounded(NotBounded { kind, name, place, why }) => {
                let outcome = Outcome::Unbounded { why };
                keep(&mut self.principals, Principal { kind, name, place, outcome });
            }
            Event::Unseen(NotBounded { kind, name, place, why }) => {
                let outcome = Outcome::Unseen { why };
                keep(&mut self.principals, Principal { kind, name, place, outcome });
            }
            Event::Gone { kind, name, place } => {
                self.principals.retain(|it| {
                    let is_it = it.kind == kind && it.name == name && same_place(&it.place, &place);
                    !is_it || may_be_another(it, &place)
                });
            }
            Event::Denied(Denied { kind, name, place, message }) => {
                push_once(&mut self.refused_by_aws, RefusedByAws { kind, name, place, message });
            }
            Event::Warning(text) => push_once(&mut self.warnings, text),
            Event::Refused { call, message } => {
                push_once(&mut self.refused, Refused { call, message });
            }
            Event::Unanswered { call, message } => {
                push_once(&mut self.unanswered, Refused { call, message });
            }
            // Counted by the journal.
            Event::Call { .. } => {}
        }
    }
}

/// A text without control characters: XML has no way to write them, and terminals obey them.
fn printable(text: &str) -> String {
    let allowed = |character: char| {
        matches!(character, '\n' | '\t') || !(character.is_control() || is_no_character(character))
    };
    text.chars().map(|it| if allowed(it) { it } else { char::REPLACEMENT_CHARACTER }).collect()
}

/// The two last code points of the basic plane, which XML 1.0 leaves out.
const fn is_no_character(character: char) -> bool {
    matches!(character, '\u{fffe}' | '\u{ffff}')
}

/// What a boundary took the place of, in one line.
fn replaced(how: How) -> Option<String> {
    let How::Replaced { original, .. } = how else { return None };
    Some(original.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn push_once<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

/// Clients send a template more than once (to validate it, for a change set, when a call is tried
/// again). A principal is told once, with what came of it last.
fn keep(principals: &mut Vec<Principal>, new: Principal) {
    let same = |old: &&mut Principal| {
        let same_name = old.kind == new.kind && old.name == new.name;
        // Two that AWS chose names for may be two.
        let is_same = same_name && new.name != NAMED_BY_AWS && same_place(&old.place, &new.place);
        let is_hidden = is_bounded(&new) && may_be_another(old, &new.place);
        (is_same && !is_hidden) || **old == new
    };
    match principals.iter_mut().find(same) {
        Some(old) => *old = Principal { place: new.place.in_account_of(&old.place), ..new },
        None => principals.push(new),
    }
}

/// Whether a name means the same at two places: by itself in an account, or in a stack's template.
///
/// A call that only looks at a template names no stack. An account that is not known may be any.
fn same_place(old: &Place, new: &Place) -> bool {
    let same_account = old.account().zip(new.account()).is_none_or(|(old, new)| old == new);
    match (old, new) {
        (Place::Call { .. }, Place::Call { .. }) => same_account,
        (
            Place::Template { stack: None, file, line, .. },
            Place::Template { file: f, line: l, .. },
        ) => (file, line) == (f, l),
        _ => same_account && old.clone().in_account_of(new) == new.clone().in_account_of(old),
    }
}

/// Whether what was told may be of another account than this place: nothing that comes of that one may
/// hide what is not bounded.
fn may_be_another(told: &Principal, place: &Place) -> bool {
    let is_offline = matches!(told.place, Place::Template { stack: None, .. });
    !is_offline && !is_bounded(told) && told.place.account() != place.account()
}

const fn is_bounded(principal: &Principal) -> bool {
    matches!(principal.outcome, Outcome::Bounded { .. })
}
