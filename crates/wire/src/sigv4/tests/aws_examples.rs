//! The examples that AWS publishes, step by step.
// AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
// and the test suite of Signature Version 4 that AWS published beside it.

use http::HeaderName;

use super::super::canonical_request::{CanonicalParts, CanonicalRequest, PathEncoding, sha256};
use super::super::string_to_sign::{Scope, parse_time, string_to_sign};
use super::super::{SignedRequest, SigningKey};
use super::{head, header_map, secret};

const LIST_USERS: &str = "/?Action=ListUsers&Version=2010-05-08";
const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

fn canonical(method: &str, path: &str, query: &str, headers: &[(&str, &str)]) -> CanonicalRequest {
    let headers = header_map(headers);
    let mut names: Vec<HeaderName> = headers.keys().cloned().collect();
    names.sort_by(|one, other| one.as_str().cmp(other.as_str()));
    CanonicalRequest::new(&CanonicalParts {
        method,
        path,
        path_encoding: PathEncoding::Twice,
        query,
        skipped_parameter: None,
        headers: &headers,
        signed_headers: &names,
        payload_hash: &sha256(b""),
    })
}

/// The signature of a request of the published suite: region us-east-1, service `service`.
fn suite_signature(canonical_request: &CanonicalRequest) -> String {
    let time = parse_time("20150830T123600Z").unwrap();
    let scope = Scope::new(time, "us-east-1", "service");
    SigningKey::derive(&secret(), &scope).sign(&string_to_sign(time, &scope, canonical_request))
}

#[test]
fn list_users_has_the_documented_canonical_request() {
    let request = canonical(
        "GET",
        "/",
        "Action=ListUsers&Version=2010-05-08",
        &[
            ("content-type", FORM),
            ("host", "iam.amazonaws.com"),
            ("x-amz-date", "20150830T123600Z"),
        ],
    );
    assert_eq!(
        request.as_str(),
        "GET\n/\nAction=ListUsers&Version=2010-05-08\n\
         content-type:application/x-www-form-urlencoded; charset=utf-8\n\
         host:iam.amazonaws.com\nx-amz-date:20150830T123600Z\n\n\
         content-type;host;x-amz-date\n\
         e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
    assert_eq!(request.hash(), "f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59");
}

#[test]
fn list_users_has_the_documented_signing_key_and_signature() {
    let text = "AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/iam/aws4_request\n\
                f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59";
    let scope = Scope::new(parse_time("20150830T123600Z").unwrap(), "us-east-1", "iam");
    assert_eq!(scope.to_string(), "20150830/us-east-1/iam/aws4_request");
    assert_eq!(
        SigningKey::derive(&secret(), &scope).sign(text),
        "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
    );
}

#[test]
fn the_documented_request_is_accepted() {
    let authorization = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, \
         SignedHeaders=content-type;host;x-amz-date, \
         Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7";
    let parts = head(
        "GET",
        LIST_USERS,
        &[
            ("Authorization", authorization),
            ("Content-Type", FORM),
            ("Host", "iam.amazonaws.com"),
            ("X-Amz-Date", "20150830T123600Z"),
        ],
    );
    let signed = SignedRequest::parse(&parts, b"").unwrap();
    assert_eq!(signed.access_key_id(), "AKIDEXAMPLE");
    assert_eq!((signed.region(), signed.service()), ("us-east-1", "iam"));
    assert!(signed.session_token().is_none());
    signed.expect_service("iam").unwrap();
    signed.verify(&secret(), "2015-08-30T12:38:00Z".parse().unwrap()).unwrap();
}

#[test]
fn the_published_suite_agrees() {
    let host = ("host", "example.amazonaws.com");
    let date = ("x-amz-date", "20150830T123600Z");
    let plain = [host, date];
    let cases: [(&str, CanonicalRequest, &str); 5] = [
        (
            "get-vanilla",
            canonical("GET", "/", "", &plain),
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        ),
        (
            "get-vanilla-query-order-key-case",
            canonical("GET", "/", "Param2=value2&Param1=value1", &plain),
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        ),
        (
            "post-vanilla",
            canonical("POST", "/", "", &plain),
            "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
        ),
        (
            "get-slashes",
            canonical("GET", "//example//", "", &plain),
            "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84",
        ),
        (
            "get-relative-relative",
            canonical("GET", "/example1/example2/../..", "", &plain),
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        ),
    ];
    for (name, request, signature) in cases {
        assert_eq!(suite_signature(&request), signature, "{name}: {}", request.as_str());
    }
}

#[test]
fn headers_are_trimmed_folded_and_joined() {
    let request = canonical(
        "GET",
        "/",
        "",
        &[("my-header1", " value1 "), ("my-header1", "a   b   c"), ("host", "h")],
    );
    assert!(request.as_str().contains("\nmy-header1:value1,a b c\n"), "{}", request.as_str());
}

#[test]
fn a_plus_sign_in_the_query_string_is_the_space_that_it_is_read_as() {
    let plus = canonical("GET", "/", "a=b+c", &[]);
    assert_eq!(plus, canonical("GET", "/", "a=b%20c", &[]));
    assert_ne!(plus, canonical("GET", "/", "a=b%2Bc", &[]));
}
