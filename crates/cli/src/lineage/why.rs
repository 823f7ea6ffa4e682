//! `why`: each ceiling of a principal or session in a sentence.

use serde_json::Value;

use super::{line, list, short, show, text};

/// Whose ceilings they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// The session that asks.
    CallingSession,
    /// A user or role by name.
    Principal,
}

impl Whose {
    /// What the command line named.
    pub(super) const fn of(principal: Option<&str>) -> Self {
        match principal {
            Some(_) => Self::Principal,
            None => Self::CallingSession,
        }
    }
}

/// What `ExplainCeilings` answered, in sentences.
pub(super) fn sentences(answer: &Value, whose: Whose) -> String {
    let name = short(text(answer, "PrincipalArn"));
    let who = match whose {
        Whose::CallingSession => format!("This session of {name}"),
        Whose::Principal => name.to_owned(),
    };
    let ceilings = list(answer, "Ceilings");
    let mut told = String::new();
    match ceilings.len() {
        0 => line(&mut told, format_args!("{who} is under no boundary.")),
        1 => line(
            &mut told,
            format_args!("{who} is under one boundary, which must allow what it does:"),
        ),
        count => line(
            &mut told,
            format_args!(
                "{who} is under {count} boundaries, each of which must allow what it does:"
            ),
        ),
    }
    for ceiling in ceilings {
        line(&mut told, format_args!("- {}", sentence(ceiling)));
    }
    tell_gates(&mut told, answer, &who);
    let mut creators = list(answer, "CreatedBy").iter().rev();
    if let Some(creator) = creators.next() {
        line(&mut told, format_args!("{name} was created by {}.", show::session_words(creator)));
    }
    for earlier in creators {
        line(&mut told, format_args!("  That session came from {}.", show::session_words(earlier)));
    }
    for step in list(answer, "ObtainedThrough").iter().rev() {
        line(
            &mut told,
            format_args!("This session was obtained through {}.", show::session_words(step)),
        );
    }
    told
}

/// What is no ceiling, and yet why something may be refused.
fn tell_gates(told: &mut String, answer: &Value, who: &str) {
    let binds = |seal: &Value| {
        list(answer, "Ceilings").iter().any(|ceiling| {
            text(ceiling, "PolicyId") == text(seal, "PolicyId")
                && text(ceiling, "Binding") != "PermissionsBoundary"
        })
    };
    for seal in list(answer, "Seals").iter().filter(|seal| !binds(seal)) {
        let policy = short(text(seal, "PolicyArn"));
        line(
            told,
            format_args!(
                "{who} hands on {policy}: what it creates is under that, and it changes only what is."
            ),
        );
    }
    for left in list(answer, "Provenance") {
        let (policy, from) = (short(text(left, "PolicyArn")), show::origins(left));
        line(
            told,
            format_args!(
                "{who} left {policy} behind through an exit (from {from}): it does not bind, and \
                 whatever guards it stays closed, administrators' tools too."
            ),
        );
    }
}

fn sentence(ceiling: &Value) -> String {
    let policy = short(text(ceiling, "PolicyArn"));
    let from = show::origins(ceiling);
    match text(ceiling, "Binding") {
        "PermissionsBoundary" => {
            format!("{policy} is its own permissions boundary, with AWS's exceptions.")
        }
        "Account" => format!("{policy} binds everybody in the account."),
        "AppliedToSelf" => {
            format!("{policy} is the transitive boundary that it hands on, applied to itself too.")
        }
        "Carried" => format!(
            "{policy} is carried by the session: it was obtained through somebody who is under it \
             or hands it on; it comes from {from}."
        ),
        _ => format!("{policy} is inherited; it comes from {from}."),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_ceiling_is_told_with_its_origin_and_the_creation_with_its_session() {
        let answer = json!({
            "PrincipalArn": "arn:aws:iam::1:role/app",
            "Ceilings": [
                { "PolicyArn": "arn:aws:iam::1:policy/b", "Binding": "PermissionsBoundary" },
                { "PolicyArn": "arn:aws:iam::1:policy/t", "Binding": "Inherited", "Origins": [
                    { "Kind": "Principal", "Id": "AIDA1", "Arn": "arn:aws:iam::1:user/dev" },
                    { "Kind": "Adoption", "Id": "AIDA2", "Mode": "Write" },
                ] },
            ],
            "CreatedBy": [
                { "PrincipalId": "AIDA1", "PrincipalArn": "arn:aws:iam::1:user/dev",
                  "SessionId": "AKIA1", "Time": 0 },
                { "PrincipalId": "AROA1", "SessionId": "ASIA1", "Time": 60 },
            ],
        });
        assert_eq!(
            sentences(&answer, Whose::Principal),
            "role/app is under 2 boundaries, each of which must allow what it does:\n\
             - policy/b is its own permissions boundary, with AWS's exceptions.\n\
             - policy/t is inherited; it comes from user/dev (AIDA1) and an adoption for writing by \
             AIDA2 (deleted).\n\
             role/app was created by AROA1 (deleted), session ASIA1, at 1970-01-01 00:01:00 UTC.\n\
             \u{20} That session came from user/dev, session AKIA1, at 1970-01-01 00:00:00 UTC.\n"
        );
    }

    #[test]
    fn what_only_the_gates_ask_for_is_told_too() {
        let answer = json!({
            "PrincipalArn": "arn:aws:iam::1:user/dev",
            "Ceilings": [
                { "PolicyArn": "arn:aws:iam::1:policy/b", "PolicyId": "B",
                  "Binding": "PermissionsBoundary" },
                { "PolicyArn": "arn:aws:iam::1:policy/c", "PolicyId": "C", "Binding": "Carried" },
            ],
            "Seals": [
                { "PolicyArn": "arn:aws:iam::1:policy/b", "PolicyId": "B", "Origins": [] },
                { "PolicyArn": "arn:aws:iam::1:policy/c", "PolicyId": "C", "Origins": [] },
            ],
            "Provenance": [
                { "PolicyArn": "arn:aws:iam::1:policy/d", "PolicyId": "D", "Origins": [
                    { "Kind": "Principal", "Id": "AIDA1", "Arn": "arn:aws:iam::1:user/ann" },
                ] },
            ],
        });
        let told = sentences(&answer, Whose::Principal);
        let gates: Vec<&str> = told.lines().filter(|line| line.starts_with("user/dev ")).collect();
        assert_eq!(
            gates.get(1..).unwrap_or_default(),
            [
                "user/dev hands on policy/b: what it creates is under that, and it changes only what is.",
                "user/dev left policy/d behind through an exit (from user/ann (AIDA1)): it does not \
             bind, and whatever guards it stays closed, administrators' tools too.",
            ]
        );
    }

    #[test]
    fn nobody_s_boundary_is_said_to_be_none() {
        let answer = json!({ "PrincipalArn": "arn:aws:iam::1:root", "Ceilings": [] });
        assert_eq!(
            sentences(&answer, Whose::CallingSession),
            "This session of root is under no boundary.\n"
        );
    }
}
