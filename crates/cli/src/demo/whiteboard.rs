//! A decision drawn layer by layer, made by the function that the server itself asks.

use std::{io::Write, sync::Arc};

use entail_engine::{
    Decision, Effect, Explanation, InheritedBoundary, Layer, Policy, PolicySet, Principal, Request,
    Truth, UndecidableKeys, Value, decide, denial_message,
    explain::{LayerExplanation, PolicyExplanation, StatementExplanation},
    observer::{Element, LayerOutcome},
};

use super::{
    narrator::Narrator,
    player::{self, PlayError},
    story::{
        NamedPolicy, Verdict, Whiteboard,
        cast::{ACCOUNT, Actor, ActorKind},
    },
};

/// Decides what is on the whiteboard, checks the decision, and draws it.
pub(super) fn draw<W: Write>(
    board: &Whiteboard,
    server: &player::Verdict,
    narrator: &mut Narrator<W>,
) -> Result<(), PlayError> {
    let request = request(board);
    let mut explanation = Explanation::new();
    let policies = policies(board);
    let decision = decide(&request, &policies, &mut explanation);
    narrator.words(board.words)?;
    for line in drawing(&explanation, &decision) {
        narrator.drawn(&line)?;
    }
    narrator.empty_line()?;
    check(board, &request, &decision, server)
}

fn request(board: &Whiteboard) -> Request {
    let mut request = Request::new(principal(board.caller), board.action, board.resource);
    for (key, values) in board.context {
        let values = values.iter().map(|&value| value.to_owned()).collect();
        request.context.insert(key, Value::Multi(values));
    }
    request.fill_in_principal_keys();
    request
}

fn principal(actor: Actor) -> Principal {
    let arn = actor.arn.to_owned();
    match actor.kind {
        ActorKind::Root => Principal::root(ACCOUNT),
        ActorKind::User => Principal::User { arn },
        ActorKind::Session { role } => {
            Principal::AssumedRole { session_arn: arn, role_arn: role.to_owned() }
        }
        ActorKind::Federated { by } => {
            Principal::FederatedUser { arn, federated_by: by.to_owned() }
        }
    }
}

fn policies(board: &Whiteboard) -> PolicySet {
    let inherited = board.inherited_boundaries.iter().map(|policy| InheritedBoundary {
        policy: compiled(policy),
        undecidable_keys: UndecidableKeys::default(),
    });
    PolicySet {
        identity: board.identity.iter().map(|policy| compiled(policy)).collect(),
        permissions_boundary: board.permissions_boundary.map(compiled),
        inherited_boundaries: inherited.collect(),
        resource: board.resource_policy.map(compiled),
        ..PolicySet::default()
    }
}

fn compiled(policy: &NamedPolicy) -> Arc<Policy> {
    Arc::new(Policy::from_text(policy.name, policy.text))
}

/// The layers that have a say, each with the statements that take effect, and with those that
/// only a condition holds back.
fn drawing(explanation: &Explanation, decision: &Decision<'_>) -> Vec<String> {
    let mut lines: Vec<String> =
        explanation.layers.iter().filter(|layer| has_a_say(layer)).flat_map(layer_lines).collect();
    let layer = layer_name(decision.layer);
    lines.push(match decision.effect {
        Effect::Allow => format!("=> allowed, by {layer}"),
        Effect::ExplicitDeny => format!("=> denied: {layer} says no"),
        Effect::ImplicitDeny => format!("=> denied: {layer} does not say yes"),
    });
    lines
}

fn has_a_say(layer: &LayerExplanation) -> bool {
    layer.outcome != LayerOutcome::NotApplicable && !layer.policies.is_empty()
}

fn layer_lines(layer: &LayerExplanation) -> Vec<String> {
    let outcome = match layer.outcome {
        LayerOutcome::ExplicitDeny => "denies",
        LayerOutcome::ImplicitDeny => "does not allow",
        LayerOutcome::Allow => "allows",
        LayerOutcome::NotNeeded => "does not allow, and need not",
        LayerOutcome::NotApplicable => "does not apply",
    };
    let mut lines = vec![format!("{} {outcome}", layer_name(layer.layer))];
    lines.extend(layer.policies.iter().flat_map(policy_lines).map(|line| format!("  {line}")));
    lines
}

fn policy_lines(policy: &PolicyExplanation) -> Vec<String> {
    let told: Vec<String> =
        policy.statements.iter().filter_map(|it| statement_line(&policy.name, it)).collect();
    if told.is_empty() { vec![format!("{}: no statement applies", policy.name)] } else { told }
}

fn statement_line(policy: &str, statement: &StatementExplanation) -> Option<String> {
    let name = statement.sid.as_deref().unwrap_or(&statement.pointer);
    let effect = statement.effect;
    if statement.applies {
        return Some(format!("{policy} {name}: {effect}"));
    }
    let (conditions, rest): (Vec<_>, Vec<_>) =
        statement.elements.iter().partition(|element| element.element == Element::Condition);
    if rest.iter().any(|element| element.matches != Truth::True) {
        return None;
    }
    let condition = conditions.iter().find(|element| element.matches != Truth::True)?;
    Some(format!("{policy} {name}: no {effect}, since this is not so: {}", condition.why))
}

const fn layer_name(layer: Layer) -> &'static str {
    match layer {
        Layer::ServiceControl => "the service control policy",
        Layer::ResourceControl => "the resource control policy",
        Layer::VpcEndpoint => "the VPC endpoint policy",
        Layer::InheritedBoundary => "the inherited boundary",
        Layer::PermissionsBoundary => "the caller's own boundary",
        Layer::Session => "the session policy",
        Layer::Identity => "the identity policy",
        Layer::Resource => "the resource policy",
        Layer::Trust => "the trust policy",
    }
}

fn check(
    board: &Whiteboard,
    request: &Request,
    decision: &Decision<'_>,
    server: &player::Verdict,
) -> Result<(), PlayError> {
    let (expected, found) = match (&board.verdict, server) {
        (Verdict::AsTheServer, player::Verdict::Done) => {
            ("allow".to_owned(), decision.effect.to_string())
        }
        (Verdict::AsTheServer, player::Verdict::Refused(message)) => {
            (message.clone(), denial_message(request, decision))
        }
        (Verdict::By(effect, layer), _) => {
            (format!("{effect} by {layer}"), format!("{} by {}", decision.effect, decision.layer))
        }
    };
    if expected == found {
        Ok(())
    } else {
        Err(PlayError::Otherwise { words: board.words, expected, found })
    }
}
