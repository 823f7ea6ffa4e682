//! Accounts, servers, people and policies that the tests begin with.

pub(crate) mod corpus;
pub(crate) mod documents;
pub(crate) mod hooked_store;
pub(crate) mod house;
pub(crate) mod people;

use entail_testkit::client::Answer;

/// What a gate's refusal says.
pub(crate) const GATE: &str = "with an explicit deny in a transitive permissions boundary";

/// Asserts that the request was denied for this reason.
#[track_caller]
pub(crate) fn assert_denied(answer: &Answer, reason: &str) {
    assert_eq!(answer.code(), "AccessDenied", "{}", answer.body);
    // AWS JSON answers 400 to whatever is the client's fault.
    assert_eq!(answer.status, if answer.as_json().is_some() { 400 } else { 403 });
    assert!(answer.message().ends_with(reason), "{}", answer.message());
}

/// Asserts that a gate of the lineage refused the request.
#[track_caller]
pub(crate) fn assert_gate(answer: &Answer) {
    assert_denied(answer, GATE);
}

/// Asserts an error code, and a part of its message.
#[track_caller]
pub(crate) fn assert_refused(answer: &Answer, code: &str, part: &str) {
    assert_eq!(answer.code(), code, "{}", answer.body);
    assert!(answer.message().contains(part), "{}", answer.message());
}

/// The revision that a write made.
#[track_caller]
pub(crate) fn revision(answer: &Answer) -> u64 {
    let token = answer.headers["x-entail-revision"].to_str().unwrap();
    token.rsplit('.').next().unwrap().parse().unwrap()
}
