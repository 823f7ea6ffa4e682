//! What botocore signed (`clients/make_sigv4_vectors.py`): we sign alike, and accept it.

use http::{HeaderMap, HeaderName, HeaderValue};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::super::{
    Credentials, SignatureError, SignedRequest, SigningInput, presign, sign_headers,
};
use super::head;
use crate::secret::Secret;

const VECTORS: &str = include_str!("../../../../../corpus/wire/sigv4/botocore.json");

fn text<'a>(vector: &'a Value, name: &str) -> &'a str {
    vector[name].as_str().unwrap_or_default()
}

fn vectors() -> (Value, Vec<Value>) {
    let document: Value = serde_json::from_str(VECTORS).unwrap();
    let vectors = document["vectors"].as_array().unwrap().clone();
    assert!(vectors.len() >= 200);
    (document, vectors)
}

fn headers(vector: &Value) -> Vec<(&str, &str)> {
    let headers = vector["headers"].as_object().unwrap();
    headers.iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap())).collect()
}

#[test]
fn every_request_of_botocore_is_accepted_and_no_altered_one() {
    let (document, vectors) = vectors();
    let secret = Secret::from(text(&document, "secret_access_key"));
    for vector in &vectors {
        let name = text(vector, "name");
        let parts = head(text(vector, "method"), text(vector, "path_and_query"), &headers(vector));
        let body = text(vector, "body");
        let time: Timestamp = text(vector, "time").parse().unwrap();
        let signed = SignedRequest::parse(&parts, body.as_bytes()).unwrap();
        assert_eq!(signed.access_key_id(), text(&document, "access_key_id"), "{name}");
        assert_eq!(signed.region(), text(vector, "region"), "{name}");
        assert_eq!(signed.session_token().map(Secret::expose), vector["token"].as_str(), "{name}");
        assert_eq!(signed.is_presigned(), text(vector, "kind") == "presigned", "{name}");
        signed.expect_service(text(vector, "service")).unwrap();
        let now = time + SignedDuration::from_secs(120);
        assert_eq!(signed.verify(&secret, now), Ok(()), "{name}");

        let other = SignedRequest::parse(&parts, format!("{body}&X=1").as_bytes()).unwrap();
        assert_eq!(other.verify(&secret, now), Err(SignatureError::DoesNotMatch), "{name}");
    }
}

#[test]
fn we_sign_as_botocore_signs() {
    let (document, vectors) = vectors();
    for vector in &vectors {
        let name = text(vector, "name");
        let credentials = Credentials {
            access_key_id: text(&document, "access_key_id").to_owned(),
            secret_access_key: Secret::from(text(&document, "secret_access_key")),
            session_token: vector["token"].as_str().map(Secret::from),
        };
        let made = ["authorization", "x-amz-date", "x-amz-security-token"];
        let mut sent = HeaderMap::new();
        for (key, value) in headers(vector).into_iter().filter(|(key, _)| !made.contains(key)) {
            sent.insert(
                HeaderName::from_bytes(key.as_bytes()).unwrap(),
                HeaderValue::from_str(value).unwrap(),
            );
        }
        let uri = text(vector, "unsigned_path_and_query").parse().unwrap();
        let input = SigningInput {
            method: text(vector, "method"),
            uri: &uri,
            headers: &sent,
            body: text(vector, "body").as_bytes(),
            region: text(vector, "region"),
            service: text(vector, "service"),
            time: text(vector, "time").parse().unwrap(),
        };
        if text(vector, "kind") == "presigned" {
            let presigned = presign(&input, &credentials, 900).unwrap();
            assert_eq!(presigned.path_and_query, text(vector, "path_and_query"), "{name}");
        } else {
            let added = sign_headers(&input, &credentials).unwrap();
            let expected = vector["headers"]["authorization"].as_str().unwrap();
            assert_eq!(added["authorization"].to_str().unwrap(), expected, "{name}");
        }
    }
}
