//! Cases made up so that requests and policies meet: small vocabularies, and policies that are
//! written with the request at hand.

mod condition;
mod malformed;
mod pattern;
mod policy;
mod request;
mod vocabulary;

use super::Choices;
use crate::reference::json::Json;
use policy::{Kind, Policies};
use request::Request;

/// A case without a name and an expectation.
pub(super) fn case(choices: &mut Choices<'_>) -> Json {
    let mut request = request::request(choices);
    let policies = policies(choices, &request);
    let has_resource_policy = policies.iter().any(|(layer, _)| layer == "resource");
    request.name_the_resource_account(choices, has_resource_policy);
    Json::object([("request", request.json()), ("policies", Json::Object(policies))])
}

/// The layers, each there or not.
fn policies(choices: &mut Choices<'_>, request: &Request) -> Vec<(String, Json)> {
    let mut made = Policies::new(choices, request);
    let mut layers = Vec::new();
    // Layers that limit are there less often than those that grant, or nothing would be allowed.
    if !made.choices.once_in(6) {
        layers.push(("identity", made.list(Kind::Grant, 0..3)));
    }
    if made.choices.once_in(3) {
        layers.push(("permissions_boundary", made.policy(Kind::Limit)));
    }
    if made.choices.once_in(4) {
        layers.push(("inherited_boundaries", made.list(Kind::Inherited, 0..3)));
    }
    if made.choices.once_in(3) {
        layers.push(("session", made.list(Kind::Limit, 0..3)));
    }
    if !made.choices.once_in(3) {
        layers.push(("resource", made.policy(Kind::Resource)));
    }
    if made.choices.once_in(6) {
        layers.push(("service_control", made.levels(Kind::Limit)));
    }
    if made.choices.once_in(6) {
        layers.push(("resource_control", made.levels(Kind::ResourceControl)));
    }
    if made.choices.once_in(10) {
        layers.push(("vpc_endpoint", made.policy(Kind::Endpoint)));
    }
    layers.into_iter().map(|(layer, json)| (layer.to_owned(), json)).collect()
}
