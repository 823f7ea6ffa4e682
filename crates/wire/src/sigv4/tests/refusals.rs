//! Every way in which a signature is refused: code, status and text.

use http::request::Parts;
use jiff::Timestamp;

use super::super::{
    Credentials, SignatureError, SignedRequest, SigningInput, presign, sign_headers,
};
use super::{head, header_map, secret};
use crate::error::ErrorCode;

const BODY: &str = "Action=ListUsers&Version=2010-05-08";
const NOW: &str = "2026-11-22T10:00:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn signed_parts(extra: &[(&str, &str)]) -> Parts {
    let mut headers = header_map(&[("Host", "localhost:4588")]);
    headers.extend(header_map(extra));
    let uri = "/".parse().unwrap();
    let credentials = Credentials {
        access_key_id: "AKIDEXAMPLE".to_owned(),
        secret_access_key: secret(),
        session_token: None,
    };
    let input = SigningInput {
        method: "POST",
        uri: &uri,
        headers: &headers,
        body: BODY.as_bytes(),
        region: "us-east-1",
        service: "iam",
        time: now(),
    };
    let added = sign_headers(&input, &credentials).unwrap();
    headers.extend(added);
    let mut parts = head("POST", "/", &[]);
    parts.headers = headers;
    parts
}

fn parse(parts: &Parts) -> Result<SignedRequest, SignatureError> {
    SignedRequest::parse(parts, BODY.as_bytes())
}

fn with_authorization(value: &str) -> SignatureError {
    let mut parts = signed_parts(&[]);
    parts.headers.insert("authorization", value.parse().unwrap());
    parse(&parts).unwrap_err()
}

#[test]
fn no_signature_is_missing_authentication_token() {
    let error = parse(&head("POST", "/", &[("Host", "localhost")])).unwrap_err();
    assert_eq!(error, SignatureError::MissingAuthenticationToken);
    assert_eq!(error.code().status(), 403);
    assert_eq!(error.to_string(), "Request is missing Authentication Token");
}

#[test]
fn missing_parts_are_all_named() {
    let error = with_authorization("AWS4-HMAC-SHA256 Credential=a/20261122/r/iam/aws4_request");
    assert_eq!(error.code(), ErrorCode::IncompleteSignature);
    assert_eq!(error.code().status(), 400);
    let text = error.to_string();
    assert!(text.starts_with(
        "Authorization header requires 'Signature' parameter. Authorization header requires \
         'SignedHeaders' parameter. (Hashed with SHA-256 and encoded with Base64) Authorization="
    ));
    assert!(!text.contains("aws4_request"), "the header must not be echoed: {text}");
}

#[test]
fn other_schemes_and_algorithms_are_incomplete_signatures() {
    for value in ["Basic dXNlcjpwYXNz", "Bearer x", "AWS AKID:sig", ""] {
        assert_eq!(with_authorization(value).code(), ErrorCode::IncompleteSignature, "{value}");
    }
    let error = with_authorization("AWS4-ECDSA-P256-SHA256 Credential=a, SignedHeaders=b");
    assert_eq!(error.to_string(), "Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'.");
}

#[test]
fn a_malformed_credential_is_named() {
    let error = with_authorization(
        "AWS4-HMAC-SHA256 Credential=AKID/20261122/iam, SignedHeaders=host, Signature=00",
    );
    assert_eq!(
        error.to_string(),
        "Credential must have exactly 5 slash-delimited elements, e.g. \
         keyid/date/region/service/term, got 'AKID/20261122/iam'"
    );
    let error = with_authorization("AWS4-HMAC-SHA256 Credential, SignedHeaders=host, Signature=00");
    assert!(error.to_string().contains("missing equal-sign"));
}

#[test]
fn a_scope_of_another_day_or_end_does_not_match() {
    let fields = "SignedHeaders=host;x-amz-date, Signature=00";
    let other_day = with_authorization(&format!(
        "AWS4-HMAC-SHA256 Credential=AKID/20261121/us-east-1/iam/aws4_request, {fields}"
    ));
    assert_eq!(other_day.code(), ErrorCode::SignatureDoesNotMatch);
    assert_eq!(
        other_day.to_string(),
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: \
         '20261121' != '20261122', from '20261122T100000Z'."
    );
    let other_end = with_authorization(&format!(
        "AWS4-HMAC-SHA256 Credential=AKID/20261122/us-east-1/iam/aws5_request, {fields}"
    ));
    assert_eq!(other_end.code(), ErrorCode::SignatureDoesNotMatch);
}

#[test]
fn a_scope_of_another_service_does_not_match() {
    let error = parse(&signed_parts(&[])).unwrap().expect_service("sts").unwrap_err();
    assert_eq!(error.code(), ErrorCode::SignatureDoesNotMatch);
    assert_eq!(error.to_string(), "Credential should be scoped to correct service: 'sts'. ");
}

#[test]
fn host_and_every_amz_header_must_be_signed() {
    let mut parts = signed_parts(&[]);
    parts.headers.insert("x-amz-security-token", "added on the way".parse().unwrap());
    let error = parse(&parts).unwrap_err();
    assert_eq!(
        error.to_string(),
        "'x-amz-security-token' must be a 'SignedHeader' in the AWS Authorization."
    );
    let error = with_authorization(
        "AWS4-HMAC-SHA256 Credential=AKID/20261122/us-east-1/iam/aws4_request, \
         SignedHeaders=x-amz-date, Signature=00",
    );
    assert!(error.to_string().starts_with("'Host' or ':authority' must be a 'SignedHeader'"));
}

#[test]
fn the_clock_may_differ_by_five_minutes_either_way() {
    let signed = parse(&signed_parts(&[])).unwrap();
    let at = |text: &str| signed.verify(&secret(), text.parse().unwrap());
    assert_eq!(at("2026-11-22T10:05:00Z"), Ok(()));
    assert_eq!(at("2026-11-22T09:55:00Z"), Ok(()));
    let late = at("2026-11-22T10:05:01Z").unwrap_err();
    assert_eq!(late.code(), ErrorCode::SignatureDoesNotMatch);
    assert_eq!(
        late.to_string(),
        "Signature expired: 20261122T100000Z is now earlier than 20261122T100001Z \
         (20261122T100501Z - 5 min.)"
    );
    assert_eq!(
        at("2026-11-22T09:54:59Z").unwrap_err().to_string(),
        "Signature not yet current: 20261122T100000Z is still later than 20261122T095959Z \
         (20261122T095459Z + 5 min.)"
    );
}

#[test]
fn another_secret_or_body_or_hash_does_not_match() {
    let parts = signed_parts(&[]);
    let signed = parse(&parts).unwrap();
    let error = signed.verify(&"other".into(), now()).unwrap_err();
    assert_eq!(error.code().status(), 403);
    assert!(error.to_string().starts_with("The request signature we calculated does not match"));
    let other = SignedRequest::parse(&parts, b"Action=DeleteUser").unwrap();
    assert_eq!(other.verify(&secret(), now()), Err(SignatureError::DoesNotMatch));
    for hash in ["UNSIGNED-PAYLOAD", "00"] {
        let signed = parse(&signed_parts(&[("x-amz-content-sha256", hash)])).unwrap();
        assert_eq!(signed.verify(&secret(), now()), Err(SignatureError::DoesNotMatch), "{hash}");
    }
}

#[test]
fn repeated_headers_of_the_signature_are_refused() {
    for name in ["authorization", "x-amz-date"] {
        let mut parts = signed_parts(&[]);
        let value = parts.headers[name].clone();
        parts.headers.append(name, value);
        assert_eq!(parse(&parts).unwrap_err().code(), ErrorCode::IncompleteSignature, "{name}");
    }
}

#[test]
fn a_date_of_another_form_is_named() {
    let mut parts = signed_parts(&[]);
    parts.headers.insert("x-amz-date", "2026-11-22T10:00:00Z".parse().unwrap());
    assert!(
        parse(&parts)
            .unwrap_err()
            .to_string()
            .starts_with("Date must be in ISO-8601 'basic format'. Got '2026-11-22T10:00:00Z'.")
    );
}

fn presigned(expires_seconds: i64) -> Parts {
    let headers = header_map(&[("Host", "localhost:4588")]);
    let uri = "/?Action=GetCallerIdentity&Version=2011-06-15".parse().unwrap();
    let credentials = Credentials {
        access_key_id: "AKIDEXAMPLE".to_owned(),
        secret_access_key: secret(),
        session_token: Some("token".into()),
    };
    let input = SigningInput {
        method: "GET",
        uri: &uri,
        headers: &headers,
        body: b"",
        region: "us-east-1",
        service: "sts",
        time: now(),
    };
    let presigned = presign(&input, &credentials, expires_seconds).unwrap();
    head("GET", &presigned.path_and_query, &[("Host", "localhost:4588")])
}

#[test]
fn a_presigned_request_lives_as_long_as_it_says() {
    let signed = SignedRequest::parse(&presigned(3600), b"").unwrap();
    assert_eq!(signed.session_token().unwrap().expose(), "token");
    assert_eq!(signed.verify(&secret(), "2026-11-22T11:00:00Z".parse().unwrap()), Ok(()));
    let error = signed.verify(&secret(), "2026-11-22T11:00:01Z".parse().unwrap()).unwrap_err();
    assert_eq!(error.code(), ErrorCode::RequestExpired);
}

#[test]
fn a_presigned_request_with_a_changed_life_or_parameter_is_refused() {
    for (from, to) in [("X-Amz-Expires=60", "X-Amz-Expires=61"), ("GetCaller", "GetOther")] {
        let uri = presigned(60).uri.to_string().replace(from, to);
        let parts = head("GET", &uri, &[("Host", "localhost:4588")]);
        let signed = SignedRequest::parse(&parts, b"").unwrap();
        assert_eq!(signed.verify(&secret(), now()), Err(SignatureError::DoesNotMatch), "{to}");
    }
    for (from, to) in [
        ("X-Amz-Expires=60", "X-Amz-Expires=604801"),
        ("X-Amz-Expires=60", "X-Amz-Expires=0"),
        ("&X-Amz-Expires=60", ""),
        ("X-Amz-Expires=60", "X-Amz-Expires=60&X-Amz-Expires=60"),
    ] {
        let uri = presigned(60).uri.to_string().replace(from, to);
        let error = SignedRequest::parse(&head("GET", &uri, &[("Host", "h")]), b"").unwrap_err();
        assert_eq!(error.code(), ErrorCode::IncompleteSignature, "{to}");
    }
}

#[test]
fn two_signatures_at_once_are_refused() {
    let mut parts = presigned(60);
    parts.headers.insert("authorization", "AWS4-HMAC-SHA256 Credential=a".parse().unwrap());
    let error = SignedRequest::parse(&parts, b"").unwrap_err();
    assert_eq!(error.code(), ErrorCode::IncompleteSignature);
}
