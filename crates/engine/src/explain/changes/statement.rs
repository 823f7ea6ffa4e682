//! The smallest statement that allows a request: its exact action, resource and caller.

use entail_policy::arn::Arn;
use serde_json::{Map, Value, json};

use crate::decision::Layer;
use crate::request::{Principal, Request};

/// The statement that a policy of the layer is short of; none where only one that names everyone
/// would do.
pub(super) fn minimal(layer: Layer, request: &Request) -> Option<Value> {
    let mut statement = Map::new();
    statement.insert("Effect".to_owned(), json!("Allow"));
    if matches!(layer, Layer::Resource | Layer::Trust | Layer::VpcEndpoint) {
        statement.insert("Principal".to_owned(), principal(&request.principal)?);
    }
    statement.insert("Action".to_owned(), json!(&*request.action));
    // A trust policy speaks of its own role and has no resource.
    if layer != Layer::Trust {
        statement.insert("Resource".to_owned(), json!(literal(&request.resource)));
    }
    Some(Value::Object(statement))
}

/// The caller as a policy names it: a session by its role, since sessions come and go.
fn principal(caller: &Principal) -> Option<Value> {
    match caller {
        Principal::User { arn }
        | Principal::FederatedUser { arn, .. }
        | Principal::Root { arn } => Some(json!({ "AWS": arn })),
        Principal::AssumedRole { role_arn, .. } => Some(json!({ "AWS": role_arn })),
        Principal::Service(name) => Some(json!({ "Service": name })),
        Principal::IdentityProvider(name) => Some(json!({ "Federated": name })),
        Principal::Anonymous => None,
    }
}

/// A resource as a pattern that matches it and nothing else.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>
fn literal(resource: &str) -> String {
    if Arn::parse(resource).is_err() {
        return resource.to_owned();
    }
    let mut pattern = String::with_capacity(resource.len());
    for character in resource.chars() {
        match character {
            '*' | '?' | '$' => pattern.extend(["${", character.encode_utf8(&mut [0; 4]), "}"]),
            other => pattern.push(other),
        }
    }
    pattern
}
