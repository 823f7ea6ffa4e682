//! What is printed of an examined boundary.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use entail_policy::Severity;
use entail_propagate::boundary::{Examination, RowState, State};
use entail_propagate::limits::MANAGED_POLICY_CHARACTERS_MAX;
use serde_json::{Value, json};

use super::super::rows;

/// A policy with what was found.
pub(super) struct Checked<'a> {
    pub(super) name: &'a str,
    pub(super) examination: &'a Examination,
    pub(super) leave_open: &'a BTreeSet<u8>,
}

impl Checked<'_> {
    /// For people: a line a row, and below what to add.
    pub(super) fn text(&self) -> String {
        let mut text = format!("{}\n\n", self.name);
        for state in &self.examination.rows {
            let _ = writeln!(
                text,
                "{:>3}  {:<8}  {}",
                state.row.number,
                self.word(state),
                state.row.title
            );
        }
        self.open(&mut text);
        self.in_part(&mut text);
        self.remarks(&mut text);
        self.summary(&mut text);
        text
    }

    fn word(&self, state: &RowState) -> &'static str {
        match state.state {
            State::Closed => "closed",
            State::Partly(_) => "partly",
            State::Open(_) if self.leave_open.contains(&state.row.number) => "left",
            State::Open(_) => "OPEN",
            State::Beyond(_) => "beyond",
            State::Nothing(_) => "-",
        }
    }

    /// Each way out once, with all of its rows.
    fn open(&self, text: &mut String) {
        let ways = self.examination.rows.iter().flat_map(|row| match &row.state {
            State::Open(open) => open.iter().map(|way| (row.row.number, way)).collect(),
            _ => Vec::new(),
        });
        for (way, numbers) in with_rows(ways) {
            let _ = write!(
                text,
                "\n{} ({}): {}\n  {}\n",
                rows::in_words(numbers),
                way.code,
                way.message,
                way.help
            );
        }
    }

    /// What closed rows are not closed for, once with all of its rows.
    fn in_part(&self, text: &mut String) {
        let parts = self.examination.rows.iter().flat_map(|row| match &row.state {
            State::Partly(but) => but.iter().map(|but| (row.row.number, but)).collect(),
            _ => Vec::new(),
        });
        for (but, numbers) in with_rows(parts) {
            let _ = write!(text, "\n{}, in part: {but}\n", rows::in_words(numbers));
        }
    }

    fn remarks(&self, text: &mut String) {
        for found in &self.examination.remarks {
            let _ = write!(text, "\n{} ({})\n", found.message, found.code);
            if let Some(help) = &found.help {
                let _ = writeln!(text, "  {help}");
            }
        }
    }

    fn summary(&self, text: &mut String) {
        let numbers = |wanted: fn(&State) -> bool| {
            let states = self.examination.rows.iter().filter(move |it| wanted(&it.state));
            states.map(|it| it.row.number).collect::<Vec<u8>>()
        };
        let closed = numbers(|state| *state == State::Closed).len();
        let partly = numbers(|state| matches!(state, State::Partly(_))).len();
        let open = numbers(|state| matches!(state, State::Open(_)));
        let beyond = numbers(|state| matches!(state, State::Beyond(_)));
        let open = if open.is_empty() { "none".to_owned() } else { rows::in_words(open) };
        let _ = write!(
            text,
            "\n{closed} rows closed, {partly} in part; open: {open}; beyond any boundary: {}\n\
             {} of {MANAGED_POLICY_CHARACTERS_MAX} characters\n",
            rows::in_words(beyond),
            self.examination.size
        );
    }

    /// For programs: one object on one line.
    pub(super) fn json(&self) -> String {
        let rows: Vec<Value> = self.examination.rows.iter().map(row).collect();
        let remarks: Vec<Value> = self
            .examination
            .remarks
            .iter()
            .map(|found| {
                json!({
                    "code": found.code.id,
                    "severity": severity(found.severity),
                    "message": found.message,
                    "help": found.help,
                })
            })
            .collect();
        let object = json!({
            "policy": self.name,
            "characters": self.examination.size,
            "characters_max": MANAGED_POLICY_CHARACTERS_MAX,
            "rows": rows,
            "remarks": remarks,
        });
        format!("{object}\n")
    }
}

fn row(state: &RowState) -> Value {
    let (word, why, open) = match &state.state {
        State::Closed => ("closed", None, &[][..]),
        State::Partly(but) => ("partly", Some(but.join("; ")), &[][..]),
        State::Open(open) => ("open", None, open.as_slice()),
        State::Beyond(why) => ("beyond", Some((*why).to_owned()), &[][..]),
        State::Nothing(why) => ("nothing", Some((*why).to_owned()), &[][..]),
    };
    let open =
        open.iter().map(|way| json!({"code": way.code, "message": way.message, "help": way.help}));
    json!({
        "row": state.row.number,
        "title": state.row.title,
        "state": word,
        "why": why,
        "open": open.collect::<Vec<Value>>(),
    })
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Suggestion => "suggestion",
    }
}

/// Each thing once, with the rows that it is told of.
fn with_rows<'a, T: PartialEq>(told: impl Iterator<Item = (u8, &'a T)>) -> Vec<(&'a T, Vec<u8>)> {
    let mut once: Vec<(&T, Vec<u8>)> = Vec::new();
    for (number, it) in told {
        match once.iter_mut().find(|(known, _)| *known == it) {
            Some((_, numbers)) => numbers.push(number),
            None => once.push((it, vec![number])),
        }
    }
    once
}
