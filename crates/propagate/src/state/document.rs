//! The content of the state file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::PrincipalKind;
use crate::limits::STATE_TEMPLATES_PER_STACK_MAX;
use crate::template::Placement;

/// The version that is written, and the only one that is read.
pub(super) const VERSION: u32 = 1;

/// The whole file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Document {
    /// [`VERSION`].
    pub(super) version: u32,
    /// By partition and account id, as `aws:123456789012`.
    #[serde(default)]
    pub(super) accounts: BTreeMap<String, AccountRecord>,
}

impl Default for Document {
    fn default() -> Self {
        Self { version: VERSION, accounts: BTreeMap::new() }
    }
}

/// What was injected in an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRecord {
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    roles: BTreeMap<String, InjectedPrincipal>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    users: BTreeMap<String, InjectedPrincipal>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    regions: BTreeMap<String, RegionRecord>,
}

/// A role or user that was given a boundary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InjectedPrincipal {
    /// The boundary's ARN.
    pub boundary: String,
    /// The boundary that the client had asked for and that was replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<String>,
    /// The principal's unique id, as `AROA...`: one of the same name that comes later is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// What was injected in a region of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegionRecord {
    /// By stack or stack set: the templates that were sent, the newest last.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    stacks: BTreeMap<String, Vec<InjectedTemplate>>,
    /// Cloud Control's resources by type and identifier.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    resources: BTreeMap<String, BTreeMap<String, InjectedResource>>,
}

/// A template after rewriting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InjectedTemplate {
    /// The SHA-256 of its text after rewriting, in hexadecimal digits, with `?` for what is not ASCII.
    pub sha256: String,
    /// What was put in or replaced.
    pub placements: Vec<Placement>,
}

/// A resource of Cloud Control.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InjectedResource {
    /// What was put in or replaced.
    pub placements: Vec<Placement>,
}

impl AccountRecord {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.roles.is_empty() && self.users.is_empty() && self.regions.is_empty()
    }

    /// A principal that was given a boundary. Names differ in case alone nowhere in an account.
    pub fn principal(&self, kind: PrincipalKind, name: &str) -> Option<&InjectedPrincipal> {
        self.principals(kind).get(&name.to_ascii_lowercase())
    }

    /// A principal was given a boundary.
    pub fn put_principal(&mut self, kind: PrincipalKind, name: &str, injected: InjectedPrincipal) {
        self.principals_mut(kind).insert(name.to_ascii_lowercase(), injected);
    }

    /// A principal is gone, or somebody else set its boundary.
    pub fn forget_principal(&mut self, kind: PrincipalKind, name: &str) {
        self.principals_mut(kind).remove(&name.to_ascii_lowercase());
    }

    /// What is known of a region.
    pub fn region(&self, region: &str) -> Option<&RegionRecord> {
        self.regions.get(region)
    }

    /// What is known of a region, to change it.
    pub fn region_mut(&mut self, region: &str) -> &mut RegionRecord {
        self.regions.entry(region.to_owned()).or_default()
    }

    /// Leaves nothing that says nothing.
    pub(super) fn tidy(&mut self) {
        self.regions.retain(|_, region| *region != RegionRecord::default());
    }

    const fn principals(&self, kind: PrincipalKind) -> &BTreeMap<String, InjectedPrincipal> {
        match kind {
            PrincipalKind::Role => &self.roles,
            PrincipalKind::User => &self.users,
        }
    }

    const fn principals_mut(
        &mut self,
        kind: PrincipalKind,
    ) -> &mut BTreeMap<String, InjectedPrincipal> {
        match kind {
            PrincipalKind::Role => &mut self.roles,
            PrincipalKind::User => &mut self.users,
        }
    }
}

impl RegionRecord {
    /// A template that was sent for a stack, by the SHA-256 of its text.
    ///
    /// Those of the stacks inside are known by the name of the outer one, with which the names begin
    /// that `CloudFormation` gives them. With no name it is one of any stack: a change set that is
    /// asked for by its ARN says none.
    pub fn template(&self, stack: &str, sha256: &str) -> Option<&InjectedTemplate> {
        let is_of = |outer: &str| {
            let inside = stack.strip_prefix(outer);
            stack.is_empty() || inside.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        let mut templates = self.stacks.iter().filter(|(outer, _)| is_of(outer));
        templates.find_map(|(_, sent)| sent.iter().find(|template| template.sha256 == sha256))
    }

    /// A template was sent for a stack.
    pub fn put_template(&mut self, stack: &str, template: InjectedTemplate) {
        let templates = self.stacks.entry(stack.to_owned()).or_default();
        // What counts for a text is what was done last: now it may be the client's own.
        templates.retain(|known| known.sha256 != template.sha256);
        if !template.placements.is_empty() {
            templates.push(template);
            let excess = templates.len().saturating_sub(STATE_TEMPLATES_PER_STACK_MAX);
            templates.drain(..excess);
        }
        self.stacks.retain(|_, templates| !templates.is_empty());
    }

    /// A stack or stack set is gone.
    pub fn forget_stack(&mut self, stack: &str) {
        self.stacks.remove(stack);
    }

    /// A resource of Cloud Control that was given a boundary.
    pub fn resource(&self, resource_type: &str, identifier: &str) -> Option<&InjectedResource> {
        self.resources.get(resource_type)?.get(identifier)
    }

    /// A resource of Cloud Control was given a boundary.
    pub fn put_resource(&mut self, resource_type: &str, id: &str, resource: InjectedResource) {
        self.resources.entry(resource_type.to_owned()).or_default().insert(id.to_owned(), resource);
    }

    /// A resource of Cloud Control is gone, or somebody else set its boundary.
    pub fn forget_resource(&mut self, resource_type: &str, identifier: &str) {
        if let Some(resources) = self.resources.get_mut(resource_type) {
            resources.remove(identifier);
        }
        self.resources.retain(|_, resources| !resources.is_empty());
    }
}
