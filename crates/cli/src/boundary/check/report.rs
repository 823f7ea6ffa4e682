//! What is printed of an examined boundary.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use entail_policy::Severity;
use entail_propagate::boundary::{Examination, Open, RowState, State};
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
        let mut ways: Vec<(&Open, Vec<u8>)> = Vec::new();
        for state in &self.examination.rows {
            let State::Open(open) = &state.state else { continue };
            for way in open {
                match ways.iter_mut().find(|(known, _)| *known == way) {
                    Some((_, numbers)) => numbers.push(state.row.number),
                    None => ways.push((way, vec![state.row.number])),
                }
            }
        }
        for (way, numbers) in ways {
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
        let mut parts: Vec<(&String, Vec<u8>)> = Vec::new();
        for state in &self.examination.rows {
            let State::Partly(but) = &state.state else { continue };
            for but in but {
                match parts.iter_mut().find(|(known, _)| *known == but) {
                    Some((_, numbers)) => numbers.push(state.row.number),
                    None => parts.push((but, vec![state.row.number])),
                }
            }
        }
        for (but, numbers) in parts {
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
