//! Requests.

use super::super::Choices;
use super::vocabulary::{KEYS, NAMES, OTHER_ACCOUNT, OWN_ACCOUNT, RESOURCES};
use crate::reference::json::Json;

/// A request being made up.
pub(super) struct Request {
    principal: Principal,
    pub(super) action: String,
    pub(super) resource: String,
    resource_account: Option<String>,
    members: Vec<(String, Json)>,
    /// The condition keys that are given, with their values.
    pub(super) context: Vec<(String, Json)>,
}

/// A caller, and which members of the request say so.
struct Principal {
    name: &'static str,
    role: Option<&'static str>,
    federated_by: Option<&'static str>,
    has_account: bool,
}

const fn account_principal(name: &'static str) -> Principal {
    Principal { name, role: None, federated_by: None, has_account: true }
}

const fn session(name: &'static str, role: &'static str) -> Principal {
    Principal { name, role: Some(role), federated_by: None, has_account: true }
}

const fn federated(federated_by: &'static str) -> Principal {
    Principal {
        name: "arn:aws:sts::111122223333:federated-user/bob",
        role: None,
        federated_by: Some(federated_by),
        has_account: true,
    }
}

const fn without_account(name: &'static str) -> Principal {
    Principal { name, role: None, federated_by: None, has_account: false }
}

const PRINCIPALS: &[Principal] = &[
    account_principal("arn:aws:iam::111122223333:user/alice"),
    account_principal("arn:aws:iam::111122223333:user/staff/alice"),
    session(
        "arn:aws:sts::111122223333:assumed-role/dev/session",
        "arn:aws:iam::111122223333:role/team/dev",
    ),
    account_principal("arn:aws:sts::111122223333:assumed-role/dev/session"),
    federated("arn:aws:iam::111122223333:user/alice"),
    federated("arn:aws:iam::111122223333:root"),
    account_principal("arn:aws:iam::111122223333:root"),
    session(
        "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForSupport/session",
        "arn:aws:iam::111122223333:role/aws-service-role/support.amazonaws.com/AWSServiceRoleForSupport",
    ),
    account_principal("arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForSupport/session"),
    account_principal("arn:aws:iam::444455556666:user/alice"),
    without_account("lambda.amazonaws.com"),
    without_account("*"),
    without_account("arn:aws:iam::111122223333:saml-provider/adfs"),
    without_account("accounts.google.com"),
];

/// A request; which account the resource is in is said later.
pub(super) fn request(choices: &mut Choices<'_>) -> Request {
    let account = if choices.once_in(4) { OTHER_ACCOUNT } else { OWN_ACCOUNT };
    let name = choices.text(NAMES);
    // Users, roles and federated users come first in the list and are the most interesting.
    let principals = if choices.once_in(2) { PRINCIPALS.len() } else { 6 };
    let place = choices.below(principals);
    let principal = PRINCIPALS.get(place).unwrap_or(&account_principal("*")).copy();
    let place = choices.below(RESOURCES.len());
    let (arn, actions) =
        RESOURCES.get(place).map_or(("*", &[][..]), |resource| (resource.arn, resource.actions));
    let mut request = Request {
        principal,
        action: choices.text(actions).to_owned(),
        resource: arn.replace("ACCOUNT", account).replace("NAME", name),
        resource_account: None,
        members: Vec::new(),
        context: Vec::new(),
    };
    request.add_members(choices);
    request.add_context(choices);
    request
}

impl Principal {
    fn copy(&self) -> Principal {
        Principal { ..*self }
    }
}

impl Request {
    fn add_members(&mut self, choices: &mut Choices<'_>) {
        if choices.once_in(8) {
            let id = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be";
            self.members.push(("principal_canonical_id".to_owned(), Json::text(id)));
        }
        if choices.once_in(8) {
            let manager = choices.text(&["AWS", "CUSTOMER"]);
            self.members.push(("kms_key_manager".to_owned(), Json::text(manager)));
        }
        for member in [
            "principal_organization_management_account",
            "resource_organization_management_account",
        ] {
            if choices.once_in(6) {
                let account = choices.text(&[OWN_ACCOUNT, OTHER_ACCOUNT]);
                self.members.push((member.to_owned(), Json::text(account)));
            }
        }
    }

    fn add_context(&mut self, choices: &mut Choices<'_>) {
        if choices.once_in(3) {
            let id = choices.text(&[
                "AIDAAAAAAAAAAAAAAAAA",
                "AROAAAAAAAAAAAAAAAAA:session",
                "111122223333:bob",
                "AIDABBBBBBBBBBBBBBBB",
            ]);
            self.context.push(("aws:userid".to_owned(), Json::text(id)));
        }
        for keys in KEYS {
            let name = choices.text(keys.names).to_owned();
            if choices.once_in(3) {
                continue;
            }
            let mut value = || Json::text(choices.text(keys.values));
            let value = match [value(), value(), value()] {
                [first, ..] if !choices.once_in(4) => first,
                all => Json::Array(all.into_iter().take(choices.below(4)).collect()),
            };
            self.context.push((name, value));
        }
    }

    /// Says whose resource it is where the format asks for it, and at times where it does not.
    pub(super) fn name_the_resource_account(
        &mut self,
        choices: &mut Choices<'_>,
        has_resource_policy: bool,
    ) {
        let arn_has_account = self.resource.split(':').nth(4).is_some_and(|part| !part.is_empty());
        let is_needed = !arn_has_account && (has_resource_policy || !self.principal.has_account);
        if is_needed || choices.once_in(8) {
            let account = choices.text(&[OWN_ACCOUNT, OWN_ACCOUNT, OTHER_ACCOUNT]);
            self.resource_account = Some(account.to_owned());
        }
    }

    /// The request in the case format.
    pub(super) fn json(self) -> Json {
        let mut members = vec![
            ("principal".to_owned(), Json::text(self.principal.name)),
            ("action".to_owned(), Json::text(self.action)),
            ("resource".to_owned(), Json::text(self.resource)),
        ];
        let optional = [
            ("principal_role", self.principal.role.map(str::to_owned)),
            ("federated_by", self.principal.federated_by.map(str::to_owned)),
            ("resource_account", self.resource_account),
        ];
        for (name, text) in optional {
            members.extend(text.map(|text| (name.to_owned(), Json::String(text))));
        }
        members.extend(self.members);
        members.push(("context".to_owned(), Json::Object(self.context)));
        Json::Object(members)
    }
}
