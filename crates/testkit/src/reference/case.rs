//! What the evaluator is asked: a case in the format of `corpus/decisions/`, policies as texts.

use std::collections::BTreeMap;

use super::document::is_account;
use super::json::Json;

/// A request and the policies it meets.
#[derive(Clone, Debug)]
pub struct Case {
    pub(super) caller: Caller,
    pub(super) canonical_id: Option<String>,
    pub(super) action: String,
    pub(super) resource: String,
    pub(super) resource_account: Option<String>,
    pub(super) principal_management_account: Option<String>,
    pub(super) resource_management_account: Option<String>,
    /// Whether AWS manages the KMS key that is asked about.
    pub(super) is_aws_managed_key: bool,
    /// Condition keys by their names in lower case: context key names are not case-sensitive.
    context: BTreeMap<String, Value>,
    pub(super) policies: Policies,
}

/// Who asks.
#[derive(Clone, Debug)]
pub(super) enum Caller {
    User { arn: String },
    AssumedRole { session_arn: String, role_arn: String },
    FederatedUser { arn: String, federated_by: String },
    Root { arn: String },
    Service(String),
    IdentityProvider(String),
    Anonymous,
}

/// The value of a condition key.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Single(String),
    Multi(Vec<String>),
}

/// All policies, by layer.
#[derive(Clone, Debug, Default)]
pub(super) struct Policies {
    pub(super) identity: Vec<Named>,
    pub(super) permissions_boundary: Option<Named>,
    pub(super) inherited_boundaries: Vec<Named>,
    pub(super) session: Vec<Named>,
    pub(super) resource: Option<Named>,
    pub(super) service_control: Option<Vec<Vec<Named>>>,
    pub(super) resource_control: Option<Vec<Vec<Named>>>,
    pub(super) vpc_endpoint: Option<Named>,
}

/// A policy by its name.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) name: String,
    /// The document, or a string that holds its text.
    pub(super) document: Json,
    pub(super) undecidable_keys: UndecidableKeys,
}

/// Condition keys whose values a lineage chose itself, which an inherited boundary must not believe.
#[derive(Clone, Debug, Default)]
pub(super) struct UndecidableKeys {
    /// Names; a last `*` stands for any rest.
    keys: Vec<String>,
    /// Names that may be believed all the same.
    except: Vec<String>,
}

impl UndecidableKeys {
    pub(super) fn covers(&self, key: &str) -> bool {
        let key = key.to_lowercase();
        let covers = |listed: &String| match listed.to_lowercase().strip_suffix('*') {
            Some(beginning) => key.starts_with(beginning),
            None => key == listed.to_lowercase(),
        };
        self.keys.iter().any(covers) && !self.except.iter().any(|name| name.to_lowercase() == key)
    }
}

/// The text is no case.
#[derive(Clone, Debug, thiserror::Error)]
#[error("not a case: {reason}")]
pub struct NotACase {
    reason: String,
}

fn not_a_case(reason: &str) -> NotACase {
    NotACase { reason: reason.to_owned() }
}

impl Case {
    /// Reads a case.
    pub fn read(json: &Json) -> Result<Case, NotACase> {
        let request = json.get("request").ok_or_else(|| not_a_case("no `request`"))?;
        let text = |name: &str| request.get(name).and_then(Json::as_text).map(str::to_owned);
        let required = |name: &str| text(name).ok_or_else(|| not_a_case(name));
        let action = required("action")?;
        let resource = required("resource")?;
        let caller = Caller::read(&required("principal")?, &action, text)
            .ok_or_else(|| not_a_case("unknown principal"))?;
        let resource_account = text("resource_account")
            .or_else(|| account_of(&resource).map(str::to_owned))
            .or_else(|| caller.account().map(str::to_owned));
        let mut case = Case {
            canonical_id: text("principal_canonical_id"),
            action,
            resource,
            principal_management_account: text("principal_organization_management_account"),
            resource_management_account: text("resource_organization_management_account"),
            is_aws_managed_key: text("kms_key_manager").as_deref() == Some("AWS"),
            context: BTreeMap::new(),
            policies: policies(json.get("policies")).ok_or_else(|| not_a_case("`policies`"))?,
            resource_account,
            caller,
        };
        for (key, value) in request.get("context").and_then(Json::members).unwrap_or_default() {
            if let Some(value) = value_of(value) {
                case.context.insert(key.to_lowercase(), value);
            }
        }
        case.fill_in();
        Ok(case)
    }

    /// The keys that follow from the request, where they are not given.
    ///
    /// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
    fn fill_in(&mut self) {
        let (arn, kind) = match &self.caller {
            Caller::User { arn } => (Some(arn.clone()), Some("User")),
            Caller::AssumedRole { role_arn, .. } => (Some(role_arn.clone()), Some("AssumedRole")),
            Caller::FederatedUser { arn, .. } => (Some(arn.clone()), Some("FederatedUser")),
            Caller::Root { arn } => (Some(arn.clone()), Some("Account")),
            Caller::Anonymous => (None, Some("Anonymous")),
            Caller::Service(_) | Caller::IdentityProvider(_) => (None, None),
        };
        let user_name = match &self.caller {
            Caller::User { arn } => arn.rsplit('/').next().map(str::to_owned),
            _ => None,
        };
        let service = match &self.caller {
            Caller::Service(name) => Some(name.clone()),
            _ => None,
        };
        // This key is present in the request context for all signed API requests.
        let is_service = match &self.caller {
            Caller::Service(_) => Some("true"),
            Caller::IdentityProvider(_) | Caller::Anonymous => None,
            _ => Some("false"),
        };
        let account = match &self.caller {
            Caller::Anonymous => Some("anonymous".to_owned()),
            caller => caller.account().map(str::to_owned),
        };
        let filled = [
            ("aws:principalarn", arn),
            ("aws:principalaccount", account),
            ("aws:principaltype", kind.map(str::to_owned)),
            ("aws:username", user_name),
            ("aws:principalisawsservice", is_service.map(str::to_owned)),
            ("aws:principalservicename", service),
            ("aws:resourceaccount", self.resource_account.clone()),
        ];
        for (key, value) in filled {
            if let Some(value) = value {
                self.context.entry(key.to_owned()).or_insert(Value::Single(value));
            }
        }
    }

    /// The value of a condition key; none where the request has no such key.
    pub(super) fn value(&self, key: &str) -> Option<&Value> {
        self.context.get(&key.to_lowercase())
    }

    /// The value of a key that has one.
    pub(super) fn single(&self, key: &str) -> Option<&str> {
        match self.value(key)? {
            Value::Single(value) => Some(value),
            Value::Multi(_) => None,
        }
    }

    /// The service of the action, which is not case-sensitive.
    pub(super) fn service(&self) -> String {
        self.action.split(':').next().unwrap_or_default().to_ascii_lowercase()
    }

    /// Whether the caller's own boundary is in force.
    pub(super) fn has_permissions_boundary(&self) -> bool {
        self.policies.permissions_boundary.is_some() && self.caller.is_limited_by_a_boundary()
    }
}

impl Caller {
    fn read(
        principal: &str,
        action: &str,
        text: impl Fn(&str) -> Option<String>,
    ) -> Option<Caller> {
        if principal == "*" {
            return Some(Caller::Anonymous);
        }
        let arn = principal.to_owned();
        let parts: Vec<&str> = principal.splitn(6, ':').collect();
        let [_, partition, service, _, account, resource] = parts.as_slice() else {
            let is_federation = ["sts:assumerolewithsaml", "sts:assumerolewithwebidentity"]
                .contains(&action.to_ascii_lowercase().as_str());
            let by_host = if is_federation { Caller::IdentityProvider } else { Caller::Service };
            return Some(by_host(arn));
        };
        match (*service, resource.split('/').next()?) {
            ("iam", "root") => Some(Caller::Root { arn }),
            ("iam", "user") => Some(Caller::User { arn }),
            ("iam", "saml-provider" | "oidc-provider") => Some(Caller::IdentityProvider(arn)),
            ("sts", "assumed-role") => {
                let role = resource.split('/').nth(1)?;
                let role_arn = text("principal_role")
                    .unwrap_or_else(|| format!("arn:{partition}:iam::{account}:role/{role}"));
                Some(Caller::AssumedRole { session_arn: arn, role_arn })
            }
            ("sts", "federated-user") => {
                Some(Caller::FederatedUser { arn, federated_by: text("federated_by")? })
            }
            _ => None,
        }
    }

    /// The account it belongs to.
    pub(super) fn account(&self) -> Option<&str> {
        match self {
            Caller::User { arn } | Caller::FederatedUser { arn, .. } | Caller::Root { arn } => {
                account_of(arn)
            }
            Caller::AssumedRole { session_arn, .. } => account_of(session_arn),
            Caller::Service(_) | Caller::IdentityProvider(_) | Caller::Anonymous => None,
        }
    }

    /// A service-linked role is ... predefined by the service: its path is `/aws-service-role/`.
    ///
    /// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html>
    pub(super) fn is_service_linked(&self) -> bool {
        matches!(self, Caller::AssumedRole { role_arn, .. }
            if role_arn.splitn(6, ':').nth(5).is_some_and(|role| role.starts_with("role/aws-service-role/")))
    }

    /// Whether it is a root user, or a session that root made: its access is not given by policies.
    pub(super) fn has_the_access_of_root(&self) -> bool {
        match self {
            Caller::Root { .. } => true,
            Caller::FederatedUser { federated_by, .. } => federated_by.ends_with(":root"),
            _ => false,
        }
    }

    /// A permissions boundary ... for IAM entities (users or roles), and for what their sessions
    /// may do. The root user is neither.
    ///
    /// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html>
    pub(super) fn is_limited_by_a_boundary(&self) -> bool {
        self.account().is_some() && !matches!(self, Caller::Root { .. })
    }
}

/// The account in an ARN.
fn account_of(arn: &str) -> Option<&str> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    match parts.as_slice() {
        ["arn", _, _, _, account, ..] if is_account(account) => Some(account),
        _ => None,
    }
}

fn value_of(json: &Json) -> Option<Value> {
    let scalar = |json: &Json| match json {
        Json::String(text) | Json::Number(text) => Some(text.clone()),
        Json::Boolean(truth) => Some(truth.to_string()),
        _ => None,
    };
    match json {
        Json::Array(items) => Some(Value::Multi(items.iter().filter_map(scalar).collect())),
        one => scalar(one).map(Value::Single),
    }
}

fn policies(json: Option<&Json>) -> Option<Policies> {
    let Some(json) = json else { return Some(Policies::default()) };
    let one = |name: &str| match json.get(name) {
        None => Some(None),
        Some(json) => policy(json).map(Some),
    };
    let list = |name: &str| json.get(name).map_or(Some(Vec::new()), policy_list);
    let levels = |name: &str| match json.get(name) {
        None => Some(None),
        Some(json) => json.items()?.iter().map(policy_list).collect::<Option<Vec<_>>>().map(Some),
    };
    Some(Policies {
        identity: list("identity")?,
        permissions_boundary: one("permissions_boundary")?,
        inherited_boundaries: list("inherited_boundaries")?,
        session: list("session")?,
        resource: one("resource")?,
        service_control: levels("service_control")?,
        resource_control: levels("resource_control")?,
        vpc_endpoint: one("vpc_endpoint")?,
    })
}

fn policy_list(json: &Json) -> Option<Vec<Named>> {
    json.items()?.iter().map(policy).collect()
}

fn policy(json: &Json) -> Option<Named> {
    let document = json.get("policy")?.clone();
    let list = |name: &str| -> Vec<String> {
        let items = json.get("undecidable_keys").and_then(|keys| keys.get(name)?.items());
        items.unwrap_or_default().iter().filter_map(Json::as_text).map(str::to_owned).collect()
    };
    let undecidable_keys = UndecidableKeys { keys: list("keys"), except: list("except") };
    Some(Named { name: json.get("name")?.as_text()?.to_owned(), document, undecidable_keys })
}
