//! SAM: what the transform makes roles of, and how those come to carry the boundary.
//!
//! The transform makes roles that stand in no template. Some resources have a property for their
//! boundary. The others name a role of their own instead: the very role that the transform would
//! make, under the very logical id, so that a stack that was deployed before keeps it and gains
//! the boundary and nothing else.
//!
//! SAM: <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html>

mod apply;
mod deployment;
mod function;
mod graphql;
mod own_role;
mod state_machine;
mod value;

use std::collections::BTreeSet;

use super::{
    changes,
    document::{Node, ScalarStyle},
    new::New,
};

/// The transform's name.
pub(super) const TRANSFORM: &str = "AWS::Serverless-2016-10-31";
/// What the names of SAM's resource types begin with.
pub(super) const PREFIX: &str = "AWS::Serverless::";
/// Types that make no principal. A nested application is a stack, with a template of its own.
const WITHOUT_PRINCIPALS: [&str; 7] =
    ["Api", "Application", "Connector", "HttpApi", "LayerVersion", "SimpleTable", "WebSocketApi"];
/// Keys from the root to a resource that is in no loop.
const PATH_OF_RESOURCE: usize = 2;
/// The property that most resources have.
const BOUNDARY: &str = "PermissionsBoundary";

/// One thing to do, so that what a resource makes is bounded.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    /// The boundary has to stand here. Keys begin at the resource.
    Boundary {
        /// The way to it.
        keys: Vec<String>,
    },
    /// The boundary in `Globals` reaches this resource.
    Inherited,
    /// The resource has to name a role, and this is added beside it.
    ExplicitRole(ExplicitRole),
    /// It can't be bounded.
    Unbounded {
        /// Why, and what to do about it.
        why: String,
    },
}

/// A role that takes the place of one that the transform would make.
#[derive(Clone, Debug, PartialEq)]
struct ExplicitRole {
    /// Where the resource names it. Keys begin at the resource; what is missing on the way is made.
    keys: Vec<String>,
    /// What has to stand there. It takes the place of what may stand there now.
    reference: New,
    /// The resources to add, the role first; none where they are there already.
    added: Vec<Added>,
}

/// A resource that is added.
#[derive(Clone, Debug, PartialEq)]
struct Added {
    /// Its logical id.
    logical_id: String,
    /// Its type.
    resource_type: &'static str,
    /// All of it.
    resource: New,
}

/// Where a resource stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// In `Resources` itself.
    Single,
    /// In the body of a loop: nothing with a name of its own can be added for it.
    InLoop,
}

/// A template with SAM's transform.
#[derive(Debug)]
pub(crate) struct Sam<'d> {
    globals: Option<Node<'d>>,
    resources: Node<'d>,
    conditions: Option<Node<'d>>,
    partition: &'d str,
    code_deploy: deployment::CodeDeploy,
    /// What was added so far.
    added: BTreeSet<String>,
}

impl<'d> Sam<'d> {
    /// Looks at a template; `None` where it does not name SAM's transform.
    pub(crate) fn of(root: Node<'d>, partition: &'d str) -> Option<Self> {
        let transform = root.get("Transform")?;
        let mut names = transform.items().chain([transform]).filter_map(Node::text);
        names.any(|name| name == TRANSFORM).then_some(())?;
        let resources = root.get("Resources")?;
        let globals = root.get("Globals").map(Node::resolved);
        let mut sam = Self {
            globals,
            resources,
            conditions: root.get("Conditions").filter(|conditions| is_written_out(*conditions)),
            partition,
            code_deploy: deployment::CodeDeploy::default(),
            added: BTreeSet::new(),
        };
        sam.code_deploy = deployment::CodeDeploy::of(&sam);
        Some(sam)
    }

    /// What has to be done to a resource; nothing to one that is not SAM's.
    fn steps(&mut self, resource: &changes::Resource<'d>) -> Vec<Step> {
        let Some(kind) = resource.resource_type.strip_prefix(PREFIX) else { return Vec::new() };
        if WITHOUT_PRINCIPALS.contains(&kind) {
            return Vec::new();
        }
        let (logical_id, node) = (resource.logical_id.as_str(), resource.node.resolved());
        let seen = Resource { logical_id, kind, node, globals: self.globals_of(kind) };
        let mut steps = match kind {
            "Function" => function::steps(&seen, self),
            "StateMachine" => state_machine::steps(&seen),
            "GraphQLApi" => graphql::steps(&seen),
            _ => own_role::steps(&seen, self.partition),
        };
        if seen.node.get("Properties").is_some_and(|node| !node.is_null() && !is_written_out(node))
        {
            steps.push(unbounded("its `Properties` are not written out: write them out"));
        }
        let is_in_loop = resource.path.len() > PATH_OF_RESOURCE;
        let standing = if is_in_loop { Standing::InLoop } else { Standing::Single };
        steps.into_iter().map(|step| self.checked(step, standing)).collect()
    }

    fn globals_of(&self, kind: &str) -> Option<Node<'d>> {
        self.globals?.get(kind).map(Node::resolved)
    }

    /// A role is only added under a name that is free.
    fn checked(&mut self, step: Step, standing: Standing) -> Step {
        let Step::ExplicitRole(mut explicit) = step else { return step };
        let code_deploy = explicit.added.first().is_some_and(deployment::is_service_role);
        if code_deploy && self.added.contains(deployment::SERVICE_ROLE) {
            explicit.added.clear();
        }
        for added in &explicit.added {
            if standing == Standing::InLoop && !code_deploy {
                return unbounded(
                    "SAM makes a role of it that no property bounds, and in a loop no role can be \
                     put in its place: write the role into the loop, and name it here",
                );
            }
            let logical_id = added.logical_id.as_str();
            if self.resources.has(logical_id) || self.added.contains(logical_id) {
                return unbounded(&format!(
                    "SAM makes the role that serves it, which no property bounds, and in its place \
                     would stand `{logical_id}`, a name that is taken: rename that resource, or \
                     name a role of your own here"
                ));
            }
        }
        self.added.extend(explicit.added.iter().map(|added| added.logical_id.clone()));
        Step::ExplicitRole(explicit)
    }
}

/// A SAM resource.
#[derive(Clone, Copy, Debug)]
struct Resource<'d> {
    logical_id: &'d str,
    /// Its type without [`PREFIX`].
    kind: &'d str,
    node: Node<'d>,
    /// The section of `Globals` for its type.
    globals: Option<Node<'d>>,
}

impl<'d> Resource<'d> {
    fn properties(&self) -> Option<Node<'d>> {
        self.node.get("Properties").map(Node::resolved)
    }

    /// A property of its own.
    fn own(&self, name: &str) -> Option<Node<'d>> {
        self.properties()?.get(name).map(Node::resolved)
    }

    /// A property from `Globals`, where the resource doesn't ignore it.
    fn global(&self, name: &str) -> Option<Node<'d>> {
        if let Some(ignored) = self.node.get("IgnoreGlobals") {
            let named = |node: Node<'d>| node.text() == Some(name);
            if ignored.text() == Some("*") || ignored.items().any(named) {
                return None;
            }
        }
        self.globals?.get(name).map(Node::resolved)
    }

    /// Its own property, or else the one from `Globals`.
    fn property(&self, name: &str) -> Option<Node<'d>> {
        self.own(name).or_else(|| self.global(name))
    }

    /// Whether a property has a value.
    fn is_given(&self, name: &str) -> bool {
        self.property(name).is_some_and(is_given)
    }

    /// Its tags, merged as SAM merges them.
    fn tags(&self) -> Option<Vec<(String, New)>> {
        let mut tags: Vec<(String, New)> = Vec::new();
        for source in [self.global("Tags"), self.own("Tags")].into_iter().flatten() {
            for (key, node) in source.entries() {
                let key = key.text()?;
                let value = if node.is_null() { New::text("") } else { New::of(node)? };
                match tags.iter_mut().find(|(known, _)| known == key) {
                    Some((_, known)) => *known = value,
                    None => tags.push((key.to_owned(), value)),
                }
            }
        }
        Some(tags)
    }

    fn propagates_tags(&self) -> bool {
        self.property("PropagateTags").is_some_and(is_true)
    }

    /// The attributes that SAM passes on to the roles that it makes of a resource.
    fn passed_on(&self, names: &[&str]) -> Option<Vec<(String, New)>> {
        let given = names.iter().filter_map(|name| Some((*name, self.node.get(name)?)));
        given.map(|(name, node)| Some((name.to_owned(), New::of(node)?))).collect()
    }
}

impl Added {
    /// A role of AWS's service.
    fn role(logical_id: String, attributes: Vec<(String, New)>, role: Role) -> Self {
        Self { logical_id, resource_type: ROLE, resource: role.resource(attributes) }
    }
}

const ROLE: &str = "AWS::IAM::Role";
/// What is added beside a role that stands under several conditions; no resource.
const CONDITION: &str = "Condition";

/// What differs among the roles that SAM makes.
#[derive(Debug)]
struct Role {
    /// The service that assumes it.
    service: &'static str,
    managed_policies: Vec<New>,
    policies: Vec<New>,
    tags: Vec<(String, New)>,
}

impl Role {
    fn resource(self, attributes: Vec<(String, New)>) -> New {
        let statement = New::map([
            ("Action", New::List(vec![New::text("sts:AssumeRole")])),
            ("Effect", New::text("Allow")),
            ("Principal", New::map([("Service", New::List(vec![New::text(self.service)]))])),
        ]);
        let trust = New::map([
            ("Version", New::text("2012-10-17")),
            ("Statement", New::List(vec![statement])),
        ]);
        let mut properties = vec![("AssumeRolePolicyDocument".to_owned(), trust)];
        let tag = |(key, value)| New::map([("Key", New::Text(key)), ("Value", value)]);
        let lists = [
            ("ManagedPolicyArns", self.managed_policies),
            ("Policies", self.policies),
            ("Tags", self.tags.into_iter().map(tag).collect()),
        ];
        let filled = lists.into_iter().filter(|(_, list)| !list.is_empty());
        properties.extend(filled.map(|(name, list)| (name.to_owned(), New::List(list))));
        let mut members = vec![("Type".to_owned(), New::text(ROLE))];
        members.extend(attributes);
        members.push(("Properties".to_owned(), New::Mapping(properties)));
        New::Mapping(members)
    }
}

/// The ARN of a policy that AWS manages.
fn managed_policy(partition: &str, name: &str) -> New {
    New::Text(format!("arn:{partition}:iam::aws:policy/{name}"))
}

fn unbounded(why: &str) -> Step {
    Step::Unbounded { why: why.to_owned() }
}

/// What can't be copied into another resource.
fn cannot_be_copied(what: &str) -> Step {
    unbounded(&format!(
        "SAM makes a role of it that no property bounds, and {what} can't be copied into a role \
         that takes its place: name a role of your own"
    ))
}

fn keys(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Whether a mapping stands here as it will be, without anything that is put in on AWS.
fn is_written_out(node: Node<'_>) -> bool {
    let is_put_in = |(key, _): (Node<'_>, Node<'_>)| {
        key.text().is_none_or(|key| key == "<<" || key.starts_with("Fn::"))
    };
    node.is_mapping() && node.function().is_none() && !node.entries().any(is_put_in)
}

/// Whether SAM is sure to take this for a value: not what its language, Python, takes for none, in
/// either version of YAML.
fn is_given(node: Node<'_>) -> bool {
    const NONE: [&str; 3] = ["false", "no", "off"];
    let is_plain = node.scalar_style() == Some(ScalarStyle::Plain);
    match node.text() {
        Some(text) => {
            let is_none = is_plain && (is_zero(text) || NONE.iter().any(|word| same(text, word)));
            !text.is_empty() && !node.is_null() && !is_none
        }
        None if node.is_mapping() => node.entries().next().is_some(),
        None => node.sequence_style().is_none() || node.items().len() > 0,
    }
}

/// Whether this may be a number that is zero, in any of the forms that YAML has for one.
fn is_zero(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = digits.split(['e', 'E']).next().unwrap_or(digits);
    let is_number = digits.starts_with(['0', '.']) && digits.contains('0');
    is_number && digits.chars().all(|it| matches!(it, '0' | '.' | '_' | ':' | 'x' | 'o' | 'b'))
}

/// Whether SAM's reader, of YAML 1.1, takes this for true.
fn is_true(node: Node<'_>) -> bool {
    node.text().is_some_and(|text| ["true", "yes", "on"].iter().any(|word| same(text, word)))
}

/// Whether SAM takes this for false wherever that may be said by a text too. What YAML 1.1 has
/// beside it (`no`, `off`) may reach SAM as a text, and any other text is true to it.
fn is_false(node: Node<'_>) -> bool {
    matches!(node.text(), Some("false" | "False"))
}

fn same(text: &str, word: &str) -> bool {
    text.eq_ignore_ascii_case(word)
}

/// Whether this comes to nothing under one of the branches of its `Fn::If`, or can't be told.
fn may_be_nothing(node: Node<'_>) -> bool {
    match node.resolved().function() {
        Some(("If", branches)) => branches.items().any(is_no_value),
        Some(("Transform", _)) => true,
        _ => !is_given(node),
    }
}

fn is_no_value(node: Node<'_>) -> bool {
    let reference = node.resolved().function();
    reference.is_some_and(|(name, of)| name == "Ref" && of.text() == Some("AWS::NoValue"))
}
