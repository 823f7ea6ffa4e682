//! Wildcards and variables in values where they let in more than they seem to.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>,
//! "Wildcard usage too permissive" and "Variable usage too permissive"

use crate::diagnostic::Diagnostic;
use crate::faults::Faults;
use crate::finding::sensitive::{SENSITIVE_VARIABLE, SENSITIVE_WILDCARD};
use crate::operators::{Family, Operator};
use crate::service_authorization::global_keys::SENSITIVE_KEYS;
use crate::tree::{ConditionKey, ConditionOperator};

/// Characters that AWS wants in front of a wildcard.
const CHARACTERS_BEFORE_WILDCARD: usize = 6;

/// Stands for a variable: a character that AWS takes in no policy.
const VARIABLE: &str = "\u{1}";

pub(super) fn advise(operator: ConditionOperator, key: &ConditionKey, faults: &mut Faults) {
    if !matches!(operator.operator.family(), Family::String | Family::Arn) {
        return;
    }
    let name = key.key.value.to_ascii_lowercase();
    let takes_wildcards = !matches!(
        operator.operator,
        Operator::StringEquals
            | Operator::StringNotEquals
            | Operator::StringEqualsIgnoreCase
            | Operator::StringNotEqualsIgnoreCase
    );
    for value in &key.values {
        let text = value.value.as_text();
        let wildcard = takes_wildcards.then(|| wildcard(&name, text)).flatten();
        if let Some((message, help)) = wildcard {
            let fault = Diagnostic::new(&SENSITIVE_WILDCARD, value.span, message);
            faults.push(fault.with_help(help));
        } else if let Some((message, help)) = variable(&name, text) {
            let fault = Diagnostic::new(&SENSITIVE_VARIABLE, value.span, message);
            faults.push(fault.with_help(help));
        }
    }
}

fn wildcard(key: &str, text: &str) -> Option<(String, &'static str)> {
    let literal = masked(text);
    if !literal.contains(['*', '?']) {
        return None;
    }
    if SENSITIVE_KEYS.contains(&key) {
        let message =
            format!("a wildcard in a value of `{key}` lets in accounts that you don't know");
        return Some((message, "list the values in full"));
    }
    if key == "aws:userid" && !is_user_id(&literal, "*") {
        let message =
            "a wildcard in the unique id lets in principals that you don't know".to_owned();
        return Some((message, "write `AROAEXAMPLEID:*` or `*:session-name`"));
    }
    if is_subject_of_token(key) && !is_led_in(&literal) {
        let message = format!(
            "fewer than {CHARACTERS_BEFORE_WILDCARD} characters stand in front of a wildcard"
        );
        return Some((message, "name the subject as far as it is known"));
    }
    None
}

fn variable(key: &str, text: &str) -> Option<(String, &'static str)> {
    let variables: Vec<&str> = text
        .split("${")
        .skip(1)
        .map(|rest| rest.split(['}', ',']).next().unwrap_or_default().trim())
        .filter(|name| !matches!(*name, "*" | "?" | "$"))
        .collect();
    if variables.is_empty() {
        return None;
    }
    if SENSITIVE_KEYS.contains(&key) {
        // CHOICE: AWS's own examples compare these keys with one another
        // (`"aws:ResourceOrgID": "${aws:PrincipalOrgID}"`): nobody can choose their values.
        let is_open = variables.iter().any(|name| !is_set_by_aws(name));
        return is_open.then(|| {
            let message = format!("what the variable holds may be anything, in a value of `{key}`");
            (message, "list the values in full")
        });
    }
    if key == "aws:userid" && !is_user_id(&masked(text), VARIABLE) {
        let message = "a variable stands for a part of the unique id".to_owned();
        return Some((message, "write `AROAEXAMPLEID:${...}` or `${...}:*`"));
    }
    None
}

fn is_set_by_aws(variable: &str) -> bool {
    let name = variable.to_ascii_lowercase();
    SENSITIVE_KEYS.contains(&name.as_str()) || name == "aws:ec2instancesourcevpc"
}

/// Whether what is open stands behind the colon, or alone before it.
fn is_user_id(text: &str, alone: &str) -> bool {
    let is_open = |left: &str| left.contains(['*', '?']) || left.contains(VARIABLE);
    text.split_once(':').is_some_and(|(left, _)| left == alone || !is_open(left))
}

/// `token.actions.githubusercontent.com:sub` and the like.
fn is_subject_of_token(key: &str) -> bool {
    key.rsplit_once(':').is_some_and(|(provider, name)| provider.contains('.') && name == "sub")
}

/// Whether enough characters stand in front of each wildcard, since the one before.
fn is_led_in(text: &str) -> bool {
    let mut parts = text.split(['*', '?']);
    // Nothing follows the last part.
    parts.next_back();
    parts.all(|part| part.chars().count() >= CHARACTERS_BEFORE_WILDCARD)
}

/// The text with a mark for each `${...}`: `${*}` is no wildcard.
fn masked(text: &str) -> String {
    let mut parts = text.split("${");
    let mut literal = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        literal.push_str(VARIABLE);
        literal.push_str(part.split_once('}').map_or("", |(_, after)| after));
    }
    literal
}

#[cfg(test)]
mod tests {
    use super::{is_led_in, variable, wildcard};

    #[test]
    fn wildcards_need_something_in_front_of_them() {
        assert!(is_led_in("repo:my-org/app:*") && is_led_in("none"));
        assert!(!is_led_in("repo:*") && !is_led_in("repo:my-org/*/a*"));
    }

    #[test]
    fn an_id_of_a_user_may_have_them_behind_the_colon() {
        let is_wide = |text| wildcard("aws:userid", text).is_some();
        assert!(!is_wide("AROAEXAMPLE:*") && !is_wide("*:alice") && !is_wide("AIDAEXAMPLE"));
        assert!(is_wide("AROA*") && is_wide("*") && is_wide("AROA*:alice"));
    }

    #[test]
    fn variables_that_aws_sets_are_no_wildcards() {
        assert!(variable("aws:resourceorgid", "${aws:PrincipalOrgID}").is_none());
        assert!(variable("aws:resourceorgid", "${aws:PrincipalTag/org}").is_some());
        assert!(variable("aws:userid", "AROAEXAMPLE:${aws:username}").is_none());
        assert!(variable("aws:userid", "${aws:PrincipalTag/id}").is_some());
        assert!(variable("aws:principalaccount", "${$}").is_none());
    }
}
