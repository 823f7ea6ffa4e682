use crate::query::Parameters;
use crate::shapes::{Request, iam, sts};

/// What IAM and STS are known to answer: the request, then the text.
fn refused<T: Request + std::fmt::Debug>(query: &str) -> String {
    let parameters = Parameters::parse(query.as_bytes()).unwrap();
    T::from_parameters(&parameters).unwrap_err().to_string()
}

#[test]
fn every_pattern_of_the_models_compiles() {
    let all = iam::CONSTRAINTS.iter().chain(sts::CONSTRAINTS);
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
