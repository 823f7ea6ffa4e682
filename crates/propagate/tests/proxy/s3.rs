use entail_propagate::{limits::TEMPLATE_BYTES_MAX, upstream::UpstreamError};
use entail_wire::sigv4::sha256;
use http::{HeaderValue, Method, Response, StatusCode};
use hyper::body::Bytes;

use super::support::{Reply, Server, credentials, temporary, upstream};

fn refused(error: UpstreamError) -> (String, u16, String) {
    match error {
        UpstreamError::Refused { call, status, code, .. } => (call, status, code),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn an_object_is_read_with_the_signature_of_s3() {
    let server = Server::start().await;
    let url = "https://bucket.s3.eu-west-1.amazonaws.com/a/../b c+d.json?versionId=v1";
    let body = upstream(server.address).s3_get(url, &temporary()).await.unwrap();
    assert_eq!(body, "<Done/>");
    let seen = server.only();
    assert_eq!(seen.verified, Ok(()));
    assert_eq!(seen.scope(), ("s3", "eu-west-1"));
    assert_eq!(seen.parts.uri, "/bucket/a/../b%20c%2Bd.json?versionId=v1");
    assert_eq!(seen.header("x-amz-content-sha256"), Some(sha256(b"").as_str()));
}

#[tokio::test]
async fn an_object_is_written_with_the_signature_of_s3() {
    let server = Server::start().await;
    let url = "https://s3.amazonaws.com/bucket/key.template";
    let upstream = upstream(server.address);
    upstream.s3_put(url, Bytes::from_static(b"{}"), &credentials()).await.unwrap();
    let seen = server.only();
    assert_eq!((&seen.parts.method, &seen.verified), (&Method::PUT, &Ok(())));
    assert_eq!((seen.scope(), seen.body.as_ref()), (("s3", "us-east-1"), b"{}".as_slice()));
    assert_eq!(seen.header("x-amz-content-sha256"), Some(sha256(b"{}").as_str()));
}

#[tokio::test]
async fn a_bucket_in_another_region_is_asked_there_and_only_once_more() {
    let server = Server::answering(|seen| {
        let is_there = seen.scope().1 == "eu-central-1";
        let mut answer = Response::new(Bytes::from_static(b"<Done/>"));
        if !is_there {
            *answer.status_mut() = StatusCode::MOVED_PERMANENTLY;
        }
        answer
            .headers_mut()
            .insert("x-amz-bucket-region", HeaderValue::from_static("eu-central-1"));
        Reply::Answer(answer)
    })
    .await;
    let url = "https://s3.amazonaws.com/bucket/key";
    let body = upstream(server.address).s3_get(url, &credentials()).await.unwrap();
    assert_eq!(body, "<Done/>");
    let regions: Vec<String> = server.seen().iter().map(|seen| seen.scope().1.to_owned()).collect();
    assert_eq!(regions, ["us-east-1", "eu-central-1"]);

    let nowhere = Server::answering(|_| {
        let mut answer = Response::new(Bytes::from_static(b"<Error><Code>Moved</Code></Error>"));
        *answer.status_mut() = StatusCode::MOVED_PERMANENTLY;
        answer.headers_mut().insert("x-amz-bucket-region", HeaderValue::from_static("eu-west-3"));
        Reply::Answer(answer)
    })
    .await;
    let error = upstream(nowhere.address).s3_get(url, &credentials()).await.unwrap_err();
    assert_eq!(refused(error), ("s3:GetObject".to_owned(), 301, "Moved".to_owned()));
    assert_eq!(nowhere.seen().len(), 2);
}

#[tokio::test]
async fn a_url_with_a_signature_is_fetched_as_it_is() {
    let server = Server::start().await;
    let query = "X-Amz-Credential=a%2Fb&X-Amz-Signature=abc";
    let url = format!("https://bucket.s3.eu-west-1.amazonaws.com/key?{query}");
    upstream(server.address).s3_get(&url, &temporary()).await.unwrap();
    let seen = server.only();
    assert_eq!(seen.parts.uri.query(), Some(query));
    for name in ["authorization", "x-amz-security-token", "x-amz-date"] {
        assert_eq!(seen.header(name), None, "{name}");
    }
}

#[tokio::test]
async fn a_refusal_of_s3_is_told_with_its_code_and_a_url_without_its_signature() {
    let server = Server::answering(|_| {
        let text =
            "<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code><Message>no</Message></Error>";
        let mut answer = Response::new(Bytes::from(text));
        *answer.status_mut() = StatusCode::NOT_FOUND;
        Reply::Answer(answer)
    })
    .await;
    let upstream = upstream(server.address);
    let error = upstream.s3_get("https://s3.amazonaws.com/b/k", &credentials()).await.unwrap_err();
    assert_eq!(refused(error), ("s3:GetObject".to_owned(), 404, "NoSuchKey".to_owned()));
    let elsewhere = "https://example.com/b/k?X-Amz-Signature=hidden";
    let error = upstream.s3_get(elsewhere, &credentials()).await.unwrap_err().to_string();
    assert!(error.contains("https://example.com/b/k") && !error.contains("hidden"), "{error}");
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_template_over_the_limit_is_not_read() {
    let long = Bytes::from(vec![b' '; TEMPLATE_BYTES_MAX + 1]);
    let server = Server::answering(move |_| Reply::Answer(Response::new(long.clone()))).await;
    let url = "https://s3.amazonaws.com/bucket/key";
    let error = upstream(server.address).s3_get(url, &credentials()).await.unwrap_err();
    assert!(matches!(error, UpstreamError::TooLong { limit: TEMPLATE_BYTES_MAX, .. }), "{error}");
}
