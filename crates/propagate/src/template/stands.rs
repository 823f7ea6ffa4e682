//! What a template has already: an import or a refactoring may change nothing of it.

use std::collections::BTreeSet;

use super::{
    Placement,
    document::{Document, Node},
    literal::{Known, come_to},
    restore::restore,
};

/// The property by which roles and users are named.
const NAMES: [(&str, &str); 2] = [("AWS::IAM::Role", "RoleName"), ("AWS::IAM::User", "UserName")];

/// A role or user that a template gives a name of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedPrincipal {
    /// Its logical id.
    pub logical_id: String,
    /// Its type.
    pub resource_type: String,
    /// Its name; none where only CloudFormation knows it.
    pub name: Option<String>,
}

/// Whether a template has at its path what a placement put into another one.
pub(super) fn stands(document: &Document<'_>, placement: &Placement) -> bool {
    let is_value = |node: Node<'_>| node.text() == Some(placement.value.as_str());
    node_at(document, &placement.path).is_some_and(is_value)
        || restore(document, std::slice::from_ref(placement)) != document.text
}

/// The logical ids of a template's resources.
pub(super) fn logical_ids(document: &Document<'_>) -> BTreeSet<String> {
    let resources = document.root().and_then(|root| root.get("Resources"));
    let keys = resources.into_iter().flat_map(Node::entries);
    keys.filter_map(|(key, _)| key.text().map(str::to_owned)).collect()
}

/// The roles and users that have names of their own, made with what is known.
pub(super) fn named_principals(document: &Document<'_>, known: Known<'_>) -> Vec<NamedPrincipal> {
    let resources = document.root().and_then(|root| root.get("Resources")).map(Node::resolved);
    let named = |(key, resource): (Node<'_>, Node<'_>)| {
        let resource = resource.resolved();
        let resource_type = resource.get("Type")?.resolved().text()?;
        let (_, property) = NAMES.iter().find(|(name, _)| *name == resource_type)?;
        let name = resource.get("Properties")?.resolved().get(property)?.resolved();
        Some(NamedPrincipal {
            logical_id: key.text()?.to_owned(),
            resource_type: resource_type.to_owned(),
            name: come_to(name, known),
        })
    };
    resources.into_iter().flat_map(Node::entries).filter_map(named).collect()
}

/// What a parameter has where nobody gives it a value; none where that is the name of a value elsewhere.
///
/// AWS: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html>
pub(super) fn default_of(document: &Document<'_>, parameter: &str) -> Option<String> {
    let parameter = document.root()?.get("Parameters")?.resolved().get(parameter)?.resolved();
    let is_plain = parameter.get("Type")?.text() == Some("String");
    parameter.get("Default").and_then(Node::text).filter(|_| is_plain).map(str::to_owned)
}

fn node_at<'d>(document: &'d Document<'d>, path: &[String]) -> Option<Node<'d>> {
    path.iter().try_fold(document.root()?, |node, step| {
        let item = || node.items().nth(step.parse().ok()?);
        node.get(step).or_else(item)
    })
}
