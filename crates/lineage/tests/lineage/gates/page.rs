//! `docs/gates.md` from the table.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use entail_lineage::gates::table::{GateRule, WriteRule};

use super::Action;

const HEAD: &str = "\
# Which gate each operation meets

Written from `crates/lineage/src/gates/table.rs` by `UPDATE_EXPECT=1 cargo test -p entail-lineage --test lineage gates`; don't edit it.

Sessions without seals meet no gate. What the gates ask, and what w1 to w5 and the numbers mean, is said in [containment.md](containment.md).
\\* marks actions that carry `iam:PermissionsBoundary`. Names without a prefix are of IAM; those of `entail` are the administrator's own API.
";

/// The page.
pub(super) fn written(actions: &BTreeMap<String, Action>, table: &[(&str, GateRule)]) -> String {
    let mut groups: BTreeMap<(u8, &str, &str), Vec<String>> = BTreeMap::new();
    for (name, rule) in table {
        groups.entry(described(*rule)).or_default().push(shown(name, actions));
    }
    let mut page = HEAD.to_owned();
    for ((_, gate, asks), names) in groups {
        write!(page, "\n## {gate}\n\n{asks}\n\n{}.\n", names.join(", ")).unwrap();
    }
    page
}

fn shown(name: &str, actions: &BTreeMap<String, Action>) -> String {
    let Some(action) = actions.get(name) else { return format!("`{name}`") };
    let carries = action.keys.iter().any(|key| key == ":PermissionsBoundary");
    let prefix = match action.service.as_str() {
        "iam" => String::new(),
        service => format!("{service}:"),
    };
    format!("`{prefix}{name}`{}", if carries { "\\*" } else { "" })
}

/// Place on the page, name of the gate, and what it asks.
fn described(rule: GateRule) -> (u8, &'static str, &'static str) {
    match rule {
        GateRule::CreatePrincipal => (
            0,
            "Creation of principals",
            "The label of what is created is S(s). w5 where a boundary is named, F5 where a transitive one is, F17.",
        ),
        GateRule::CreateServiceLinkedRole => (
            1,
            "Creation of service-linked roles",
            "All hard ceilings must allow it. The role takes the label S(s), and no ceiling.",
        ),
        GateRule::CreateObject(_) => {
            (2, "Creation of other objects", "The label of what is created is S(s), F17.")
        }
        GateRule::AcquireRole => (
            3,
            "Roles from templates",
            "Authorised and gated as the operations that it stands for: creation where it creates, none where it finds.",
        ),
        GateRule::Write(rule) => written_object(rule),
        GateRule::PermissionsBoundary => (
            20,
            "G-write on a principal, w4, w5 (boundaries)",
            "The principal's label has S(s); the last setter of B and T was no less sealed (w4); the policy has no seal that the principal lacks (w5, F5). No sealed session changes its own T.",
        ),
        GateRule::PrincipalTags => (
            21,
            "G-write on a principal (tags)",
            "The principal's label has S(s). The reserved tag is authorised and gated as a transitive boundary, too (F9).",
        ),
        GateRule::WriteAndPass(_) => (
            22,
            "G-write on an object and G-pass on the role put into it",
            "The object's label has S(s), and the role's label has S(s) less what the role admits.",
        ),
        GateRule::Pass => (
            23,
            "G-pass",
            "The role's label has S(s), less what the role admits. It is a permission that other operations ask for.",
        ),
        GateRule::Obtain => (
            24,
            "G-obtain",
            "What is obtained carries S(s), or the label of the identity provider, and the label of the role's account. In strict mode the role must have the seals already.",
        ),
        GateRule::PartOfObtain => (
            25,
            "Parts of obtaining",
            "Permissions that the operations of G-obtain ask for besides; no operations.",
        ),
        GateRule::SamePrincipal => (
            26,
            "Same principal, same seals",
            "What is obtained is a session of the same principal and keeps what it has.",
        ),
        GateRule::UnsealedOnly => (
            27,
            "Open to unsealed sessions only",
            "Refused to every session with seals or provenance.",
        ),
        GateRule::Ungated => (28, "Ungated", "Reads, lists, simulations and reports: never gated."),
    }
}

fn written_object(rule: WriteRule) -> (u8, &'static str, &'static str) {
    match rule {
        WriteRule::Principal => {
            (10, "G-write on a principal", "The user's or role's label has S(s).")
        }
        WriteRule::DeletePrincipal => (
            11,
            "G-write on a principal, w4 (deletion)",
            "The user's or role's label has S(s), and the last setter of B and T was no less sealed (F7).",
        ),
        WriteRule::Credentials => (
            12,
            "G-write on a user (credentials)",
            "The user's label has S(s), or it is the caller itself with long-term keys or `GetSessionToken` credentials.",
        ),
        WriteRule::Attach => (
            13,
            "G-write on what a policy is attached to, w2, w5",
            "The label of the user, role or group has S(s), a group's members too (w2), and the policy has no seal that the target lacks (w5).",
        ),
        WriteRule::Group => {
            (14, "G-write on a group, w2", "The group's label has S(s), and those of its members.")
        }
        WriteRule::AddMember => (
            15,
            "G-write on the user of a membership, w5",
            "The user's label has S(s), and the group has no seal that the user lacks.",
        ),
        WriteRule::RemoveMember => {
            (16, "G-write on the user of a membership", "The user's label has S(s).")
        }
        WriteRule::Policy => (
            17,
            "G-write on a policy, w1, w3, w4",
            "The policy's label has S(s), and so has everything whose permissions it determines (w1, F5, F6); it is no seal of the session (w3); where it is a boundary, the last setter was no less sealed (F7).",
        ),
        WriteRule::PolicyTags => (
            18,
            "G-write on a policy, w3 (tags)",
            "The policy's label has S(s), and it is no seal of the session: a tag may unmark it.",
        ),
        WriteRule::Object(_) => (19, "G-write on another object", "The object's label has S(s)."),
        WriteRule::Account => {
            (22, "G-write on the account", "The account's label has S(s): account-wide settings.")
        }
    }
}
