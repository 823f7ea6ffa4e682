//! What decides, out of everything that was looked at: the Denies that take effect, and the layers
//! that are short of an Allow with the Allow that came nearest.

use serde::Serialize;

use super::words::{self, first_few, series, shown};
use super::{Explanation, LayerExplanation, PolicyExplanation, StatementExplanation};
use crate::decision::Layer;
use crate::truth::Truth;
use entail_policy::tree::Effect;

/// A Deny that takes effect, or a policy that denies because it cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Denial {
    /// Its layer.
    pub layer: Layer,
    /// The level of the organization, root first, counted from zero.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<usize>,
    /// The policy's name.
    pub policy: String,
    /// JSON pointer of the statement; none where the policy cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// The statement's `Sid`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// One sentence: which statement it is and what made it match.
    pub why: String,
}

/// A place that must have an Allow and has none: a layer, one level of it, or one of its
/// boundaries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shortage {
    /// The layer.
    pub layer: Layer,
    /// The level of the organization, root first, counted from zero.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<usize>,
    /// The policies one of which would have to allow; empty where there is none.
    pub policies: Vec<String>,
    /// One sentence: what is short, and what the nearest Allow lacks.
    pub why: String,
    /// The Allow that came nearest, where one speaks of the action at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<Nearest>,
}

/// An Allow of the right action that does not match for another reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Nearest {
    /// The policy's name.
    pub policy: String,
    /// JSON pointer of the statement.
    pub pointer: String,
    /// The statement's `Sid`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// What keeps it from matching, each beginning with a verb: `wants aws:RequestedRegion to be
    /// eu-west-1; it is us-east-1`.
    pub lacks: Vec<String>,
}

/// A [`Shortage`] with what was looked at there.
#[derive(Clone, Debug)]
pub(super) struct Place<'a> {
    pub(super) layer: &'a LayerExplanation,
    pub(super) level: Option<usize>,
    pub(super) policies: Vec<&'a PolicyExplanation>,
}

impl Explanation {
    /// Every Deny that takes effect, in the order in which a denial names one. To remove the first
    /// is not enough while there are others.
    pub fn denials(&self) -> Vec<Denial> {
        let policies = self
            .layers
            .iter()
            .flat_map(|layer| layer.policies.iter().map(move |policy| (layer.layer, policy)));
        policies.flat_map(|(layer, policy)| denials_of(layer, policy)).collect()
    }

    /// Every place that must have an Allow and has none. Where something denies, these would be
    /// short without it.
    pub fn shortages(&self) -> Vec<Shortage> {
        let action = self.action();
        self.places().iter().map(|place| place.shortage(action)).collect()
    }

    /// The places that are short.
    pub(super) fn places(&self) -> Vec<Place<'_>> {
        self.layers.iter().filter(|layer| layer.short).flat_map(Place::of).collect()
    }

    pub(super) fn action(&self) -> &str {
        self.request.as_ref().map_or("the action", |request| &request.action)
    }
}

fn denials_of(layer: Layer, policy: &PolicyExplanation) -> Vec<Denial> {
    let denial = |pointer, sid, why| Denial {
        layer,
        level: policy.level,
        policy: policy.name.clone(),
        pointer,
        sid,
        why,
    };
    let holder = format!("the {} {}", noun(layer), shown(&policy.name));
    if let Some(reason) = &policy.unreadable {
        let reason = words::printable(reason);
        return vec![denial(
            None,
            None,
            format!("{holder} cannot be read, and so denies: {reason}"),
        )];
    }
    let applies = |statement: &&StatementExplanation| {
        statement.applies && statement.effect == Effect::Deny.as_str()
    };
    let of_statement = |statement: &StatementExplanation| {
        let name = statement.name();
        let grounds = statement.grounds();
        let why = if statement.matches == Truth::Undecided {
            format!("the {name} in {holder} denies, since it may match: {grounds}")
        } else {
            format!("the {name} in {holder} matches: {grounds}")
        };
        denial(Some(statement.pointer.clone()), statement.sid.clone(), why)
    };
    policy.statements.iter().filter(applies).map(of_statement).collect()
}

impl<'a> Place<'a> {
    /// Of a layer with levels each short level, of inherited boundaries each short one; else the
    /// layer.
    fn of(layer: &'a LayerExplanation) -> Vec<Self> {
        let is_single =
            |policies: Vec<&'a PolicyExplanation>| Place { layer, level: None, policies };
        let allows = |policy: &PolicyExplanation| {
            policy
                .statements
                .iter()
                .any(|statement| statement.applies && statement.effect == Effect::Allow.as_str())
        };
        match (layer.layer, layer.levels) {
            (Layer::InheritedBoundary, _) => layer
                .policies
                .iter()
                .filter(|policy| !allows(policy))
                .map(|policy| is_single(vec![policy]))
                .collect(),
            (_, Some(levels)) => (0..levels)
                .map(|level| {
                    let policies = layer.policies.iter();
                    let policies = policies.filter(|policy| policy.level == Some(level)).collect();
                    Place { layer, level: Some(level), policies }
                })
                .filter(|place| !place.policies.iter().any(|policy| allows(policy)))
                .collect(),
            (_, None) => vec![is_single(layer.policies.iter().collect())],
        }
    }

    /// The Allows of the action that do not match, nearest first.
    pub(super) fn near_misses(&self) -> Vec<(&'a PolicyExplanation, &'a StatementExplanation)> {
        let mut found: Vec<_> = self
            .policies
            .iter()
            .flat_map(|policy| policy.statements.iter().map(move |statement| (*policy, statement)))
            .filter(|(_, statement)| statement.is_near_miss())
            .collect();
        found.sort_by_key(|(_, statement)| statement.distance());
        found
    }

    fn nearest(&self) -> Option<Nearest> {
        let (policy, statement) = *self.near_misses().first()?;
        Some(Nearest {
            policy: policy.name.clone(),
            pointer: statement.pointer.clone(),
            sid: statement.sid.clone(),
            lacks: statement.lacks(),
        })
    }

    fn shortage(&self, action: &str) -> Shortage {
        let nearest = self.nearest();
        Shortage {
            layer: self.layer.layer,
            level: self.level,
            policies: self.policies.iter().map(|policy| policy.name.clone()).collect(),
            why: self.why(action),
            nearest,
        }
    }

    fn why(&self, action: &str) -> String {
        let noun = noun(self.layer.layer);
        let at = self.level.map(|level| level_name(level, self.layer.levels)).unwrap_or_default();
        let action = shown(action);
        let allow = match self.policies.as_slice() {
            [] => return self.why_nothing(&at),
            [only] => format!("the {noun} {}{at} has no Allow for {action}", shown(&only.name)),
            several => {
                let plural = plural(self.layer.layer);
                format!("none of the {} {plural}{at} has an Allow for {action}", several.len())
            }
        };
        let misses = self.near_misses();
        let Some((policy, statement)) = misses.first() else { return allow };
        let whose = if self.policies.len() > 1 {
            format!(" in {}", shown(&policy.name))
        } else {
            String::new()
        };
        let nearest = match statement.label() {
            Some(label) => format!("the nearest, {label}{whose},"),
            None => format!("the nearest{whose}"),
        };
        format!("{allow} that fits: {nearest} {}", joined(statement.lacks()))
    }

    fn why_nothing(&self, at: &str) -> String {
        match self.layer.layer {
            Layer::Identity => "the caller has no identity policy".to_owned(),
            Layer::Resource => {
                "the resource has no policy, and nothing else can let this caller in".to_owned()
            }
            Layer::Trust => "the role has no trust policy".to_owned(),
            Layer::Session => "the federated user has no session policy, and without one only \
                               what resource policies grant"
                .to_owned(),
            layer => format!("there is no {}{at}", noun(layer)),
        }
    }
}

/// The first few of what a statement lacks, in one sentence.
fn joined(lacks: Vec<String>) -> String {
    if let [only] = lacks.as_slice() {
        return only.clone();
    }
    let bracketed = |lack: String| match lack.split_once("; it is ") {
        Some((want, found)) => format!("{want} (it is {found})"),
        None => lack,
    };
    series(&first_few(lacks.into_iter().map(bracketed).collect()))
}

/// How a sentence calls a policy of the layer.
pub(super) fn noun(layer: Layer) -> &'static str {
    match layer {
        Layer::ServiceControl => "service control policy",
        Layer::ResourceControl => "resource control policy",
        Layer::VpcEndpoint => "VPC endpoint policy",
        Layer::InheritedBoundary => "inherited boundary",
        Layer::PermissionsBoundary => "permissions boundary",
        Layer::Session => "session policy",
        Layer::Identity => "identity policy",
        Layer::Resource => "resource policy",
        Layer::Trust => "trust policy",
    }
}

fn plural(layer: Layer) -> String {
    let noun = noun(layer);
    match noun.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None => format!("{noun}s"),
    }
}

/// Where in the organization a level is; nothing where there is one level only.
pub(super) fn level_name(level: usize, levels: Option<usize>) -> String {
    match (level, levels.unwrap_or_default()) {
        (_, 0 | 1) => String::new(),
        (0, _) => " at the root".to_owned(),
        (_, levels) if level + 1 == levels => " at the account".to_owned(),
        (_, levels) => format!(" at level {} of {levels}", level + 1),
    }
}
