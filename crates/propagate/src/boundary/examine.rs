//! What a policy lets through as a boundary, row by row of the catalogue.

use entail_engine::{ESCAPES, InPart, advise_boundary, closed_in_part};
use entail_policy::arn::Arn;
use entail_policy::finding::boundary::{ALLOW_LIST, READS_WHAT_THE_LINE_CHOOSES};
use entail_policy::finding::{Stage, find};
use entail_policy::{Diagnostic, Parsed, PolicyKind, review, size_without_white_space};

use super::rows::{Means, ROWS, Row};

/// What was found.
#[derive(Clone, Debug)]
pub struct Examination {
    /// Each row of the catalogue, in its order.
    pub rows: Vec<RowState>,
    /// What is said of the boundary beside the rows.
    pub remarks: Vec<Diagnostic>,
    /// Characters of the policy, white space left out.
    pub size: usize,
}

/// A row with its state.
#[derive(Clone, Debug)]
pub struct RowState {
    /// The row.
    pub row: &'static Row,
    /// Its state.
    pub state: State,
}

/// Whether a way out is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Everything that was tried is refused.
    Closed,
    /// The same, but for what is told: names and tags that count as bounded, or what no policy can
    /// name.
    Partly(Vec<String>),
    /// Something that a statement could close is let through.
    Open(Vec<Open>),
    /// No boundary reaches it; why.
    Beyond(&'static str),
    /// It does not arise on AWS; why.
    Nothing(&'static str),
}

/// What is let through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// The finding's code.
    pub code: &'static str,
    /// Which calls are allowed, and where they lead.
    pub message: String,
    /// What to do: mostly a statement to add.
    pub help: String,
}

impl Examination {
    /// The numbers of the rows that a statement could close and none does.
    pub fn open_rows(&self) -> Vec<u8> {
        let open = self.rows.iter().filter(|it| matches!(it.state, State::Open(_)));
        open.map(|it| it.row.number).collect()
    }

    /// Whether a row is closed, and not in part only.
    pub fn is_closed(&self, number: u8) -> bool {
        self.rows.iter().any(|it| it.row.number == number && it.state == State::Closed)
    }
}

/// Examines a policy as a boundary; `own_arn` is its own ARN, without which it is taken to be the
/// first one that its conditions on `iam:PermissionsBoundary` name.
///
/// # Errors
///
/// The faults of a text that is no policy, or that AWS would refuse. What AWS takes and other checks
/// call an error, such as an action that they do not know, is a remark.
pub fn examine(policy: &str, own_arn: Option<&Arn>) -> Result<Examination, Vec<Diagnostic>> {
    let Parsed { document, diagnostics } = review(policy, PolicyKind::PermissionsBoundary);
    let (faults, mut remarks): (Vec<_>, Vec<_>) = diagnostics.into_iter().partition(is_refused);
    if !faults.is_empty() {
        return Err(faults);
    }
    let found = advise_boundary(&document, own_arn);
    let in_part = closed_in_part(&document, own_arn);
    let rows = ROWS.iter().map(|row| RowState { row, state: state(row, &found, &in_part) });
    let rows = rows.collect();
    remarks.extend(found.into_iter().filter(|found| !is_told_by_rows(found)));
    Ok(Examination { rows, remarks, size: size_without_white_space(policy) })
}

/// Whether IAM refuses a policy for it.
pub(super) fn is_refused(found: &Diagnostic) -> bool {
    let is_taken = |code| find(code).is_some_and(|finding| finding.stage >= Stage::Advice);
    found.is_error() && !is_taken(found.code.id)
}

fn state(row: &Row, found: &[Diagnostic], in_part: &[InPart]) -> State {
    match row.means {
        Means::Beyond(why) => State::Beyond(why),
        Means::Nothing(why) => State::Nothing(why),
        Means::Statement | Means::DenyTheRest => {
            let open: Vec<Open> =
                found.iter().filter(|found| opens(found.code.id, row)).map(Open::of).collect();
            let but = in_part.iter().filter(|it| opens(it.code, row)).map(|it| it.but.clone());
            let mut but: Vec<String> = but.collect();
            but.sort_unstable();
            but.dedup();
            match (open.is_empty(), but.is_empty()) {
                (false, _) => State::Open(open),
                (true, false) => State::Partly(but),
                (true, true) => State::Closed,
            }
        }
    }
}

fn opens(code: &str, row: &Row) -> bool {
    match row.means {
        Means::DenyTheRest => code == ALLOW_LIST.code.id,
        _ => ESCAPES
            .iter()
            .any(|escape| escape.finding.code.id == code && escape.rows.contains(&row.number)),
    }
}

/// Whether the rows say it, or it is of no matter on AWS: that boundaries which are inherited do not
/// believe names is of Entail's own server.
fn is_told_by_rows(found: &Diagnostic) -> bool {
    let code = found.code.id;
    let elsewhere = [ALLOW_LIST.code.id, READS_WHAT_THE_LINE_CHOOSES.code.id];
    elsewhere.contains(&code) || ESCAPES.iter().any(|escape| escape.finding.code.id == code)
}

impl Open {
    fn of(found: &Diagnostic) -> Open {
        Open {
            code: found.code.id,
            message: found.message.clone(),
            help: found.help.clone().unwrap_or_default(),
        }
    }
}
