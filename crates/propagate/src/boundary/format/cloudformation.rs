//! A template of `CloudFormation`.
//!
//! AWS: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html>

use super::super::Options;
use super::super::choice::Chosen;
use super::super::document::{ACCOUNT, Node, PARTITION, Place};
use super::{has_stand_in, json, partly_resolved};

pub(super) fn render(options: &Options, chosen: &Chosen) -> String {
    let policy = partly_resolved(options, chosen).map_texts(Place::Elsewhere, &substituted);
    let identifier = options.name.identifier();
    // A policy can't refer to itself by its logical id: its ARN is put together of name and path.
    let properties = Node::map([
        ("ManagedPolicyName", Node::text(options.name.as_str())),
        ("Path", Node::text(options.path.as_str())),
        ("Description", Node::text("A permissions boundary that demands itself, by entail")),
        ("PolicyDocument", policy),
    ]);
    let resource = Node::map([
        ("Type", Node::text("AWS::IAM::ManagedPolicy")),
        // Whoever has the boundary would be free while the policy is deleted and made anew.
        ("DeletionPolicy", Node::text("Retain")),
        ("UpdateReplacePolicy", Node::text("Retain")),
        ("Properties", properties),
    ]);
    let reference = Node::map([("Ref", Node::Text(identifier.clone()))]);
    json(&Node::map([
        ("AWSTemplateFormatVersion", Node::text("2010-09-09")),
        ("Description", Node::text("A permissions boundary, to be deployed by an administrator")),
        ("Resources", Node::Map(vec![(identifier, resource)])),
        ("Outputs", Node::map([("BoundaryArn", Node::map([("Value", reference)]))])),
    ]))
}

/// `Fn::Sub` where something is to be put in; what it would take for its own is escaped.
fn substituted(text: &str, _: Place) -> Node {
    if !has_stand_in(text) {
        return Node::text(text);
    }
    let text = text.replace("${", "${!");
    let text = text.replace(PARTITION, "${AWS::Partition}").replace(ACCOUNT, "${AWS::AccountId}");
    Node::map([("Fn::Sub", Node::Text(text))])
}
