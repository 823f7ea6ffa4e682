//! Laws that hold for every request and all policies.

use std::sync::Arc;

use entail_engine::{
    Decision, Explanation, InheritedBoundary, Policy, PolicySet, Principal, Request, Silent,
    UndecidableKeys, decide,
};
use proptest::prelude::*;

const USER: &str = "arn:aws:iam::111122223333:user/alice";
const ROLE: &str = "arn:aws:iam::111122223333:role/dev";
const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/dev/s";
const FEDERATED: &str = "arn:aws:sts::111122223333:federated-user/bob";

/// Which layer a policy stands in; the numbers index [`World::layers`].
const IDENTITY: usize = 0;
const RESOURCE: usize = 4;
const LAYERS: usize = 6;

/// A statement as JSON; the principal is written where the layer wants one.
#[derive(Clone, Debug)]
struct Statement {
    effect: &'static str,
    principal: &'static str,
    action: &'static str,
    resource: &'static str,
    condition: &'static str,
}

impl Statement {
    fn json(&self, layer: usize) -> String {
        let Self { effect, principal, action, resource, condition } = self;
        let principal =
            if layer == RESOURCE { format!(r#""Principal":{principal},"#) } else { String::new() };
        format!(
            r#"{{"Effect":"{effect}",{principal}"Action":{action},"Resource":{resource}{condition}}}"#
        )
    }
}

/// A request and the statements of each layer; `None` is a layer that is not there.
#[derive(Clone, Debug)]
struct World {
    request: Request,
    layers: Vec<Option<Vec<Statement>>>,
}

impl World {
    fn policy(&self, layer: usize) -> Option<Arc<Policy>> {
        let statements: Vec<String> = self
            .layers
            .get(layer)?
            .as_ref()?
            .iter()
            .map(|statement| statement.json(layer))
            .collect();
        let text = format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","));
        let policy = Policy::from_text(&format!("layer{layer}"), &text);
        assert_eq!(policy.unreadable_reason(), None, "{text}");
        Some(Arc::new(policy))
    }

    fn policies(&self) -> PolicySet {
        PolicySet {
            identity: self.policy(IDENTITY).into_iter().collect(),
            permissions_boundary: self.policy(1),
            inherited_boundaries: self
                .policy(2)
                .into_iter()
                .map(|policy| InheritedBoundary {
                    policy,
                    undecidable_keys: UndecidableKeys {
                        keys: vec!["aws:PrincipalTag/*".to_owned()],
                        except: Vec::new(),
                    },
                })
                .collect(),
            session: self.policy(3).map(|policy| vec![policy]),
            resource: self.policy(RESOURCE),
            service_control: self.policy(5).map(|policy| vec![vec![policy]]),
            ..PolicySet::default()
        }
    }

    fn decide(&self) -> Decision<'static> {
        decide(&self.request, &self.policies(), &mut Silent).into_owned()
    }

    /// The same world with a statement more, at any place of a layer that is there.
    fn with(&self, layer: usize, place: usize, statement: Statement) -> Self {
        let mut world = self.clone();
        if let Some(Some(statements)) = world.layers.get_mut(layer) {
            let place = place % (statements.len() + 1);
            statements.insert(place, statement);
        }
        world
    }
}

fn statement() -> impl Strategy<Value = Statement> {
    let principals = [
        r#""*""#,
        r#"{"AWS":"111122223333"}"#,
        r#"{"AWS":"arn:aws:iam::111122223333:user/alice"}"#,
        r#"{"AWS":"arn:aws:iam::111122223333:role/dev"}"#,
        r#"{"AWS":"arn:aws:sts::111122223333:assumed-role/dev/s"}"#,
        r#"{"Service":"lambda.amazonaws.com"}"#,
    ];
    let actions = [r#""*""#, r#""sqs:*""#, r#"["ec2:*","sqs:Get*"]"#];
    let resources = [
        r#""*""#,
        r#""arn:aws:sqs:*:111122223333:q*""#,
        r#""arn:aws:sqs:*:*:${aws:PrincipalTag/team}""#,
    ];
    let conditions = [
        "",
        "",
        r#","Condition":{"StringEquals":{"aws:PrincipalTag/team":"red"}}"#,
        r#","Condition":{"StringNotEquals":{"aws:PrincipalTag/team":"red"}}"#,
        r#","Condition":{"NumericLessThan":{"aws:PrincipalTag/team":"5"}}"#,
        r#","Condition":{"NoSuchOperator":{"aws:PrincipalTag/team":"5"}}"#,
    ];
    (
        prop::sample::select(vec!["Allow", "Allow", "Allow", "Deny"]),
        prop::sample::select(principals.to_vec()),
        prop::sample::select(actions.to_vec()),
        prop::sample::select(resources.to_vec()),
        prop::sample::select(conditions.to_vec()),
    )
        .prop_map(|(effect, principal, action, resource, condition)| Statement {
            effect,
            principal,
            action,
            resource,
            condition,
        })
}

fn request() -> impl Strategy<Value = Request> {
    let principals = vec![
        Principal::User { arn: USER.to_owned() },
        Principal::AssumedRole { session_arn: SESSION.to_owned(), role_arn: ROLE.to_owned() },
        Principal::FederatedUser { arn: FEDERATED.to_owned(), federated_by: USER.to_owned() },
        Principal::root("111122223333"),
        Principal::Service("lambda.amazonaws.com".to_owned()),
        Principal::Anonymous,
    ];
    (
        prop::sample::select(principals),
        prop::sample::select(vec!["sqs:GetQueueUrl", "sqs:SendMessage"]),
        prop::sample::select(vec!["111122223333", "444455556666"]),
        prop::sample::select(vec![None, Some("red"), Some("queue"), Some("*"), Some("3")]),
    )
        .prop_map(|(principal, action, owner, team)| {
            let resource = format!("arn:aws:sqs:eu-west-1:{owner}:queue");
            let mut request = Request::new(principal, action, resource);
            if let Some(team) = team {
                request.context.insert("aws:PrincipalTag/team", team);
            }
            request.fill_in_principal_keys();
            request
        })
}

fn world() -> impl Strategy<Value = World> {
    let layer = prop::option::of(prop::collection::vec(statement(), 1..4));
    (request(), prop::collection::vec(layer, LAYERS))
        .prop_map(|(request, layers)| World { request, layers })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn adding_a_deny_never_allows(
        world in world(), layer in 0..LAYERS, place in 0..4_usize, statement in statement(),
    ) {
        let more = world.with(layer, place, Statement { effect: "Deny", ..statement });
        prop_assert!(world.decide().is_allowed() || !more.decide().is_allowed());
    }

    #[test]
    fn adding_an_allow_never_denies(
        world in world(), layer in 0..LAYERS, place in 0..4_usize, statement in statement(),
    ) {
        let more = world.with(layer, place, Statement { effect: "Allow", ..statement });
        prop_assert!(!world.decide().is_allowed() || more.decide().is_allowed());
    }

    #[test]
    fn the_order_of_statements_does_not_change_the_effect_or_the_layer(world in world()) {
        let mut reversed = world.clone();
        for statements in reversed.layers.iter_mut().flatten() {
            statements.reverse();
        }
        let (decision, other) = (world.decide(), reversed.decide());
        prop_assert_eq!(decision.effect, other.effect);
        prop_assert_eq!(decision.layer, other.layer);
    }

    #[test]
    fn explaining_does_not_change_the_decision(world in world()) {
        let mut explanation = Explanation::new();
        let policies = world.policies();
        let explained = decide(&world.request, &policies, &mut explanation);
        prop_assert_eq!(world.decide(), explained);
        prop_assert_eq!(explanation.layers.len(), 8);
    }

    #[test]
    fn an_inherited_boundary_never_allows_what_is_denied_without_it(world in world()) {
        let mut without = world.clone();
        without.layers.get_mut(2).unwrap().take();
        prop_assert!(without.decide().is_allowed() || !world.decide().is_allowed());
    }
}

/// Whether a user's policy with this condition and this resource allows.
fn allows(resource: &str, condition: &str, request: &Request) -> bool {
    let resource = serde_json::Value::from(resource);
    let text = format!(
        r#"{{"Version":"2008-10-17","Statement":{{"Effect":"Allow","Action":"*",
            "Resource":{resource}{condition}}}}}"#
    );
    let policy = Policy::from_text("P", &text);
    assert_eq!(policy.unreadable_reason(), None, "{text}");
    let policies = PolicySet { identity: vec![Arc::new(policy)], ..PolicySet::default() };
    decide(request, &policies, &mut Silent).is_allowed()
}

/// The regular expression of a pattern, `run` and `one` being what its wildcards stand for.
fn expression(pattern: &str, run: &str, one: &str) -> String {
    let piece = |character: char| match character {
        '*' => run.to_owned(),
        '?' => one.to_owned(),
        other => regex::escape(&other.to_string()),
    };
    pattern.chars().map(piece).collect()
}

fn matches(expression: &str, text: &str) -> Result<bool, regex::Error> {
    Ok(regex::Regex::new(&format!("(?s)^(?:{expression})$"))?.is_match(text))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn string_like_agrees_with_a_regular_expression(
        pattern in "[ab:é*?]{0,9}", value in "[ab:é*?\\n]{0,12}",
    ) {
        let user = Principal::User { arn: USER.to_owned() };
        let mut request = Request::new(user, "sqs:SendMessage", "*");
        request.context.insert("k:v", value.as_str());
        let wanted = serde_json::Value::from(pattern.as_str());
        let condition = format!(r#","Condition":{{"StringLike":{{"k:v":{wanted}}}}}"#);
        let is_allowed = allows("*", &condition, &request);
        prop_assert_eq!(is_allowed, matches(&expression(&pattern, ".*", "."), &value).unwrap());
    }

    /// In the first five segments a wildcard stays in its own, but for a star at the end.
    #[test]
    fn a_resource_agrees_with_a_regular_expression(
        region in "[ab*?]{0,5}", account in "[ab*?]{0,5}", rest in "[ab:/*?]{0,8}",
        resource in "[ab:]{2,9}:[ab:/]{0,9}",
    ) {
        let inside = |segment: &str| match segment.strip_suffix('*') {
            Some(segment) => expression(segment, "[^:]*", "[^:]") + ".*",
            None => expression(segment, "[^:]*", "[^:]"),
        };
        let wanted = format!(
            "arn:aws:sqs:{}:{}:{}", inside(&region), inside(&account), expression(&rest, ".*", ".")
        );
        let resource = format!("arn:aws:sqs:{resource}");
        let user = Principal::User { arn: USER.to_owned() };
        let request = Request::new(user, "sqs:SendMessage", resource.as_str());
        let is_allowed = allows(&format!("arn:aws:sqs:{region}:{account}:{rest}"), "", &request);
        prop_assert_eq!(is_allowed, matches(&wanted, &resource).unwrap(), "{}", wanted);
    }
}
