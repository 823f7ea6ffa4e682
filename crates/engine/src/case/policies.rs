//! The member `policies`.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::json::{Kind, Member, Node};
use super::reader::{Members, Reader, below};
use crate::compile::Policy;
use crate::policy_set::{InheritedBoundary, PolicySet, UndecidableKeys};

const MEMBERS: &[&str] = &[
    "identity",
    "permissions_boundary",
    "inherited_boundaries",
    "session",
    "resource",
    "service_control",
    "resource_control",
    "vpc_endpoint",
];

/// Levels of policies, and the names that are taken.
type Levels = Vec<Vec<Arc<Policy>>>;
type Names = BTreeSet<String>;

impl Reader<'_> {
    pub(super) fn policies(&mut self, node: &Node, path: &str) -> Option<PolicySet> {
        let members = self.object(node, path, MEMBERS)?;
        let mut names = Names::new();
        let mut set = PolicySet::default();
        if let Some(member) = members.get("identity") {
            set.identity = self.policy_list(member, path, &mut names)?;
        }
        if let Some(member) = members.get("permissions_boundary") {
            set.permissions_boundary = Some(self.policy_member(member, path, &mut names)?);
        }
        if let Some(member) = members.get("inherited_boundaries") {
            set.inherited_boundaries = self.inherited_boundaries(member, path, &mut names)?;
        }
        if let Some(member) = members.get("session") {
            set.session = Some(self.policy_list(member, path, &mut names)?);
        }
        if let Some(member) = members.get("resource") {
            set.resource = Some(self.policy_member(member, path, &mut names)?);
        }
        if let Some(member) = members.get("service_control") {
            set.service_control = Some(self.levels(member, path, &mut names)?);
        }
        if let Some(member) = members.get("resource_control") {
            set.resource_control = Some(self.levels(member, path, &mut names)?);
        }
        if let Some(member) = members.get("vpc_endpoint") {
            set.vpc_endpoint = Some(self.policy_member(member, path, &mut names)?);
        }
        Some(set)
    }

    fn policy_member(
        &mut self,
        member: &Member,
        parent: &str,
        names: &mut Names,
    ) -> Option<Arc<Policy>> {
        self.policy(&member.value, &below(parent, &member.key), names)
    }

    fn policy_list(
        &mut self,
        member: &Member,
        parent: &str,
        names: &mut Names,
    ) -> Option<Vec<Arc<Policy>>> {
        self.policies_of(&member.value, &below(parent, &member.key), names)
    }

    fn policies_of(
        &mut self,
        node: &Node,
        path: &str,
        names: &mut Names,
    ) -> Option<Vec<Arc<Policy>>> {
        let Kind::Array(items) = &node.kind else {
            self.wrong_kind(node, path, "an array of policies");
            return None;
        };
        let read: Vec<Option<Arc<Policy>>> = items
            .iter()
            .enumerate()
            .map(|(index, item)| self.policy(item, &below(path, &index.to_string()), names))
            .collect();
        read.into_iter().collect()
    }

    fn inherited_boundaries(
        &mut self,
        member: &Member,
        parent: &str,
        names: &mut Names,
    ) -> Option<Vec<InheritedBoundary>> {
        let path = below(parent, &member.key);
        let items = self.array(&member.value, &path)?;
        let read: Vec<Option<InheritedBoundary>> = items
            .iter()
            .enumerate()
            .map(|(index, item)| {
                self.inherited_boundary(item, &below(&path, &index.to_string()), names)
            })
            .collect();
        read.into_iter().collect()
    }

    fn inherited_boundary(
        &mut self,
        node: &Node,
        path: &str,
        names: &mut Names,
    ) -> Option<InheritedBoundary> {
        let members = self.object(node, path, &["name", "policy", "undecidable_keys"])?;
        let policy = self.policy_of(node, members, path, names)?;
        let undecidable_keys = match members.get("undecidable_keys") {
            Some(member) => self.undecidable_keys(&member.value, &below(path, &member.key))?,
            None => UndecidableKeys::default(),
        };
        Some(InheritedBoundary { policy, undecidable_keys })
    }

    fn undecidable_keys(&mut self, node: &Node, path: &str) -> Option<UndecidableKeys> {
        let members = self.object(node, path, &["keys", "except"])?;
        let mut list = |key: &str| match members.get(key) {
            Some(member) => self.strings(&member.value, &below(path, key)),
            None => Some(Vec::new()),
        };
        Some(UndecidableKeys { keys: list("keys")?, except: list("except")? })
    }

    fn levels(&mut self, member: &Member, parent: &str, names: &mut Names) -> Option<Levels> {
        let path = below(parent, &member.key);
        let Kind::Array(items) = &member.value.kind else {
            self.wrong_kind(&member.value, &path, "an array of levels, each an array of policies");
            return None;
        };
        if items.is_empty() {
            let message = "there is at least one level; leave the member out where the account is \
                           in no organization";
            self.fault(member.value.start, &path, message);
            return None;
        }
        let read: Vec<Option<Vec<Arc<Policy>>>> = items
            .iter()
            .enumerate()
            .map(|(index, item)| self.policies_of(item, &below(&path, &index.to_string()), names))
            .collect();
        read.into_iter().collect()
    }

    /// A policy with its name. An object is read from its very text, so that what the text says
    /// twice or out of order is not lost.
    fn policy(&mut self, node: &Node, path: &str, names: &mut Names) -> Option<Arc<Policy>> {
        let members = self.object(node, path, &["name", "policy"])?;
        self.policy_of(node, members, path, names)
    }

    fn policy_of(
        &mut self,
        node: &Node,
        members: Members<'_>,
        path: &str,
        names: &mut Names,
    ) -> Option<Arc<Policy>> {
        let (Some(name_member), Some(policy)) = (members.get("name"), members.get("policy")) else {
            let message = "expected the members `name` and `policy`, the document in the second";
            self.fault(node.start, path, message);
            return None;
        };
        let name = self.string(name_member, path)?;
        if !names.insert(name.clone()) {
            let message = format!("the name `{name}` is taken by another policy of the case");
            self.fault(name_member.value.start, &below(path, "name"), message);
        }
        let text = match &policy.value.kind {
            Kind::String(text) => text.as_str(),
            Kind::Object(_) => {
                self.text.get(policy.value.start..policy.value.end).unwrap_or_default()
            }
            _ => {
                self.wrong_kind(&policy.value, &below(path, "policy"), "an object or a string");
                return None;
            }
        };
        Some(Arc::new(Policy::from_text(&name, text)))
    }
}
