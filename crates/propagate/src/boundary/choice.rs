//! Which statements stand in the boundary: what was asked for, by priority, as far as AWS takes it.

use std::collections::BTreeSet;

use entail_engine::{Cost, ESCAPES, Escape, Naming, deny_the_rest};
use entail_policy::finding::boundary::TAGS_OUTSIDE_PRINCIPALS;
use entail_policy::tree::Document;
use entail_policy::{Severity, size_without_white_space};

use super::document::{ACCOUNT, Node, PARTITION, Parts, Stage, policy, resolved};
use super::rows::{Means, ROWS};
use super::{
    BoundaryError, BoundedName, Existing, Format, Options, TRANSITIVE_PATH, format, own_resource,
};
use crate::limits::MANAGED_POLICY_CHARACTERS_MAX;

/// A statement of the boundary.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Its `Sid`, which says the rows.
    pub sid: String,
    /// The rows of the catalogue that it closes, or helps to.
    pub rows: Vec<u8>,
    /// What it closes.
    pub closes: String,
    /// How one would get out without it.
    pub way: String,
    /// Characters that it takes, its comma included.
    pub size: usize,
    pub(super) node: Node,
}

/// The statements that were chosen, with the caller's around them.
#[derive(Debug)]
pub(super) struct Chosen {
    pub(super) statements: Vec<Statement>,
    pub(super) left_out: Vec<Statement>,
    pub(super) size: usize,
    parts: Parts,
}

impl Chosen {
    /// All of the policy, with stand-ins.
    pub(super) fn node(&self) -> Node {
        let own = self.statements.iter().map(|statement| statement.node.clone());
        let all =
            self.parts.allow.iter().cloned().chain(own).chain(self.parts.deny.iter().cloned());
        policy(all.collect())
    }

    /// The policy in one account.
    pub(super) fn policy(&self, options: &Options, stage: Stage) -> String {
        format::json(&resolved(&self.node(), options, stage))
    }
}

/// Chooses: what must be there, then what there is room for, in the order of priority.
pub(super) fn choose(options: &Options, parts: &Parts) -> Result<Chosen, BoundaryError> {
    refuse_contradictions(options)?;
    let naming = Names::new(options);
    let parts = parts.clone();
    let mut chosen = Chosen { statements: Vec::new(), left_out: Vec::new(), size: 0, parts };
    let yours = measured(&chosen, options);
    let yours_alone = document(&chosen, options);
    // Denying what your part allows nowhere would take room and close nothing.
    let is_needed = |it: &&Escape| is_essential(it) || it.is_touched_by(&yours_alone);
    let wanted = ESCAPES.iter().filter(|it| is_wanted(it, options));
    let wanted: Vec<&Escape> = wanted.filter(is_needed).collect();
    let (essential, optional): (Vec<_>, Vec<_>) =
        wanted.iter().copied().partition(|escape| is_essential(escape));
    chosen.statements = essential.iter().map(|it| closing(it, options, &naming)).collect();
    chosen.size = measured(&chosen, options);
    if chosen.size > MANAGED_POLICY_CHARACTERS_MAX {
        return Err(BoundaryError::TooLarge {
            needed: chosen.size - yours,
            yours,
            max: MANAGED_POLICY_CHARACTERS_MAX,
            over: chosen.size - MANAGED_POLICY_CHARACTERS_MAX,
        });
    }
    let optional = optional.iter().map(|it| closing(it, options, &naming));
    for statement in outside(options, &naming, &wanted).into_iter().chain(optional) {
        add(&mut chosen, statement);
    }
    add_the_rest(&mut chosen, options);
    let tags = ESCAPES.iter().find(|it| it.finding.code == TAGS_OUTSIDE_PRINCIPALS.code);
    if !options.leave_open.contains(&26) && tags.is_some_and(|it| it.is_touched_by(&yours_alone)) {
        add(&mut chosen, keep_markers(options));
    }
    Ok(chosen)
}

fn add(chosen: &mut Chosen, statement: Statement) {
    if chosen.size + statement.size <= MANAGED_POLICY_CHARACTERS_MAX {
        chosen.size += statement.size;
        chosen.statements.push(statement);
    } else {
        chosen.left_out.push(statement);
    }
}

fn document(chosen: &Chosen, options: &Options) -> Document {
    entail_policy::parse(&chosen.policy(options, Stage::Examined)).document
}

fn measured(chosen: &Chosen, options: &Options) -> usize {
    size_without_white_space(&chosen.policy(options, Stage::Measured))
}

/// What a boundary can't do without: all that a condition on `iam:PermissionsBoundary`, or its own
/// ARN, closes.
pub(super) fn is_essential(escape: &Escape) -> bool {
    escape.finding.severity == Severity::Warning
}

fn is_wanted(escape: &Escape, options: &Options) -> bool {
    let has = |rows: &BTreeSet<u8>| escape.rows.iter().any(|row| rows.contains(row));
    if is_essential(escape) || has(&options.close) {
        return true;
    }
    !has(&options.leave_open)
        && match escape.cost {
            Cost::Nothing => true,
            Cost::Names => escape.kinds_told_by_name().any(|kind| is_bounded(kind, options)),
            Cost::Deployments => false,
        }
}

/// Whether some of a kind counts as bounded by its name.
fn is_bounded(kind: &str, options: &Options) -> bool {
    options.bounded.iter().any(|name| name.kind() == kind)
}

fn refuse_contradictions(options: &Options) -> Result<(), BoundaryError> {
    let can_be_closed: Vec<String> = ROWS
        .iter()
        .filter(|row| matches!(row.means, Means::Statement | Means::DenyTheRest))
        .map(|row| row.number.to_string())
        .collect();
    for row in options.close.iter().chain(&options.leave_open) {
        if !can_be_closed.contains(&row.to_string()) {
            return Err(BoundaryError::NoSuchRow(*row, can_be_closed.join(", ")));
        }
    }
    if let Some(row) = options.close.intersection(&options.leave_open).next() {
        return Err(BoundaryError::Contradiction(*row));
    }
    // Row 27 is closed by several statements; the one that has to be there keeps standing.
    let essential = ESCAPES.iter().filter(|escape| is_essential(escape));
    let optional: Vec<u8> = ESCAPES
        .iter()
        .filter(|escape| !is_essential(escape))
        .flat_map(|escape| escape.rows.iter().copied())
        .collect();
    let mut rows = essential.flat_map(|escape| escape.rows.iter());
    match rows.find(|row| options.leave_open.contains(row) && !optional.contains(row)) {
        Some(row) => Err(BoundaryError::Essential(*row)),
        None => Ok(()),
    }
}

/// The names that statements are written with, stand-ins in them.
struct Names {
    own_arn: String,
    account: String,
    bounded: Vec<String>,
}

impl Names {
    fn new(options: &Options) -> Names {
        let account = format!("arn:{PARTITION}:iam::{ACCOUNT}:");
        Names {
            own_arn: format!("{account}{}", own_resource(options)),
            account,
            bounded: options.bounded.iter().map(|name| name.as_str().to_owned()).collect(),
        }
    }

    fn naming(&self) -> Naming<'_> {
        Naming { own_arn: &self.own_arn, account: &self.account, bounded: &self.bounded }
    }
}

/// The statement of the table, with what the options make of it.
fn closing(escape: &Escape, options: &Options, names: &Names) -> Statement {
    let mut text = escape.closing_naming(&names.naming());
    match escape.finding.code.name {
        "replaces-boundary" if options.existing == Existing::Adopt => {
            let condition = format!(
                r#","Condition":{{"StringNotEquals":{{"iam:PermissionsBoundary":"{}"}}}}}}"#,
                names.own_arn
            );
            text = text.trim_end_matches('}').to_owned() + &condition;
        }
        // One line's boundary is as safe from the next line as from its own.
        "edits-boundary" if options.path.as_str().starts_with(TRANSITIVE_PATH) => {
            let all = format!("{}policy{TRANSITIVE_PATH}*", names.account);
            text = text.replace(&names.own_arn, &all);
        }
        _ => (),
    }
    let titles: Vec<&str> = escape.rows.iter().map(|row| title(*row)).collect();
    let mut node = Node::read(&text);
    if !escape.rows.iter().any(|row| options.close.contains(row)) {
        leave_kinds_without_names(&mut node, escape, options);
    }
    statement(node, escape.rows.to_vec(), (&titles.join("; "), escape.way), options)
}

/// Takes out the actions on kinds of which none is bounded by name: nobody could do them on anything.
fn leave_kinds_without_names(node: &mut Node, escape: &Escape, options: &Options) {
    if escape.cost == Cost::Names {
        let is_told = |kind: &str| is_bounded(kind, options);
        node.retain("Action", &|action| escape.kind_of(action).is_none_or(is_told));
    }
}

fn title(row: u8) -> &'static str {
    ROWS.iter().find(|it| it.number == row).map_or("", |it| it.title)
}

/// A statement; `told` is what it closes, and how one would get out without it.
fn statement(node: Node, rows: Vec<u8>, told: (&str, &str), options: &Options) -> Statement {
    let sid = node.get("Sid").map(|sid| sid.texts().concat()).unwrap_or_default();
    let written = format::json(&resolved(&node, options, Stage::Measured));
    let size = size_without_white_space(&written) + 1;
    let (closes, way) = (told.0.to_owned(), told.1.to_owned());
    Statement { sid, rows, closes, way, size, node }
}

/// Statements that deny by name what is known to be outside, one a kind.
fn outside(options: &Options, names: &Names, wanted: &[&Escape]) -> Vec<Statement> {
    let kinds: BTreeSet<&str> = options.outside.iter().map(BoundedName::kind).collect();
    let statements = kinds.into_iter().filter_map(|kind| {
        let has_bounded = is_bounded(kind, options);
        // Where nothing of the kind is bounded by name, what is wanted denies it altogether.
        let is_denied =
            |it: &Escape| !has_bounded && wanted.iter().any(|other| std::ptr::eq(*other, it));
        let of_kind = ESCAPES.iter().filter(|it| it.kinds_told_by_name().any(|it| it == kind));
        let escapes: Vec<&Escape> = of_kind.filter(|it| !is_denied(it)).collect();
        (!escapes.is_empty()).then(|| outside_of_kind(kind, &escapes, options, names))
    });
    statements.collect()
}

/// Denies the actions of these escapes on all of a kind that is named as outside.
fn outside_of_kind(kind: &str, escapes: &[&Escape], options: &Options, names: &Names) -> Statement {
    let rows: BTreeSet<u8> = escapes.iter().flat_map(|it| it.rows.iter().copied()).collect();
    let rows: Vec<u8> = rows.into_iter().collect();
    let of_kind = |escape: &Escape| -> Vec<String> {
        let closing = Node::read(&escape.closing_naming(&names.naming()));
        let denied = closing.get("Action").map(Node::texts).unwrap_or_default();
        let denied = denied.into_iter();
        let denied = denied.filter(|it| escape.kind_of(it).is_none_or(|of| of == kind));
        denied.map(str::to_owned).collect()
    };
    let mut actions: BTreeSet<String> = escapes.iter().flat_map(|it| of_kind(it)).collect();
    if options.existing == Existing::Adopt {
        actions.extend(match kind {
            "role/" => Some("iam:PutRolePermissionsBoundary".to_owned()),
            "user/" => Some("iam:PutUserPermissionsBoundary".to_owned()),
            _ => None,
        });
    }
    let of_kind = options.outside.iter().filter(|name| name.kind() == kind);
    let resources = of_kind.map(|name| Node::Text(format!("{}{name}", names.account))).collect();
    let node = Node::map([
        ("Sid", Node::Text(format!("{}Outside{}", sid_rows(&rows), sid_kind(kind)))),
        ("Effect", Node::text("Deny")),
        ("Action", Node::List(actions.into_iter().map(Node::Text).collect())),
        ("Resource", Node::List(resources)),
    ]);
    statement(node, rows, ("The same, of what is named as outside", "as above"), options)
}

fn sid_rows(rows: &[u8]) -> String {
    let rows: Vec<String> = rows.iter().map(u8::to_string).collect();
    format!("Row{}{}", if rows.len() == 1 { "" } else { "s" }, rows.join("And"))
}

fn sid_kind(kind: &str) -> &'static str {
    match kind {
        "user/" => "Users",
        "group/" => "Groups",
        "policy/" => "Policies",
        "instance-profile/" => "Profiles",
        _ => "Roles",
    }
}

/// Denies what the caller's part leaves out, so that no resource policy gives it.
fn add_the_rest(chosen: &mut Chosen, options: &Options) {
    if options.leave_open.contains(&17) {
        return;
    }
    if let Some(text) = deny_the_rest(&document(chosen, options)) {
        let told = (title(17), "have one written that gives what the boundary leaves out");
        add(chosen, statement(Node::read(&text), vec![17], told, options));
    }
}

/// Keeps the tags by which `entail run` knows which boundary a principal has to pass on.
fn keep_markers(options: &Options) -> Statement {
    let text = r#"{"Sid":"Row26KeepMarkers","Effect":"Deny","Action":["iam:Tag*","iam:Untag*"],"Resource":"*","Condition":{"ForAnyValue:StringEqualsIgnoreCase":{"aws:TagKeys":["entail:transitive","entail:transitive-boundary"]}}}"#;
    let told = (
        "The tags by which `entail run` knows which boundary to pass on",
        "mark others with a boundary that nobody has to have, so that their deployments are refused",
    );
    statement(Node::read(text), vec![26], told, options)
}

/// Whether the policy serves in any account.
pub(super) fn is_for_any_account(options: &Options) -> bool {
    options.account.is_none() && options.format == Format::Json
}
