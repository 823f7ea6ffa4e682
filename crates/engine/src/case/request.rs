//! The member `request`.

use std::collections::BTreeMap;

use entail_policy::arn::Arn;

use super::json::{Kind, Member, Node};
use super::principal::{Caller, is_account};
use super::reader::{Members, Reader, below};
use crate::limits::CASE_CONDITION_KEYS;
use crate::request::{Context, KmsKeyManager, Principal, Request, Value, folded_key};

const MEMBERS: &[&str] = &[
    "principal",
    "principal_role",
    "principal_canonical_id",
    "federated_by",
    "action",
    "resource",
    "resource_account",
    "principal_organization_management_account",
    "resource_organization_management_account",
    "kms_key_manager",
    "context",
];

impl Reader<'_> {
    /// The request with its context filled in. `resource_policy` is the member that holds the
    /// resource's policy, where the case has one.
    pub(super) fn request(
        &mut self,
        node: &Node,
        path: &str,
        resource_policy: Option<&Member>,
    ) -> Option<Request> {
        let members = self.object(node, path, MEMBERS)?;
        let action = self.action(node, members, path);
        let resource = self.resource(node, members, path);
        let principal = self.principal(node, members, path, action.as_deref().unwrap_or(""));
        let mut account = |key: &str| self.account(members, path, key);
        let resource_account = account("resource_account");
        let principal_management = account("principal_organization_management_account");
        let resource_management = account("resource_organization_management_account");
        let canonical_id =
            members.get("principal_canonical_id").and_then(|member| self.string(member, path));
        let key_manager = members.get("kms_key_manager").map(|member| {
            self.one_of(
                member,
                path,
                &[("CUSTOMER", KmsKeyManager::Customer), ("AWS", KmsKeyManager::Aws)],
            )
        });
        let context = match members.get("context") {
            Some(member) => self.context(&member.value, &below(path, "context")),
            None => Some(Context::new()),
        };
        let mut request = Request::new(principal?, action?, resource?);
        request.resource_account = resource_account;
        request.principal_organization_management_account = principal_management;
        request.resource_organization_management_account = resource_management;
        request.principal_canonical_id = canonical_id;
        request.kms_key_manager = key_manager.flatten().unwrap_or_default();
        request.context = context?;
        if members.get("resource_account").is_none() {
            self.check_resource_account(node, path, &request, resource_policy);
        }
        request.fill_in_principal_keys();
        Some(request)
    }

    fn required(
        &mut self,
        node: &Node,
        members: Members<'_>,
        path: &str,
        key: &str,
    ) -> Option<String> {
        let Some(member) = members.get(key) else {
            self.fault(node.start, path, format!("the member `{key}` is missing"));
            return None;
        };
        self.string(member, path)
    }

    fn action(&mut self, node: &Node, members: Members<'_>, path: &str) -> Option<String> {
        let action = self.required(node, members, path, "action")?;
        let is_name = |part: &str| {
            !part.is_empty()
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        };
        let is_action =
            action.split_once(':').is_some_and(|(service, name)| is_name(service) && is_name(name));
        if !is_action {
            let message = format!("`{action}` is no action such as `s3:GetObject`");
            self.fault_in(members, path, "action", message);
            return None;
        }
        Some(action)
    }

    fn resource(&mut self, node: &Node, members: Members<'_>, path: &str) -> Option<String> {
        let resource = self.required(node, members, path, "resource")?;
        if resource != "*" && Arn::parse(&resource).is_err() {
            let message = format!("`{resource}` is neither an ARN nor `*`");
            self.fault_in(members, path, "resource", message);
            return None;
        }
        Some(resource)
    }

    fn principal(
        &mut self,
        node: &Node,
        members: Members<'_>,
        path: &str,
        action: &str,
    ) -> Option<Principal> {
        let principal = self.required(node, members, path, "principal")?;
        let mut optional = |key: &str| {
            members.get(key).map(|member| self.string(member, path)).unwrap_or_default()
        };
        let role = optional("principal_role");
        let federated_by = optional("federated_by");
        let caller = Caller {
            principal: &principal,
            role: role.as_deref(),
            federated_by: federated_by.as_deref(),
            action,
        };
        match caller.read() {
            Ok(principal) => Some(principal),
            Err((key, message)) => {
                self.fault_in(members, path, key, message);
                None
            }
        }
    }

    fn account(&mut self, members: Members<'_>, path: &str, key: &str) -> Option<String> {
        let account = self.string(members.get(key)?, path)?;
        if is_account(&account) {
            return Some(account);
        }
        self.fault_in(members, path, key, format!("`{account}` is no 12-digit account"));
        None
    }

    /// A fault in a member, or in the whole request where the member is missing.
    fn fault_in(&mut self, members: Members<'_>, path: &str, key: &str, message: String) {
        let offset = members.get(key).or_else(|| members.get("principal"));
        let offset = offset.map_or(0, |member| member.value.start);
        self.fault(offset, &below(path, key), message);
    }

    /// Whose resource it is must not be guessed.
    fn check_resource_account(
        &mut self,
        node: &Node,
        path: &str,
        request: &Request,
        resource_policy: Option<&Member>,
    ) {
        let of_arn =
            Arn::parse(&request.resource).ok().is_some_and(|arn| !arn.account().is_empty());
        if of_arn {
            return;
        }
        let why = if resource_policy.is_some() {
            "the resource has a policy and its ARN no account"
        } else if request.principal.account().is_none() {
            "neither the resource's ARN nor the principal has an account"
        } else {
            return;
        };
        self.fault(node.start, path, format!("the member `resource_account` is missing: {why}"));
    }

    fn context(&mut self, node: &Node, path: &str) -> Option<Context> {
        let Kind::Object(members) = &node.kind else {
            self.wrong_kind(node, path, "an object");
            return None;
        };
        if members.len() > CASE_CONDITION_KEYS {
            let message = format!("more than {CASE_CONDITION_KEYS} condition keys");
            self.fault(node.start, path, message);
            return None;
        }
        let mut context = Context::new();
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for member in members {
            let member_path = below(path, &member.key);
            if let Some(first) = seen.insert(folded_key(&member.key), &member.key) {
                let message = format!("`{}` and `{first}` are the same condition key", member.key);
                self.fault(member.start, &member_path, message);
            }
            if let Some(value) = self.context_value(&member.value, &member_path) {
                context.insert(&member.key, value);
            }
        }
        Some(context)
    }

    fn context_value(&mut self, node: &Node, path: &str) -> Option<Value> {
        match &node.kind {
            Kind::Null => None,
            Kind::Array(items) => {
                let mut values = Vec::with_capacity(items.len());
                for (index, item) in items.iter().enumerate() {
                    match scalar(item) {
                        Some(text) => values.push(text),
                        None => self.wrong_kind(
                            item,
                            &below(path, &index.to_string()),
                            "a string, number or boolean",
                        ),
                    }
                }
                Some(Value::Multi(values))
            }
            Kind::Object(_) => {
                self.wrong_kind(node, path, "a string, number, boolean, array or null");
                None
            }
            _ => scalar(node).map(Value::Single),
        }
    }
}

fn scalar(node: &Node) -> Option<String> {
    match &node.kind {
        Kind::String(text) | Kind::Number(text) => Some(text.clone()),
        Kind::Boolean(value) => Some(value.to_string()),
        Kind::Null | Kind::Array(_) | Kind::Object(_) => None,
    }
}
