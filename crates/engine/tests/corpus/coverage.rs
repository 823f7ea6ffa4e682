//! Every layer decides in every way that it can, every denial has its text, and whomever a resource
//! policy can name is tried with each layer that may limit the grant.

use std::collections::BTreeSet;

use entail_engine::Layer;
use serde_json::Value;

fn text<'a>(case: &'a Value, group: &str, member: &str) -> &'a str {
    case.get(group).and_then(|group| group.get(member)?.as_str()).unwrap_or_default()
}

#[test]
fn every_layer_decides_in_every_way_that_it_can() {
    let cases = super::raw_cases().unwrap();
    let found: BTreeSet<(&str, &str)> = cases
        .iter()
        .map(|case| (text(case, "expect", "layer"), text(case, "expect", "decision")))
        .collect();
    for layer in Layer::ALL {
        let grants = matches!(layer, Layer::Identity | Layer::Resource | Layer::Trust);
        // `RCPFullAWSAccess` stays attached at every level.
        let may_be_short = layer != Layer::ResourceControl;
        for (decision, is_possible) in
            [("allow", grants), ("explicit_deny", true), ("implicit_deny", may_be_short)]
        {
            let is_there = found.contains(&(layer.as_str(), decision));
            assert_eq!(is_there, is_possible, "{decision} by {layer}");
        }
    }
}

#[test]
fn a_policy_that_cannot_be_read_denies_in_every_layer_and_is_named() {
    let cases = super::raw_cases().unwrap();
    for layer in Layer::ALL {
        let is_named = |case: &&Value| {
            text(case, "expect", "layer") == layer.as_str()
                && case["expect"]["because"][0].as_str().is_some_and(|name| name.ends_with('#'))
        };
        assert!(cases.iter().any(|case| is_named(&case)), "{layer}");
    }
}

/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>; the two
/// of inherited boundaries are ours.
const REASONS: &[&str] = &[
    "because no identity-based policy allows the {action} action",
    "with an explicit deny in an identity-based policy",
    "because no permissions boundary allows the {action} action",
    "with an explicit deny in a permissions boundary",
    "because no session policy allows the {action} action",
    "with an explicit deny in a session policy",
    "because no resource-based policy allows the {action} action",
    "with an explicit deny in a resource-based policy",
    "because no role trust policy allows the {action} action",
    "with an explicit deny in the role trust policy",
    "because no service control policy allows the {action} action",
    "with an explicit deny in a service control policy",
    "with an explicit deny in a resource control policy",
    "because no VPC endpoint policy allows the {action} action",
    "with an explicit deny in a VPC endpoint policy",
    "with an explicit deny in a VPC endpoint policy transitively through a service control policy",
    "because no inherited permissions boundary allows the {action} action",
    "with an explicit deny in an inherited permissions boundary",
];

#[test]
fn every_denial_text_has_a_case() {
    let cases = super::raw_cases().unwrap();
    for reason in REASONS {
        let is_worded = |case: &Value| {
            let end = reason.replace("{action}", text(case, "request", "action"));
            text(case, "expect", "message").ends_with(&format!(" {end}"))
        };
        assert!(cases.iter().any(is_worded), "no case has the text `{reason}`");
    }
}

/// Whom the only Allow of a resource policy names, seen by the caller.
fn named(case: &Value) -> Option<&'static str> {
    let statements = case.pointer("/policies/resource/policy/Statement")?.as_array()?;
    let [statement] = statements.as_slice() else { return None };
    if statement.get("Effect")? != "Allow" || statement.get("Condition").is_some() {
        return None;
    }
    let principal = statement.get("Principal")?;
    let principal = principal.get("AWS").unwrap_or(principal).as_str()?;
    let issuer = ["principal_role", "federated_by"].map(|key| text(case, "request", key));
    let caller = text(case, "request", "principal");
    match principal {
        "*" => Some("everyone"),
        _ if principal == caller => Some("itself"),
        _ if issuer.contains(&principal) => Some("its issuer"),
        _ if caller.contains(principal.trim_end_matches(":root")) => Some("its account"),
        _ if principal.ends_with(":root") && caller.contains(principal.split(':').nth(4)?) => {
            Some("its account")
        }
        _ => None,
    }
}

fn kind(case: &Value) -> Option<&'static str> {
    let principal = text(case, "request", "principal");
    [(":user/", "user"), (":assumed-role/", "session"), (":federated-user/", "federated user")]
        .into_iter()
        .find_map(|(part, kind)| principal.contains(part).then_some(kind))
}

fn is_in_own_account(case: &Value) -> bool {
    let account = |arn: &str| arn.split(':').nth(4).unwrap_or_default().to_owned();
    account(text(case, "request", "principal")) == account(text(case, "request", "resource"))
}

/// AWS: table of <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>
#[test]
fn whomever_a_resource_policy_names_is_tried_with_each_layer_that_may_limit_the_grant() {
    let cases = super::raw_cases().unwrap();
    let mut found = BTreeSet::new();
    for case in cases.iter().filter(|case| is_in_own_account(case)) {
        let (Some(kind), Some(named)) = (kind(case), named(case)) else { continue };
        let policies = &case["policies"];
        let limits = [
            ("a boundary", policies["permissions_boundary"].is_object()),
            ("a session policy", policies["session"].is_array()),
            ("no identity policy", policies["identity"].is_null()),
        ];
        for (limit, _) in limits.into_iter().filter(|(_, is_there)| *is_there) {
            found.insert((kind, named, limit));
        }
    }
    let limits = ["a boundary", "a session policy", "no identity policy"];
    for kind in ["user", "session", "federated user"] {
        for named in ["itself", "its issuer", "its account", "everyone"] {
            for limit in limits {
                // A user's long-term keys have neither.
                let is_possible =
                    kind != "user" || (named != "its issuer" && limit != "a session policy");
                let cell = (kind, named, limit);
                assert!(!is_possible || found.contains(&cell), "no case has {cell:?}");
            }
        }
    }
}
