//! `impact`: who gains or loses what when a boundary gets a new document.

use std::{fs, io, path::Path};

use serde_json::{Value, json};

use super::{
    LineageError, Report, arguments::Output, client::Client, line, list, names, pretty, short, text,
};
use crate::exit::Exit;

/// The most actions that are named for one principal, beside those it has used; the answer as JSON
/// has all of them.
const ACTIONS_SHOWN_MAX: usize = 20;

/// Asks for the comparison and tells it.
pub(super) async fn run(
    client: &Client,
    policy: &str,
    document: &Path,
    fail_on_change: bool,
    output: Output,
) -> Result<Report, LineageError> {
    let document = read(document)?;
    let arn = names::policy(policy, client).await?;
    let parameters = json!({ "PolicyArn": arn, "PolicyDocument": document });
    let principals = client.pages("AnalyzeBoundaryImpact", parameters, "Principals").await?;
    let changes =
        principals.iter().any(|it| !list(it, "Gained").is_empty() || !list(it, "Lost").is_empty());
    let text = match output {
        Output::Json => pretty(&json!({ "Principals": principals })),
        Output::Text => told(&arn, &principals),
    };
    let exit = if changes && fail_on_change { Exit::No } else { Exit::Done };
    Ok(Report { text, exit })
}

fn read(path: &Path) -> Result<String, LineageError> {
    let text = if path == Path::new("-") {
        io::read_to_string(io::stdin())
    } else {
        fs::read_to_string(path)
    };
    text.map_err(|error| LineageError::Input(format!("can't read `{}`: {error}", path.display())))
}

fn told(policy: &str, principals: &[Value]) -> String {
    let mut told = String::new();
    let policy = short(policy);
    match principals.len() {
        0 => line(&mut told, format_args!("nobody is under {policy}")),
        1 => line(&mut told, format_args!("one principal is under {policy}")),
        count => line(&mut told, format_args!("{count} principals are under {policy}")),
    }
    for principal in principals {
        let compared = principal.get("ActionsCompared").and_then(Value::as_i64).unwrap_or_default();
        let (gained, lost) = (list(principal, "Gained"), list(principal, "Lost"));
        let conditional = list(principal, "Conditional");
        let who = short(text(principal, "PrincipalArn"));
        let noun = if compared == 1 { "action" } else { "actions" };
        if gained.is_empty() && lost.is_empty() && conditional.is_empty() {
            line(&mut told, format_args!("{who}: nothing changes in {compared} {noun}"));
            continue;
        }
        line(&mut told, format_args!("{who}: {compared} {noun} compared"));
        changes(&mut told, "gains", gained);
        changes(&mut told, "loses", lost);
        entries(&mut told, "depends on conditions for", conditional);
    }
    told
}

/// What the principal has used comes first: it is never among those that are only counted.
fn changes(told: &mut String, verb: &str, impacts: &[Value]) {
    let is_used = |impact: &Value| impact.get("Used").and_then(Value::as_bool).unwrap_or_default();
    let impact = |impact: &Value| {
        let used = if is_used(impact) { ", which it has used" } else { "" };
        match text(impact, "Resource") {
            "*" => format!("{}{used}", text(impact, "Action")),
            resource => format!("{} on {resource}{used}", text(impact, "Action")),
        }
    };
    let (used, others): (Vec<&Value>, Vec<&Value>) =
        impacts.iter().partition(|impact| is_used(impact));
    let room = ACTIONS_SHOWN_MAX.saturating_sub(used.len());
    for entry in used.iter().chain(others.iter().take(room)) {
        line(told, format_args!("  {verb} {}", impact(entry)));
    }
    more(told, verb, others.len().saturating_sub(room));
}

fn entries(told: &mut String, verb: &str, entries: &[Value]) {
    for entry in entries.iter().filter_map(Value::as_str).take(ACTIONS_SHOWN_MAX) {
        line(told, format_args!("  {verb} {entry}"));
    }
    more(told, verb, entries.len().saturating_sub(ACTIONS_SHOWN_MAX));
}

fn more(told: &mut String, verb: &str, count: usize) {
    if count > 0 {
        line(told, format_args!("  {verb} {count} more: see them with --output json"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gains_losses_and_conditions_are_told_apart() {
        let principals = [json!({
            "PrincipalArn": "arn:aws:iam::1:role/app",
            "ActionsCompared": 3,
            "Gained": [{ "Action": "s3:GetObject", "Resource": "*" }],
            "Lost": [{ "Action": "s3:PutObject", "Resource": "arn:aws:s3:::b/*", "Used": true }],
            "Conditional": ["ec2:RunInstances"],
        })];
        assert_eq!(
            told("arn:aws:iam::1:policy/t", &principals),
            "one principal is under policy/t\nrole/app: 3 actions compared\n  gains s3:GetObject\n  \
             loses s3:PutObject on arn:aws:s3:::b/*, which it has used\n  depends \
             on conditions for ec2:RunInstances\n"
        );
    }

    #[test]
    fn what_was_used_is_named_before_the_many_that_were_not() {
        let lost = |number: usize| json!({ "Action": format!("a:{number}"), "Resource": "*" });
        let mut all: Vec<Value> = (0..30).map(lost).collect();
        all.push(json!({ "Action": "z:Used", "Resource": "*", "Used": true }));
        let mut told = String::new();
        changes(&mut told, "loses", &all);
        assert!(told.starts_with("  loses z:Used, which it has used\n  loses a:0\n"), "{told}");
        assert!(told.ends_with("  loses 11 more: see them with --output json\n"), "{told}");
        assert_eq!(told.lines().count(), ACTIONS_SHOWN_MAX + 1);
    }
}
