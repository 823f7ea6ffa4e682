//! The answers of the goldens: what a server would say to each request.

use std::collections::BTreeMap;

use entail_wire::query::Parameters;
use entail_wire::shapes::{Request, Response, iam, sts};
use entail_wire::xml::{error_response, response};
use entail_wire::{ErrorCode, Secret, Service};
use jiff::Timestamp;

/// The id in every answer.
pub(crate) const REQUEST_ID: &str = "7a62c49f-347e-4fc4-9331-6e8eEXAMPLE";

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

type Case = (&'static str, fn(&Parameters) -> String);

/// Every golden by its name.
pub(crate) const CASES: &[Case] = &[
    ("assume_role", assume_role),
    ("create_access_key", create_access_key),
    ("create_policy", create_policy),
    ("create_role", create_role),
    ("create_role_invalid", create_role_invalid),
    ("delete_role", delete_role),
    ("get_account_summary", get_account_summary),
    ("get_caller_identity", get_caller_identity),
    ("get_policy_version", get_policy_version),
    ("get_user_root", get_user_root),
    ("list_attached_role_policies", list_attached_role_policies),
    ("list_entities_for_policy", list_entities_for_policy),
    ("list_role_tags_empty", list_role_tags_empty),
    ("list_users_first_page", list_users_first_page),
    ("no_such_action", no_such_action),
];

fn read<T: Request>(parameters: &Parameters) -> T {
    assert_eq!(parameters.action(), Some(T::OPERATION));
    assert_eq!(parameters.version().and_then(Service::from_version), Some(T::SERVICE));
    assert_eq!(parameters.unknown(T::MEMBERS).count(), 0);
    T::from_parameters(parameters).unwrap()
}

fn answer(response_of: &impl Response) -> String {
    response(response_of, REQUEST_ID)
}

fn date() -> Timestamp {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

fn text(value: &str) -> String {
    value.to_owned()
}

fn policy_arn(name: &str) -> String {
    format!("arn:aws:iam::123456789012:policy/{name}")
}

fn boundary(name: &str) -> iam::AttachedPermissionsBoundary {
    iam::AttachedPermissionsBoundary {
        permissions_boundary_type: iam::PermissionsBoundaryAttachmentType::Policy,
        permissions_boundary_arn: policy_arn(name),
    }
}

fn assume_role(parameters: &Parameters) -> String {
    let request: sts::AssumeRoleRequest = read(parameters);
    assert_eq!(
        request.policy_arns[0].arn.as_deref(),
        Some("arn:aws:iam::aws:policy/ReadOnlyAccess")
    );
    assert_eq!(request.transitive_tag_keys, ["team"]);
    let session = format!("role/{}", request.role_session_name);
    answer(&sts::AssumeRoleResponse {
        credentials: sts::Credentials {
            access_key_id: text("ASIAIOSFODNN7EXAMPLE"),
            secret_access_key: Secret::from("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            session_token: Secret::from("IQoJb3JpZ2luX2VjEA4aCXVzLWVhc3QtMSJ/+=="),
            expiration: date(),
        },
        assumed_role_user: sts::AssumedRoleUser {
            assumed_role_id: format!("AROADBQP57FF2AEXAMPLE:{}", request.role_session_name),
            arn: format!("arn:aws:sts::123456789012:assumed-{session}"),
        },
        packed_policy_size: Some(6),
        source_identity: request.source_identity,
        session_token_utilization: None,
        session_token_size: None,
    })
}

fn create_access_key(parameters: &Parameters) -> String {
    let request: iam::CreateAccessKeyRequest = read(parameters);
    answer(&iam::CreateAccessKeyResponse {
        access_key: iam::AccessKey {
            user_name: request.user_name.unwrap(),
            access_key_id: text("AKIAIOSFODNN7EXAMPLE"),
            status: iam::StatusType::Active,
            secret_access_key: Secret::from("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            create_date: Some(date()),
        },
    })
}

fn policy(name: &str, path: &str) -> iam::Policy {
    iam::Policy {
        policy_name: text(name),
        policy_id: text("ANPAGXFSTGFVE3EXAMPLE"),
        arn: format!("arn:aws:iam::123456789012:policy{path}{name}"),
        path: text(path),
        default_version_id: text("v1"),
        attachment_count: 0,
        permissions_boundary_usage_count: 0,
        is_attachable: true,
        description: None,
        create_date: date(),
        update_date: date(),
        tags: None,
    }
}

fn create_policy(parameters: &Parameters) -> String {
    let request: iam::CreatePolicyRequest = read(parameters);
    assert!(request.policy_document.contains("\"*\""));
    let policy = policy(&request.policy_name, &request.path.unwrap());
    answer(&iam::CreatePolicyResponse { policy })
}

fn create_role(parameters: &Parameters) -> String {
    let request: iam::CreateRoleRequest = read(parameters);
    answer(&iam::CreateRoleResponse {
        role: iam::Role {
            path: text("/"),
            role_name: request.role_name.clone(),
            role_id: text("AROADBQP57FF2AEXAMPLE"),
            arn: format!("arn:aws:iam::123456789012:role/{}", request.role_name),
            create_date: date(),
            assume_role_policy_document: Some(request.assume_role_policy_document),
            description: request.description,
            max_session_duration: request.max_session_duration,
            permissions_boundary: request.permissions_boundary.map(|_| boundary("Narrow")),
            tags: Some(request.tags),
            role_last_used: None,
            source_role_template: None,
            transitive_permissions_boundary: Some(boundary("Deploy")),
            inherited_permissions_boundaries: Some(vec![boundary("Dev"), boundary("Team")]),
        },
    })
}

fn create_role_invalid(parameters: &Parameters) -> String {
    let errors = iam::CreateRoleRequest::from_parameters(parameters).unwrap_err();
    error_response(Service::Iam, errors.code(), &errors.to_string(), REQUEST_ID)
}

fn delete_role(parameters: &Parameters) -> String {
    let request: iam::DeleteRoleRequest = read(parameters);
    assert_eq!(request.role_name, "deploy");
    answer(&iam::DeleteRoleResponse)
}

fn get_account_summary(parameters: &Parameters) -> String {
    let iam::GetAccountSummaryRequest = read(parameters);
    let summary_map = [("Users", 27), ("UsersQuota", 5000)].map(|(key, value)| (text(key), value));
    answer(&iam::GetAccountSummaryResponse { summary_map: BTreeMap::from(summary_map) })
}

fn get_caller_identity(parameters: &Parameters) -> String {
    let sts::GetCallerIdentityRequest = read(parameters);
    answer(&sts::GetCallerIdentityResponse {
        user_id: text("AROADBQP57FF2AEXAMPLE:session"),
        account: text("123456789012"),
        arn: text("arn:aws:sts::123456789012:assumed-role/deploy/session"),
        inherited_permissions_boundaries: Some(vec![sts::AttachedPermissionsBoundary {
            permissions_boundary_type: sts::PermissionsBoundaryAttachmentType::Policy,
            permissions_boundary_arn: policy_arn("Dev"),
        }]),
        seals: Some(vec![policy_arn("Dev"), policy_arn("Ops")]),
        provenance: Some(vec![policy_arn("Lab")]),
    })
}

fn get_policy_version(parameters: &Parameters) -> String {
    let request: iam::GetPolicyVersionRequest = read(parameters);
    answer(&iam::GetPolicyVersionResponse {
        policy_version: iam::PolicyVersion {
            document: Some(text(TRUST)),
            version_id: request.version_id,
            is_default_version: true,
            create_date: date(),
        },
    })
}

fn get_user_root(parameters: &Parameters) -> String {
    let request: iam::GetUserRequest = read(parameters);
    assert_eq!(request.user_name, None);
    answer(&iam::GetUserResponse {
        user: iam::User {
            path: None,
            user_name: None,
            user_id: text("123456789012"),
            arn: text("arn:aws:iam::123456789012:root"),
            create_date: date(),
            password_last_used: None,
            permissions_boundary: None,
            tags: None,
            transitive_permissions_boundary: None,
            inherited_permissions_boundaries: None,
        },
    })
}

fn list_attached_role_policies(parameters: &Parameters) -> String {
    let request: iam::ListAttachedRolePoliciesRequest = read(parameters);
    assert_eq!(request.max_items, Some(1000));
    answer(&iam::ListAttachedRolePoliciesResponse {
        attached_policies: vec![iam::AttachedPolicy {
            policy_name: text("ReadOnlyAccess"),
            policy_arn: text("arn:aws:iam::aws:policy/ReadOnlyAccess"),
        }],
        is_truncated: false,
        marker: None,
    })
}

fn list_entities_for_policy(parameters: &Parameters) -> String {
    let request: iam::ListEntitiesForPolicyRequest = read(parameters);
    assert_eq!(request.policy_usage_filter, Some(iam::PolicyUsageType::PermissionsBoundary));
    answer(&iam::ListEntitiesForPolicyResponse {
        policy_groups: vec![],
        policy_users: vec![iam::PolicyUser {
            user_name: text("Alice"),
            user_id: text("AIDACKCEVSQ6C2EXAMPLE"),
        }],
        policy_roles: vec![],
        is_truncated: false,
        marker: None,
    })
}

fn list_role_tags_empty(parameters: &Parameters) -> String {
    let _: iam::ListRoleTagsRequest = read(parameters);
    answer(&iam::ListRoleTagsResponse { tags: vec![], is_truncated: false, marker: None })
}

fn list_users_first_page(parameters: &Parameters) -> String {
    let request: iam::ListUsersRequest = read(parameters);
    assert_eq!(request.path_prefix.as_deref(), Some("/division_abc/"));
    answer(&iam::ListUsersResponse {
        users: vec![iam::User {
            path: Some(text("/division_abc/")),
            user_name: Some(text("o'neill+test")),
            user_id: text("AIDACKCEVSQ6C2EXAMPLE"),
            arn: text("arn:aws:iam::123456789012:user/division_abc/o'neill+test"),
            create_date: date(),
            password_last_used: None,
            permissions_boundary: None,
            tags: None,
            transitive_permissions_boundary: None,
            inherited_permissions_boundaries: None,
        }],
        is_truncated: true,
        marker: Some(text(
            "EXAMPLEkakv9BCuUNFDtxWSyfzetYwEx2ADc8dnzfvERF5S6YMvXKx41t6gCl/eeaCX3Jo94/bKqezEAg8TEVS99EKFLxm3jtbpl25FDWEXAMPLE",
        )),
    })
}

fn no_such_action(parameters: &Parameters) -> String {
    let message = format!(
        "Could not find operation {} for version {}",
        parameters.action().unwrap(),
        parameters.version().unwrap()
    );
    error_response(Service::Sts, ErrorCode::InvalidAction, &message, REQUEST_ID)
}
