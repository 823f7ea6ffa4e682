//! What the corpus cannot say: keys that an inherited boundary must not believe, and what an
//! explanation holds.

use std::sync::Arc;

use super::*;
use crate::compile::Policy;
use crate::explain::Explanation;
use crate::observer::{Element, Silent};
use crate::policy_set::{InheritedBoundary, UndecidableKeys};
use crate::request::Principal;
use crate::truth::Truth;

const QUEUE: &str = "arn:aws:sqs:eu-west-1:111122223333:red";

fn policy(name: &str, statements: &str) -> Arc<Policy> {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    Arc::new(Policy::from_text(name, &text))
}

fn request() -> Request {
    let user = Principal::User { arn: "arn:aws:iam::111122223333:user/alice".to_owned() };
    let mut request = Request::new(user, "sqs:SendMessage", QUEUE);
    request.context.insert("aws:PrincipalTag/team", "red");
    request
}

fn under_ceiling(statements: &str, undecidable: &[&str]) -> Decision<'static> {
    let keys = undecidable.iter().map(|key| (*key).to_owned()).collect();
    let policies = PolicySet {
        identity: vec![policy("all", ALLOW_ALL)],
        inherited_boundaries: vec![InheritedBoundary {
            policy: policy("ceiling", statements),
            undecidable_keys: UndecidableKeys { keys, except: Vec::new() },
        }],
        ..PolicySet::default()
    };
    decide(&request(), &policies, &mut Silent).into_owned()
}

const ALLOW_ALL: &str = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;
const ALLOW_RED: &str = r#"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"red"}}}"#;
const ALLOW_VARIABLE: &str =
    r#"{"Effect":"Allow","Action":"*","Resource":"arn:aws:sqs:*:*:${aws:PrincipalTag/team}"}"#;
const DENY_BLUE: &str = r#"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"blue"}}}"#;
const DENY_BLUE_EC2: &str = r#"{"Effect":"Deny","Action":"ec2:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"blue"}}}"#;

#[test]
fn a_ceiling_believes_a_key_that_the_lineage_did_not_choose() {
    for allow in [ALLOW_RED, ALLOW_VARIABLE] {
        assert!(under_ceiling(allow, &["aws:PrincipalTag/other"]).is_allowed());
    }
}

#[test]
fn an_allow_that_rests_on_a_key_the_lineage_chose_does_not_apply() {
    for allow in [ALLOW_RED, ALLOW_VARIABLE] {
        for key in ["AWS:principaltag/TEAM", "aws:PrincipalTag/*"] {
            let decision = under_ceiling(allow, &[key]);
            assert_eq!(decision.effect, Effect::ImplicitDeny, "{allow} {key}");
            assert_eq!(decision.layer, Layer::InheritedBoundary);
        }
    }
}

#[test]
fn a_deny_that_rests_on_a_key_the_lineage_chose_applies() {
    let statements = format!("{ALLOW_ALL},{DENY_BLUE}");
    assert!(under_ceiling(&statements, &[]).is_allowed());
    let decision = under_ceiling(&statements, &["aws:PrincipalTag/team"]);
    assert_eq!(decision.effect, Effect::ExplicitDeny);
    assert_eq!(
        decision.statement.map(|found| found.to_string()).as_deref(),
        Some("ceiling#/Statement/1")
    );
}

#[test]
fn a_deny_of_another_action_stays_out_whatever_it_rests_on() {
    let statements = format!("{ALLOW_ALL},{DENY_BLUE_EC2}");
    assert!(under_ceiling(&statements, &["aws:PrincipalTag/team"]).is_allowed());
}

#[test]
fn a_key_of_the_exceptions_is_believed() {
    let undecidable_keys = UndecidableKeys {
        keys: vec!["aws:PrincipalTag/*".to_owned()],
        except: vec!["aws:PrincipalTag/team".to_owned()],
    };
    let ceiling = InheritedBoundary { policy: policy("ceiling", ALLOW_RED), undecidable_keys };
    let policies = PolicySet {
        identity: vec![policy("all", ALLOW_ALL)],
        inherited_boundaries: vec![ceiling],
        ..PolicySet::default()
    };
    assert!(decide(&request(), &policies, &mut Silent).is_allowed());
}

#[test]
fn only_the_ceiling_disbelieves_the_other_layers_read_the_key() {
    let policies = PolicySet {
        identity: vec![policy("identity", ALLOW_RED)],
        inherited_boundaries: vec![InheritedBoundary {
            policy: policy("ceiling", ALLOW_ALL),
            undecidable_keys: UndecidableKeys {
                keys: vec!["aws:PrincipalTag/team".to_owned()],
                except: Vec::new(),
            },
        }],
        ..PolicySet::default()
    };
    assert!(decide(&request(), &policies, &mut Silent).is_allowed());
}

#[test]
fn an_explanation_tells_what_matched_and_what_did_not() {
    let policies = PolicySet {
        identity: vec![policy("identity", &format!("{ALLOW_ALL},{DENY_BLUE}"))],
        ..PolicySet::default()
    };
    let mut explanation = Explanation::new();
    assert!(decide(&request(), &policies, &mut explanation).is_allowed());
    let layer = explanation.layers.iter().find(|layer| layer.layer == Layer::Identity).unwrap();
    assert_eq!(layer.outcome, LayerOutcome::Allow);
    let [allow, deny] = layer.policies[0].statements.as_slice() else {
        panic!("two statements are explained");
    };
    assert!(allow.applies && !deny.applies);
    let found: Vec<(Element, Truth)> =
        deny.elements.iter().map(|element| (element.element, element.matches)).collect();
    assert_eq!(
        found,
        [
            (Element::Action, Truth::True),
            (Element::Resource, Truth::True),
            (Element::Condition, Truth::False)
        ]
    );
    assert_eq!(deny.elements[2].why, "aws:PrincipalTag/team must be blue; it is red");
    let boundary = &explanation.layers[4];
    assert_eq!(boundary.why_not, Some("the caller has no permissions boundary"));
}

#[test]
fn an_explanation_names_what_cannot_be_evaluated() {
    let statement = r#"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"NumericEquals":{"aws:PrincipalTag/team":"1"}}}"#;
    let policies =
        PolicySet { identity: vec![policy("identity", statement)], ..PolicySet::default() };
    let mut explanation = Explanation::new();
    let decision = decide(&request(), &policies, &mut explanation);
    assert_eq!(decision.effect, Effect::ExplicitDeny);
    let layer = explanation.layers.iter().find(|layer| layer.layer == Layer::Identity).unwrap();
    let why = &layer.policies[0].statements[0].elements[2].why;
    assert!(why.ends_with("it is red; this cannot be evaluated"), "{why}");
}

#[test]
fn a_federated_user_may_be_limited_by_its_users_boundary_across_the_table() {
    let federated = Principal::FederatedUser {
        arn: "arn:aws:sts::111122223333:federated-user/bob".to_owned(),
        federated_by: "arn:aws:iam::111122223333:user/alice".to_owned(),
    };
    let request = Request::new(federated, "sqs:SendMessage", QUEUE);
    let named = r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/alice"},"Action":"*","Resource":"*"}"#;
    let policies = PolicySet { resource: Some(policy("queue", named)), ..PolicySet::default() };
    let decision = decide(&request, &policies, &mut Silent);
    assert_eq!((decision.effect, decision.layer), (Effect::ImplicitDeny, Layer::Session));
}
