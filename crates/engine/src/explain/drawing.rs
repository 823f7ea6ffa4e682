//! An explanation as a person would draw it on a whiteboard.
//!
//! `✓` stands before what matches, `✗` before what does not, `?` before what cannot be evaluated.

use super::changes::Change;
use super::findings::level_name;
use super::report::{Obstacle, Remedy, Report};
use super::words::{printable, series, shown};
use super::{LayerExplanation, PolicyExplanation, StatementExplanation};
use crate::decision::Effect as Outcome;
use crate::limits::{EXPLAINED_FAR_STATEMENTS, EXPLAINED_STATEMENTS};
use crate::observer::{Element, LayerOutcome};
use crate::truth::Truth;
use entail_policy::tree::Effect;

/// How much is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// What decides and what comes near; the rest is counted.
    #[default]
    Short,
    /// Every element of every statement.
    Full,
}

impl Report {
    /// What is to be drawn below the [`reason`](Report::reason), in lines that each end in a line
    /// feed: AWS's own text, what denies, what would allow, and the layers.
    pub fn draw(&self, detail: Detail) -> String {
        let mut lines = Vec::new();
        if !self.message.is_empty() {
            lines.push(printable(&self.message));
        }
        self.draw_obstacles(&mut lines);
        self.draw_remedies(&mut lines);
        let mut silent = Vec::new();
        for layer in &self.layers {
            if detail == Detail::Short && self.has_no_part(layer) {
                silent.push(layer.layer.as_str());
            } else {
                draw_layer(layer, detail, &mut lines);
            }
        }
        if !silent.is_empty() {
            lines.push(format!("- no part in it: {}", silent.join(", ")));
        }
        let mut text = String::new();
        for line in lines {
            text.extend([line.as_str(), "\n"]);
        }
        text
    }

    /// A layer of which the request meets no policy, and that need not allow.
    fn has_no_part(&self, layer: &LayerExplanation) -> bool {
        match layer.outcome {
            LayerOutcome::NotApplicable => !self.exempt.contains(&layer.layer),
            LayerOutcome::NotNeeded => layer.policies.is_empty(),
            _ => false,
        }
    }

    fn draw_obstacles(&self, lines: &mut Vec<String>) {
        match self.denials.as_slice() {
            [] => {}
            // It is the reason already.
            [only] => lines.push(format!("To get past it, {}", only.way_past())),
            several => {
                lines.push("Each of these denies by itself:".to_owned());
                for obstacle in several {
                    lines.push(format!("  - {}", obstacle.denial.why));
                    lines.push(format!("      to get past it, {}", obstacle.way_past()));
                }
            }
        }
    }

    fn draw_remedies(&self, lines: &mut Vec<String>) {
        let is_denied = self.decision.effect == Outcome::ExplicitDeny;
        match self.short.as_slice() {
            [] => {}
            [only] if !is_denied => {
                lines.push("To allow it:".to_owned());
                lines.extend(only.lines().into_iter().map(|line| format!("  {line}")));
            }
            several if is_denied => {
                lines.push("If nothing denied, an Allow would still be missing:".to_owned());
                lines.extend(several.iter().map(|remedy| format!("  - {}", remedy.shortage.why)));
            }
            several => {
                lines.push("To allow it:".to_owned());
                let (spared, needed): (Vec<_>, Vec<_>) = several.iter().partition(|it| it.spared);
                for remedy in needed {
                    lines.push(format!("  - {}", remedy.shortage.why));
                    lines.extend(remedy.lines().into_iter().map(|line| format!("      {line}")));
                }
                for remedy in spared {
                    lines.push(format!("  - {}", remedy.shortage.why));
                    lines.push("      which the statements above do without".to_owned());
                }
            }
        }
    }
}

impl Obstacle {
    fn way_past(&self) -> String {
        match &self.avoided_by {
            Some(change) => change.rule.clone(),
            None => format!("ask {} to change {}", self.who, shown(&self.denial.policy)),
        }
    }
}

impl Remedy {
    fn lines(&self) -> Vec<String> {
        if let Some(no_change) = self.no_change {
            return vec![no_change.to_owned()];
        }
        let mut lines = Vec::new();
        for (number, change) in self.changes.iter().enumerate() {
            let or = if number == 0 { "" } else { "or " };
            match change {
                Change::Context { keys } => {
                    let rules: Vec<String> = keys.iter().map(|key| key.rule.clone()).collect();
                    lines.push(format!("{or}request it otherwise: {}", series(&rules)));
                }
                Change::Statement { policy, statement } => {
                    let where_to = match policy {
                        Some(policy) => format!("to {}", shown(policy)),
                        None => "a policy".to_owned(),
                    };
                    let statement = printable(&statement.to_string());
                    lines.push(format!("{or}ask {} to add {where_to}: {statement}", self.who));
                }
            }
        }
        lines
    }
}

fn draw_layer(layer: &LayerExplanation, detail: Detail, lines: &mut Vec<String>) {
    let (mark, outcome) = match layer.outcome {
        LayerOutcome::ExplicitDeny => ('✗', "denies"),
        LayerOutcome::ImplicitDeny => ('✗', "must allow and does not"),
        LayerOutcome::Allow => ('✓', "allows"),
        LayerOutcome::NotNeeded => ('-', "does not allow, and need not"),
        LayerOutcome::NotApplicable => ('-', "does not apply"),
    };
    let why_not = layer.why_not.map(|why_not| format!(": {why_not}")).unwrap_or_default();
    lines.push(format!("{mark} {} {outcome}{why_not}", layer.layer));
    let Some(levels) = layer.levels else {
        for policy in &layer.policies {
            draw_policy(policy, "", detail, lines);
        }
        return;
    };
    for level in 0..levels {
        let at = level_name(level, layer.levels);
        let mut policies = layer.policies.iter().filter(|it| it.level == Some(level)).peekable();
        if policies.peek().is_none() {
            lines.push(format!("    no policy{at}"));
        }
        for policy in policies {
            draw_policy(policy, &at, detail, lines);
        }
    }
}

/// A policy, and at which level it is.
fn draw_policy(policy: &PolicyExplanation, at: &str, detail: Detail, lines: &mut Vec<String>) {
    lines.push(format!("    {}{at}", shown(&policy.name)));
    if let Some(reason) = &policy.unreadable {
        lines.push(format!("      ✗ cannot be read, which denies: {}", printable(reason)));
    }
    if detail == Detail::Full {
        policy.statements.iter().for_each(|statement| draw_statement(statement, lines));
        return;
    }
    let far = |wanted: Distance| {
        policy.statements.iter().filter(move |statement| statement.is_far() == Some(wanted)).count()
    };
    let counts = [Distance::OtherAction, Distance::OtherObject].map(|it| (it, far(it)));
    let is_counted = |distance| {
        let mut counts = counts.iter();
        counts.any(|(counted, count)| *counted == distance && *count > EXPLAINED_FAR_STATEMENTS)
    };
    let mut drawn = 0;
    let mut left_out = 0;
    for statement in &policy.statements {
        match statement.is_far() {
            Some(distance) if is_counted(distance) => {}
            Some(_) => draw_far(statement, lines),
            None if drawn < EXPLAINED_STATEMENTS || statement.denies() => {
                draw_statement(statement, lines);
                drawn += 1;
            }
            None => left_out += 1,
        }
    }
    for (distance, count) in counts.into_iter().filter(|(distance, _)| is_counted(*distance)) {
        let about = match distance {
            Distance::OtherAction => "other actions",
            Distance::OtherObject => "other resources or callers",
        };
        lines.push(format!("      ✗ {count} statements are about {about}"));
    }
    if left_out > 0 {
        lines.push(format!("      ... and {left_out} more about this request"));
    }
}

/// A statement in one line, with what it is not about.
fn draw_far(statement: &StatementExplanation, lines: &mut Vec<String>) {
    let is_told = |element: Element| match statement.is_far() {
        Some(Distance::OtherAction) => element == Element::Action,
        _ => element != Element::Condition,
    };
    let missing = statement.elements.iter().filter(|it| it.matches == Truth::False);
    let whys: Vec<&str> =
        missing.filter(|it| is_told(it.element)).map(|it| it.why.as_str()).collect();
    lines.push(format!("      ✗ {}: {}", statement.name(), whys.join("; ")));
}

fn draw_statement(statement: &StatementExplanation, lines: &mut Vec<String>) {
    let outcome = match (statement.matches, statement.denies()) {
        (Truth::True, _) => "matches",
        (Truth::False, _) => "does not match",
        (Truth::Undecided, true) => "cannot be evaluated, which denies",
        (Truth::Undecided, false) => "cannot be evaluated, which does not allow",
    };
    let mark = mark(statement.matches);
    lines.push(format!("      {mark} {} {outcome}", statement.name()));
    let names = statement.elements.iter().map(|element| printable(&element.name));
    let width = names.map(|name| name.chars().count()).max().unwrap_or_default();
    for element in &statement.elements {
        let (mark, name) = (self::mark(element.matches), printable(&element.name));
        lines.push(format!("          {mark} {name:<width$}  {}", element.why));
    }
}

impl StatementExplanation {
    fn denies(&self) -> bool {
        self.applies && self.effect == Effect::Deny.as_str()
    }

    /// What the statement is not about, where it does not match for more than its conditions.
    fn is_far(&self) -> Option<Distance> {
        let misses = |wanted: Element| {
            let mut elements = self.elements.iter();
            elements.any(|it| it.element == wanted && it.matches == Truth::False)
        };
        if misses(Element::Action) {
            Some(Distance::OtherAction)
        } else if misses(Element::Resource) || misses(Element::Principal) {
            Some(Distance::OtherObject)
        } else {
            None
        }
    }
}

/// What a statement is not about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Distance {
    OtherAction,
    OtherObject,
}

fn mark(truth: Truth) -> char {
    match truth {
        Truth::True => '✓',
        Truth::False => '✗',
        Truth::Undecided => '?',
    }
}
