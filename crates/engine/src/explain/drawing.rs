//! An explanation as a person would draw it on a whiteboard.
//!
//! `✓` stands before what matches, `✗` before what does not, `?` before what cannot be evaluated.

use std::fmt::Write as _;

use super::changes::{Change, ContextChange};
use super::findings::level_name;
use super::report::{Remedy, Report};
use super::words::{printable, shown};
use super::{LayerExplanation, PolicyExplanation, StatementExplanation};
use crate::decision::Effect as Outcome;
use crate::limits::{EXPLAINED_OTHER_STATEMENTS, EXPLAINED_STATEMENTS};
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
        self.draw_denials(&mut lines);
        self.draw_remedies(&mut lines);
        for layer in &self.layers {
            draw_layer(layer, detail, &mut lines);
        }
        let mut text = String::new();
        for line in lines {
            text.extend([line.as_str(), "\n"]);
        }
        text
    }

    /// Where there is one Deny, it is the reason.
    fn draw_denials(&self, lines: &mut Vec<String>) {
        if self.denials.len() < 2 {
            return;
        }
        lines.push("Each of these denies by itself:".to_owned());
        for denial in &self.denials {
            lines.push(format!("  - {}", denial.why));
        }
    }

    fn draw_remedies(&self, lines: &mut Vec<String>) {
        if self.short.is_empty() {
            return;
        }
        if self.decision.effect == Outcome::ExplicitDeny {
            lines.push("If nothing denied, an Allow would still be missing:".to_owned());
        } else {
            lines.push("To allow it:".to_owned());
        }
        for remedy in &self.short {
            lines.push(format!("  - {}", remedy.shortage.why));
            if self.decision.effect != Outcome::ExplicitDeny {
                lines.extend(remedy.lines().into_iter().map(|line| format!("      {line}")));
            }
        }
    }
}

impl Remedy {
    fn lines(&self) -> Vec<String> {
        if let Some(no_change) = self.no_change {
            return vec![no_change.to_owned()];
        }
        let mut lines = Vec::new();
        if self.spared {
            lines.push("not needed once the other statements are there; else".to_owned());
        }
        for (number, change) in self.changes.iter().enumerate() {
            let or = if number == 0 { "" } else { "or " };
            match change {
                Change::Context { keys } => {
                    let keys: Vec<String> = keys.iter().map(ContextChange::sentence).collect();
                    lines.push(format!("{or}ask otherwise: {}", keys.join("; ")));
                }
                Change::Statement { policy, statement } => {
                    let where_to = match policy {
                        Some(policy) => format!("adds to {}", shown(policy)),
                        None => "adds a policy with".to_owned(),
                    };
                    let statement = printable(&statement.to_string());
                    lines.push(format!("{or}{} {where_to}: {statement}", self.who));
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
    for level in 0..layer.levels.unwrap_or_default() {
        if !layer.policies.iter().any(|policy| policy.level == Some(level)) {
            lines.push(format!("    (no policy{})", level_name(level, layer.levels)));
        }
    }
    for policy in &layer.policies {
        let level = policy.level.map(|level| level_name(level, layer.levels)).unwrap_or_default();
        lines.push(format!("    {}{level}", shown(&policy.name)));
        draw_policy(policy, detail, lines);
    }
}

fn draw_policy(policy: &PolicyExplanation, detail: Detail, lines: &mut Vec<String>) {
    if let Some(reason) = &policy.unreadable {
        lines.push(format!("      ✗ cannot be read, which denies: {}", printable(reason)));
    }
    let others = policy.statements.iter().filter(|it| it.is_about_other_actions()).count();
    let mut left_out = 0;
    let mut drawn = 0;
    for statement in &policy.statements {
        let is_other = statement.is_about_other_actions();
        if detail == Detail::Short && is_other {
            if others <= EXPLAINED_OTHER_STATEMENTS {
                draw_other(statement, lines);
            }
        } else if detail == Detail::Full || drawn < EXPLAINED_STATEMENTS || statement.denies() {
            draw_statement(statement, lines);
            drawn += 1;
        } else {
            left_out += 1;
        }
    }
    if detail == Detail::Short && others > EXPLAINED_OTHER_STATEMENTS {
        lines.push(format!("      ✗ {others} statements are about other actions"));
    }
    if left_out > 0 {
        lines.push(format!("      ... and {left_out} more about this action"));
    }
}

fn draw_other(statement: &StatementExplanation, lines: &mut Vec<String>) {
    let action = statement.elements.iter().find(|it| it.element == Element::Action);
    let why = action.map(|action| action.why.as_str()).unwrap_or_default();
    lines.push(format!("      ✗ {} {}: {why}", statement.effect, statement.label()));
}

fn draw_statement(statement: &StatementExplanation, lines: &mut Vec<String>) {
    let outcome = match (statement.matches, statement.denies()) {
        (Truth::True, _) => "matches",
        (Truth::False, _) => "does not match",
        (Truth::Undecided, true) => "cannot be evaluated, which denies",
        (Truth::Undecided, false) => "cannot be evaluated, which does not allow",
    };
    let mark = mark(statement.matches);
    lines.push(format!("      {mark} {} {} {outcome}", statement.effect, statement.label()));
    for element in &statement.elements {
        let mut line = format!("          {} {:<12} ", self::mark(element.matches), element.name);
        let _ = write!(line, "{}", element.why);
        lines.push(line);
    }
}

impl StatementExplanation {
    fn denies(&self) -> bool {
        self.applies && self.effect == Effect::Deny.as_str()
    }

    fn is_about_other_actions(&self) -> bool {
        let mut elements = self.elements.iter();
        elements.any(|it| it.element == Element::Action && it.matches == Truth::False)
    }
}

fn mark(truth: Truth) -> char {
    match truth {
        Truth::True => '✓',
        Truth::False => '✗',
        Truth::Undecided => '?',
    }
}
