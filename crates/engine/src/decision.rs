//! The answer: effect, the layer that decided, and the statement it decided by.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;

/// What [`decide`](crate::decide) answers. It names a statement of the policies that were asked;
/// [`into_owned`](Self::into_owned) lets it outlive them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decision<'a> {
    /// Whether the request is allowed, and if not, how it is denied.
    #[serde(rename = "decision")]
    pub effect: Effect,
    /// The layer that decided.
    pub layer: Layer,
    /// The statement that decided: the first matching Deny of the deciding layer, or the first
    /// Allow that granted; none for an implicit deny and for what needs no statement.
    pub statement: Option<StatementReference<'a>>,
}

impl Decision<'_> {
    /// Whether the request is allowed.
    pub fn is_allowed(&self) -> bool {
        self.effect == Effect::Allow
    }

    /// The same decision, with a name of its own for the policy.
    pub fn into_owned(self) -> Decision<'static> {
        let Self { effect, layer, statement } = self;
        let statement = statement.map(|StatementReference { policy, pointer }| {
            StatementReference { policy: Cow::Owned(policy.into_owned()), pointer }
        });
        Decision { effect, layer, statement }
    }
}

/// The effect of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Allowed.
    Allow,
    /// A statement denies, or a policy of an applying layer cannot be read.
    ExplicitDeny,
    /// A layer that must allow does not.
    ImplicitDeny,
}

impl Effect {
    /// The name in the case format: `allow`, `explicit_deny`, `implicit_deny`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::ExplicitDeny => "explicit_deny",
            Self::ImplicitDeny => "implicit_deny",
        }
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A kind of policy in a decision. The order is the one in which layers are asked and named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// Service control policies of the principal's account.
    ServiceControl,
    /// Resource control policies of the resource's account.
    ResourceControl,
    /// The VPC endpoint's policy.
    VpcEndpoint,
    /// Boundaries inherited along the lineage.
    InheritedBoundary,
    /// The principal's own permissions boundary.
    PermissionsBoundary,
    /// Session policies.
    Session,
    /// Identity-based policies.
    Identity,
    /// The resource's own policy, a KMS key policy included.
    Resource,
    /// A role's trust policy.
    Trust,
}

impl Layer {
    /// All layers, in the order in which a denial names one.
    pub const ALL: [Layer; 9] = [
        Self::ServiceControl,
        Self::ResourceControl,
        Self::VpcEndpoint,
        Self::InheritedBoundary,
        Self::PermissionsBoundary,
        Self::Session,
        Self::Identity,
        Self::Resource,
        Self::Trust,
    ];

    /// The name in the case format, such as `permissions_boundary`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ServiceControl => "service_control",
            Self::ResourceControl => "resource_control",
            Self::VpcEndpoint => "vpc_endpoint",
            Self::InheritedBoundary => "inherited_boundary",
            Self::PermissionsBoundary => "permissions_boundary",
            Self::Session => "session",
            Self::Identity => "identity",
            Self::Resource => "resource",
            Self::Trust => "trust",
        }
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A statement by the name of its policy and its JSON pointer.
///
/// The name is the policy's own, so that naming a statement asks for no memory. It prints as
/// `NAME#/Statement/0`; a policy that cannot be read is named as a whole, `NAME#`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StatementReference<'a> {
    /// The policy's name.
    pub policy: Cow<'a, str>,
    /// Where the statement stands in its document.
    pub pointer: StatementPointer,
}

/// Where a statement stands in its document. It prints as a JSON pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StatementPointer {
    /// The document as a whole: it cannot be read. Prints nothing.
    Document,
    /// `Statement` is an object and no list: `/Statement`.
    Lone,
    /// The statement of this number, counted from zero: `/Statement/0`.
    Numbered(u32),
}

impl fmt::Display for StatementPointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document => Ok(()),
            Self::Lone => formatter.write_str("/Statement"),
            Self::Numbered(number) => write!(formatter, "/Statement/{number}"),
        }
    }
}

impl fmt::Display for StatementReference<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}#{}", self.policy, self.pointer)
    }
}

impl Serialize for StatementReference<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
