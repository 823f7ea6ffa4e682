//! Parameters out of anything.

use crate::query::Parameters;
use crate::shapes::{Request, iam, sts};
use crate::sigv4::uri_encode;

/// Any bytes are parameters or a fault; parameters written and read again are the same; no request
/// panics over them, and none is longer than what was sent.
pub fn query_parse_never_panics(input: &[u8]) {
    let Ok(parameters) = Parameters::parse(input) else { return };
    let written: Vec<String> = parameters
        .iter()
        .map(|(name, value)| {
            format!("{}={}", uri_encode(name.as_bytes()), uri_encode(value.as_bytes()))
        })
        .collect();
    // An empty name with an empty value is written as `=`, which is a parameter as well.
    let again = Parameters::parse(written.join("&").as_bytes());
    let same = again.is_ok_and(|again| again.iter().eq(parameters.iter()));
    assert!(same, "parameters changed when they were written and read again");

    let sent = parameters.iter().count();
    if let Ok(request) = iam::TagRoleRequest::from_parameters(&parameters) {
        assert!(request.tags.len() <= sent, "a list has more entries than were sent");
    }
    if let Ok(request) = iam::UntagRoleRequest::from_parameters(&parameters) {
        assert!(request.tag_keys.len() <= sent, "a list has more entries than were sent");
    }
    says_why::<iam::CreateRoleRequest>(&parameters);
    says_why::<iam::CreatePolicyVersionRequest>(&parameters);
    says_why::<iam::ListPoliciesRequest>(&parameters);
    says_why::<sts::AssumeRoleRequest>(&parameters);
}

/// A refusal always has a text.
fn says_why<T: Request>(parameters: &Parameters) {
    if let Err(errors) = T::from_parameters(parameters) {
        assert!(!errors.to_string().starts_with("0 "), "a refusal without a reason");
    }
}
