use std::fmt::Debug;

use crate::error::ErrorCode;
use crate::query::Parameters;
use crate::shapes::{Request, entail, iam, sts};
use crate::validation::ValidationErrors;

fn errors<T: Request + Debug>(query: &str) -> ValidationErrors {
    let parameters = Parameters::parse(query.as_bytes()).unwrap();
    T::from_parameters(&parameters).unwrap_err()
}

/// The text for a request that violates the model.
fn refused<T: Request + Debug>(query: &str) -> String {
    let errors = errors::<T>(query);
    assert_eq!(errors.code(), ErrorCode::ValidationError);
    errors.to_string()
}

fn accepted<T: Request>(query: &str) -> T {
    T::from_parameters(&Parameters::parse(query.as_bytes()).unwrap()).unwrap()
}

fn tag_role(tags: &str) -> String {
    refused::<iam::TagRoleRequest>(&format!("RoleName=r&{tags}"))
}

#[test]
fn every_pattern_of_the_models_compiles() {
    let all = iam::CONSTRAINTS.iter().chain(sts::CONSTRAINTS).chain(entail::CONSTRAINTS);
    for pattern in all.filter_map(|constraint| constraint.pattern.as_ref()) {
        assert!(pattern.compiles(), "{pattern:?}");
    }
}

#[test]
fn a_missing_member_is_named_in_each_service_s_words() {
    assert_eq!(
        refused::<iam::GetRoleRequest>(""),
        "1 validation error detected: Value at 'roleName' failed to satisfy constraint: Member \
         must not be null"
    );
    assert_eq!(
        refused::<sts::AssumeRoleRequest>("RoleArn=arn:aws:iam::123456789012:role/r"),
        "1 validation error detected: Value null at 'roleSessionName' failed to satisfy \
         constraint: Member must not be null"
    );
}

#[test]
fn tags_are_refused_in_the_recorded_words() {
    let many: Vec<String> =
        (1..=51).map(|n| format!("Tags.member.{n}.Key=k{n}&Tags.member.{n}.Value=v")).collect();
    assert_eq!(
        tag_role(&many.join("&")),
        "1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must \
         have length less than or equal to 50"
    );
    let long = "k".repeat(129);
    assert_eq!(
        tag_role(&format!("Tags.member.1.Key={long}&Tags.member.1.Value=v")),
        "1 validation error detected: Value at 'tags.1.member.key' failed to satisfy constraint: \
         Member must have length less than or equal to 128"
    );
    let long = "v".repeat(257);
    assert_eq!(
        tag_role(&format!("Tags.member.1.Key=k&Tags.member.1.Value={long}")),
        "1 validation error detected: Value at 'tags.1.member.value' failed to satisfy \
         constraint: Member must have length less than or equal to 256"
    );
    assert_eq!(
        tag_role("Tags.member.1.Key=%3F&Tags.member.1.Value=v"),
        "1 validation error detected: Value at 'tags.1.member.key' failed to satisfy constraint: \
         Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+"
    );
}

#[test]
fn tag_keys_are_refused_with_everything_that_each_must_satisfy() {
    let long = "k".repeat(129);
    assert_eq!(
        refused::<iam::UntagRoleRequest>(&format!("RoleName=r&TagKeys.member.1={long}")),
        "1 validation error detected: Value at 'tagKeys' failed to satisfy constraint: Member must \
         satisfy constraint: [Member must have length less than or equal to 128, Member must have \
         length greater than or equal to 1, Member must satisfy regular expression pattern: \
         [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+, Member must not be null]"
    );
}

#[test]
fn all_violations_stand_in_one_text() {
    let long = "r".repeat(65);
    assert_eq!(
        refused::<iam::CreateRoleRequest>(&format!("RoleName={long}&MaxSessionDuration=60")),
        "3 validation errors detected: Value at 'roleName' failed to satisfy constraint: Member \
         must have length less than or equal to 64; Value at 'assumeRolePolicyDocument' failed to \
         satisfy constraint: Member must not be null; Value at 'maxSessionDuration' failed to \
         satisfy constraint: Member must have value greater than or equal to 3600"
    );
}

#[test]
fn sts_echoes_values_and_counts_characters_as_measured() {
    let session = |name: &str| {
        refused::<sts::AssumeRoleRequest>(&format!(
            "RoleArn=arn:aws:iam::123456789012:role/r&RoleSessionName={name}"
        ))
    };
    assert_eq!(
        session("bad/name"),
        "1 validation error detected: Value 'bad/name' at 'roleSessionName' failed to satisfy \
         constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*"
    );
    for short in ["!", "é", "😀"] {
        assert_eq!(
            session(short),
            format!(
                "2 validation errors detected: Value '{short}' at 'roleSessionName' failed to \
                 satisfy constraint: Member must satisfy regular expression pattern: \
                 [\\w+=,.@-]*; Value '{short}' at 'roleSessionName' failed to satisfy constraint: \
                 Member must have length greater than or equal to 2"
            )
        );
    }
    assert_eq!(
        session(""),
        "1 validation error detected: Value '' at 'roleSessionName' failed to satisfy constraint: \
         Member must have length greater than or equal to 2"
    );
}

#[test]
fn iam_has_words_of_its_own_for_names_paths_and_documents() {
    assert_eq!(
        refused::<iam::CreateUserRequest>("UserName=a/b&Path=/x"),
        "The specified value for path is invalid. It must begin and end with / and contain only \
         alphanumeric characters and/or / characters."
    );
    assert_eq!(
        refused::<iam::CreateUserRequest>("UserName=%C3%A9"),
        "The specified value for userName is invalid. It must contain only alphanumeric \
         characters and/or the following: +=,.@_-"
    );
    assert_eq!(
        refused::<iam::GetPolicyVersionRequest>(
            "PolicyArn=arn:aws:iam::123456789012:policy/p&VersionId=1"
        ),
        "1 validation error detected: Value at 'versionId' failed to satisfy constraint: Member \
         must satisfy regular expression pattern: v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?"
    );
}

#[test]
fn a_value_outside_a_fixed_set_is_refused_in_the_recorded_words() {
    assert_eq!(
        refused::<iam::UpdateAccessKeyRequest>("AccessKeyId=AKIAIOSFODNN7EXAMPLE&Status=On"),
        "1 validation error detected: Value at 'status' failed to satisfy constraint: Member must \
         satisfy enum value set"
    );
    assert_eq!(
        refused::<iam::GetAccountAuthorizationDetailsRequest>(
            "Filter.member.1=User&Filter.member.2=Car"
        ),
        "1 validation error detected: Value at 'filter' failed to satisfy constraint: Member must \
         satisfy constraint: [Member must satisfy enum value set]"
    );
}

#[test]
fn a_list_of_a_fixed_set_keeps_its_order() {
    let query = "Filter.member.1=Role&Filter.member.2=User";
    let filter = accepted::<iam::GetAccountAuthorizationDetailsRequest>(query).filter;
    assert_eq!(filter, [iam::EntityType::Role, iam::EntityType::User]);
    assert!(accepted::<iam::GetAccountAuthorizationDetailsRequest>("").filter.is_empty());
}

#[test]
fn what_is_not_of_its_type_is_malformed_input() {
    for (query, part) in [
        ("MaxItems=many", "MaxItems"),
        ("MaxItems=1.5", "MaxItems"),
        ("MaxItems=99999999999999999999", "MaxItems"),
        ("OnlyAttached=maybe", "OnlyAttached"),
    ] {
        let errors = errors::<iam::ListPoliciesRequest>(query);
        assert_eq!(errors.code(), ErrorCode::MalformedInput, "{query}");
        assert!(errors.to_string().contains(part), "{errors}");
    }
    for index in ["0", "2", "01", "999999999999", "x", ""] {
        let query = format!("RoleName=r&TagKeys.member.{index}=k");
        let errors = errors::<iam::UntagRoleRequest>(&query);
        assert_eq!(errors.code(), ErrorCode::MalformedInput, "{query}");
    }
}

#[test]
fn a_valid_request_is_read_whole() {
    let request: iam::CreateRoleRequest = accepted(
        "RoleName=r&AssumeRolePolicyDocument=%7B%7D&MaxSessionDuration=3600&Unknown=1\
         &Tags.member.1.Key=k&Tags.member.1.Value=&Tags.member.2.Key=%C3%A9+x\
         &Tags.member.2.Value=v&TransitivePermissionsBoundary=arn:aws:iam::123456789012:policy/b",
    );
    assert_eq!(request.role_name, "r");
    assert_eq!(request.max_session_duration, Some(3600));
    assert_eq!(request.path, None);
    let tags: Vec<(&str, &str)> =
        request.tags.iter().map(|tag| (tag.key.as_str(), tag.value.as_str())).collect();
    assert_eq!(tags, [("k", ""), ("é x", "v")]);
    let boundary = request.transitive_permissions_boundary.as_deref();
    assert_eq!(boundary, Some("arn:aws:iam::123456789012:policy/b"));
}

#[test]
fn a_boundary_may_be_left_out_where_a_transitive_one_is_put() {
    let request: iam::PutRolePermissionsBoundaryRequest =
        accepted("RoleName=r&TransitivePermissionsBoundary=arn:aws:iam::123456789012:policy/b");
    assert_eq!(request.permissions_boundary, None);
    let request: iam::UpdateAccessKeyRequest =
        accepted("AccessKeyId=AKIAIOSFODNN7EXAMPLE&Status=Inactive");
    assert_eq!(request.status, iam::StatusType::Inactive);
    let empty: iam::TagRoleRequest = accepted("RoleName=r&Tags=");
    assert!(empty.tags.is_empty());
}
