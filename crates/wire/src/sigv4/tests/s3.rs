//! The examples that AWS publishes for S3, which signs paths in its own way.
// AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
// AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html

use http::{HeaderMap, Uri};

use super::super::string_to_sign::parse_time;
use super::super::uri::{canonical_path, canonical_path_once};
use super::super::{Credentials, SignedRequest, SigningInput, presign, sign_headers};
use super::{head, header_map};
use crate::secret::Secret;

fn credentials() -> Credentials {
    Credentials {
        access_key_id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
        secret_access_key: Secret::from("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        session_token: None,
    }
}

fn input<'a>(
    method: &'a str,
    uri: &'a Uri,
    headers: &'a HeaderMap,
    body: &'a [u8],
) -> SigningInput<'a> {
    let time = parse_time("20130524T000000Z").unwrap();
    SigningInput { method, uri, headers, body, region: "us-east-1", service: "s3", time }
}

/// The `authorization` header of a request to the examples' bucket.
fn authorization(method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> String {
    let uri: Uri = format!("https://examplebucket.s3.amazonaws.com{path}").parse().unwrap();
    let headers = header_map(headers);
    let signed = sign_headers(&input(method, &uri, &headers, body), &credentials()).unwrap();
    signed["authorization"].to_str().unwrap().to_owned()
}

#[test]
fn documented_requests_have_the_documented_signatures() {
    for (found, signed_headers, signature) in [
        (
            authorization("GET", "/test.txt", &[("range", "bytes=0-9")], b""),
            "host;range;x-amz-content-sha256;x-amz-date",
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        ),
        (
            authorization(
                "PUT",
                "/test$file.text",
                &[
                    ("date", "Fri, 24 May 2013 00:00:00 GMT"),
                    ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
                ],
                b"Welcome to Amazon S3.",
            ),
            "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        ),
        (
            authorization("GET", "/?lifecycle", &[], b""),
            "host;x-amz-content-sha256;x-amz-date",
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        ),
        (
            authorization("GET", "/?max-keys=2&prefix=J", &[], b""),
            "host;x-amz-content-sha256;x-amz-date",
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        ),
    ] {
        assert_eq!(
            found,
            format!(
                "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/\
                 aws4_request, SignedHeaders={signed_headers}, Signature={signature}"
            )
        );
    }
}

#[test]
fn the_documented_presigned_request_has_the_documented_signature() {
    let uri: Uri = "https://examplebucket.s3.amazonaws.com/test.txt".parse().unwrap();
    let headers = HeaderMap::new();
    let presigned = presign(&input("GET", &uri, &headers, b""), &credentials(), 86_400).unwrap();
    assert!(presigned.path_and_query.ends_with(
        "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
    ));
}

#[test]
fn a_path_of_s3_stays_as_it_is_and_is_encoded_once() {
    for (sent, once, twice) in [
        ("", "/", "/"),
        ("/", "/", "/"),
        ("/a/../b//c/.", "/a/../b//c/.", "/b/c/"),
        ("/a%20b+c$d", "/a%20b%2Bc%24d", "/a%2520b%2Bc%24d"),
        ("/100%", "/100%25", "/100%25"),
        ("/%e4%2f", "/%E4%2F", "/%25e4%252f"),
    ] {
        assert_eq!(canonical_path_once(sent), once, "{sent}");
        assert_eq!(canonical_path(sent), twice, "{sent}");
    }
}

#[test]
fn what_was_signed_for_s3_is_verified_as_s3_does_and_for_no_other_service() {
    let path = "/bucket/a%20b/../c.json?versionId=1";
    let uri: Uri = format!("https://s3.amazonaws.com{path}").parse().unwrap();
    let headers = HeaderMap::new();
    let input = input("PUT", &uri, &headers, b"body");
    let mut parts = head("PUT", path, &[]);
    parts.headers = sign_headers(&input, &credentials()).unwrap();
    let verify = |body: &[u8]| {
        let signed = SignedRequest::parse(&parts, body).unwrap();
        signed.verify(&credentials().secret_access_key, input.time)
    };
    assert!(verify(b"body").is_ok());
    assert!(verify(b"other").is_err());
    let signed = SignedRequest::parse(&parts, b"body").unwrap();
    assert!(signed.expect_service("iam").is_err());
}
