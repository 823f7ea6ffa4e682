use entail_propagate::limits::REQUEST_BODY_BYTES_MAX;
use entail_wire::{
    secret::Secret,
    sigv4::{Credentials, SigningInput, presign},
};
use http::{HeaderMap, HeaderValue, Method, Request, header};
use http_body_util::Full;
use hyper::body::Bytes;
use jiff::Timestamp;

use super::support::{Answer, Client, Running, Server, Signed, credentials};

const CREATE_ROLE: &str = "Action=CreateRole&Version=2010-05-08&RoleName=deploy";

/// A request that has to be refused.
struct Refused {
    request: Request<Full<Bytes>>,
    status: u16,
    code: &'static str,
    /// What the message says, among other things.
    says: &'static str,
}

/// Sends each on a connection of its own; none may arrive.
async fn all_are_refused(proxy: &Running, server: &Server, requests: Vec<Refused>) {
    for Refused { request, status, code, says } in requests {
        let shown = format!("{request:?}");
        let answer = Client::connect(proxy.address).await.send(request).await;
        let answer = Answer::read(answer).await;
        assert_eq!(answer.status, status, "{shown}\n{answer:?}");
        assert!(answer.body.contains(&format!("<Code>{code}</Code>")), "{shown}\n{answer:?}");
        assert!(answer.body.contains("entail's proxy: "), "{answer:?}");
        assert!(answer.body.contains(says), "{says}\n{answer:?}");
        let told = proxy.refused();
        assert!(told.iter().any(|(_, message)| message.contains(says)), "{told:?}");
    }
    assert!(server.seen().is_empty(), "{:?}", server.seen());
}

/// A good call with one thing changed after it was signed.
fn changed(proxy: &Running, change: impl Fn(&mut Request<Full<Bytes>>)) -> Request<Full<Bytes>> {
    let mut request = Signed::query("iam", CREATE_ROLE).request(&proxy.address.to_string());
    change(&mut request);
    request
}

/// A good call, signed for another host.
fn for_host(host: &str) -> Request<Full<Bytes>> {
    Signed::query("iam", CREATE_ROLE).request(host)
}

#[tokio::test]
async fn whatever_a_browser_can_be_made_to_send_is_refused() {
    let server = Server::start().await;
    let proxy = Running::before(&server).await;
    let denied = |request, says| Refused { request, status: 403, code: "AccessDenied", says };
    let port = proxy.address.port();
    let with = |name: &'static str, value: &'static str| {
        changed(&proxy, |request| {
            request.headers_mut().insert(name, HeaderValue::from_static(value));
        })
    };
    let requests = vec![
        denied(for_host(&format!("rebound.example:{port}")), "`Host`"),
        denied(for_host("iam.amazonaws.com"), "`Host`"),
        denied(for_host(&format!("127.0.0.1:{}", port ^ 1)), "`Host`"),
        denied(for_host("127.0.0.1"), "`Host`"),
        denied(
            changed(&proxy, |request| {
                request.headers_mut().append(header::HOST, HeaderValue::from_static("x"));
            }),
            "`Host`",
        ),
        denied(with("origin", "null"), "browser"),
        denied(with("sec-fetch-site", "cross-site"), "browser"),
        denied(changed(&proxy, |request| *request.method_mut() = Method::OPTIONS), "OPTIONS"),
    ];
    all_are_refused(&proxy, &server, requests).await;
}

#[tokio::test]
async fn every_name_of_loopback_and_those_that_were_given_are_served() {
    let server = Server::start().await;
    let proxy = Running::before(&server).await;
    let port = proxy.address.port();
    for host in [
        format!("localhost:{port}"),
        format!("LOCALHOST:{port}"),
        format!("[::1]:{port}"),
        format!("sidecar:{port}"),
        "sidecar".to_owned(),
        "Sidecar:8080".to_owned(),
    ] {
        let answer = Client::connect(proxy.address).await.send(for_host(&host)).await;
        assert_eq!(answer.status(), 200, "{host}");
    }
}

#[tokio::test]
async fn it_is_no_proxy_of_the_web() {
    let server = Server::start().await;
    let proxy = Running::before(&server).await;
    let denied = |uri: &str, says| Refused {
        request: changed(&proxy, |request| *request.uri_mut() = uri.parse().unwrap()),
        status: 403,
        code: "AccessDenied",
        says,
    };
    let mut connect = denied("iam.amazonaws.com:443", "no proxy of the web");
    *connect.request.method_mut() = Method::CONNECT;
    let requests = vec![
        denied("http://iam.amazonaws.com/", "no proxy of the web"),
        denied("/iam/", "the path `/`"),
        denied("/service/IAM/operation/CreateRole", "the path `/`"),
        connect,
    ];
    all_are_refused(&proxy, &server, requests).await;
}

#[tokio::test]
async fn who_did_not_sign_with_a_known_secret_is_refused() {
    let server = Server::start().await;
    let proxy = Running::before(&server).await;
    let host = proxy.address.to_string();
    let signed_by = |id: &str, secret: &str| {
        let credentials = Credentials {
            access_key_id: id.to_owned(),
            secret_access_key: Secret::from(secret),
            session_token: None,
        };
        Signed { credentials, ..Signed::query("iam", CREATE_ROLE) }.request(&host)
    };
    let known = credentials().access_key_id;
    let refused = |request, status, code, says| Refused { request, status, code, says };
    let requests = vec![
        refused(signed_by("AKIAUNKNOWN", "x"), 403, "InvalidClientTokenId", "iam:CreateRole"),
        refused(signed_by("AKIAUNKNOWN", "x"), 403, "InvalidClientTokenId", "--front-sts"),
        refused(signed_by(&"A".repeat(129), "x"), 403, "InvalidClientTokenId", "that is none"),
        refused(signed_by(&known, "wrong"), 403, "SignatureDoesNotMatch", "iam:CreateRole"),
        refused(
            changed(&proxy, |request| *request.body_mut() = Full::from("Action=CreateUser")),
            403,
            "SignatureDoesNotMatch",
            "iam:CreateUser",
        ),
        refused(
            changed(&proxy, |request| {
                request.headers_mut().remove("authorization");
            }),
            403,
            "MissingAuthenticationToken",
            "no signature",
        ),
    ];
    all_are_refused(&proxy, &server, requests).await;
}

#[tokio::test]
async fn signatures_of_other_kinds_are_refused_with_what_is_understood() {
    let server = Server::start().await;
    let proxy = Running::before(&server).await;
    let with = |name: &'static str, value: &'static str| {
        changed(&proxy, |request| {
            request.headers_mut().insert(name, HeaderValue::from_static(value));
        })
    };
    let incomplete =
        |request, says| Refused { request, status: 400, code: "IncompleteSignature", says };
    let malformed = |request, says| Refused { request, status: 400, code: "MalformedInput", says };
    let requests = vec![
        incomplete(
            with(
                "authorization",
                "AWS4-ECDSA-P256-SHA256 Credential=a, SignedHeaders=b, Signature=c",
            ),
            "AWS4-HMAC-SHA256",
        ),
        incomplete(with("authorization", "Bearer token"), "AWS4-HMAC-SHA256"),
        incomplete(with("x-amz-content-sha256", "UNSIGNED-PAYLOAD"), "cover the body"),
        incomplete(
            with("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
            "cover the body",
        ),
        malformed(with("content-encoding", "aws-chunked"), "content-encoding"),
        malformed(with("content-encoding", "gzip"), "AWS_DISABLE_REQUEST_COMPRESSION"),
        malformed(with("x-amz-decoded-content-length", "1"), "x-amz-decoded-content-length"),
    ];
    all_are_refused(&proxy, &server, requests).await;
}

#[tokio::test]
async fn presigned_requests_are_refused() {
    let server = Server::start().await;
    let proxy = Running::before(&server).await;
    let uri = format!("http://{}/?Action=GetCallerIdentity&Version=2011-06-15", proxy.address);
    let uri = uri.parse().unwrap();
    let input = SigningInput {
        method: "GET",
        uri: &uri,
        headers: &HeaderMap::new(),
        body: b"",
        region: "eu-west-1",
        service: "sts",
        time: Timestamp::now(),
    };
    let presigned = presign(&input, &credentials(), 60).unwrap();
    let mut request = Request::get(presigned.path_and_query).body(Full::default()).unwrap();
    let host = HeaderValue::from_str(&proxy.address.to_string()).unwrap();
    request.headers_mut().insert(header::HOST, host);
    let refused = Refused { request, status: 403, code: "AccessDenied", says: "presigned" };
    all_are_refused(&proxy, &server, vec![refused]).await;
}

#[tokio::test]
async fn what_could_be_read_in_two_ways_is_refused() {
    let server = Server::start().await;
    let proxy = Running::before(&server).await;
    let host = proxy.address.to_string();
    let refused = |call: Signed, status, code, says| Refused {
        request: call.request(&host),
        status,
        code,
        says,
    };
    let mut both = Signed::query("iam", CREATE_ROLE);
    both.target = "/?Action=GetRole".to_owned();
    let json = Signed {
        headers: vec![("content-type", "application/json".to_owned())],
        ..Signed::query("iam", r#"{"Action":"CreateRole"}"#)
    };
    let requests = vec![
        refused(both, 404, "MalformedQueryString", "in its URL and in its body"),
        refused(
            Signed::query("iam", "Action=GetRole&%41ction=CreateRole"),
            404,
            "MalformedQueryString",
            "twice",
        ),
        refused(Signed::query("iam", "Version=2010-05-08"), 400, "MissingAction", "`Action`"),
        refused(Signed::query("iam", "Action=Create%20Role"), 400, "InvalidAction", "`Action`"),
        refused(json, 400, "MalformedInput", "application/x-www-form-urlencoded"),
        refused(
            Signed::query("iam", CREATE_ROLE).header("x-amz-target", "X.CreateRole"),
            400,
            "MalformedInput",
            "application/x-www-form-urlencoded",
        ),
        refused(Signed::query("ec2", "Action=RunInstances"), 403, "AccessDenied", "`ec2`"),
        refused(Signed::query("s3", "Action=x"), 403, "AccessDenied", "AWS_ENDPOINT_URL"),
    ];
    all_are_refused(&proxy, &server, requests).await;
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_and_its_sender_hears_why() {
    let server = Server::start().await;
    let proxy = Running::before(&server).await;
    let host = proxy.address.to_string();
    let call = |length: usize| {
        let start = "Action=CreateStack&TemplateBody=";
        Signed::query("cloudformation", format!("{start}{}", "x".repeat(length - start.len())))
    };
    let largest = Client::once(proxy.address, &call(REQUEST_BODY_BYTES_MAX)).await;
    assert_eq!(largest.status, 200);
    assert_eq!(server.seen().len(), 1);
    for length in [REQUEST_BODY_BYTES_MAX + 1, 3 * REQUEST_BODY_BYTES_MAX] {
        let answer = Client::connect(proxy.address).await.send(call(length).request(&host)).await;
        assert_eq!(answer.status(), 413);
        assert!(Answer::read(answer).await.body.contains("<Code>RequestEntityTooLarge</Code>"));
    }
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn cloud_control_is_answered_in_json() {
    let server = Server::start().await;
    let proxy = Running::before(&server).await;
    let stranger = Credentials { access_key_id: "AKIAUNKNOWN".to_owned(), ..credentials() };
    for (call, code) in [
        (
            Signed { credentials: stranger, ..Signed::cloud_control("CreateResource", "{}") },
            "UnrecognizedClientException",
        ),
        (
            Signed::cloud_control("CreateResource", "{}").header("x-amz-target", "Other.Thing"),
            "UnknownOperationException",
        ),
        (
            Signed::cloud_control("CreateResource", "{}").header("origin", "http://x"),
            "AccessDeniedException",
        ),
        (
            Signed::cloud_control("CreateResource", "{}").header("content-type", "text/plain"),
            "SerializationException",
        ),
    ] {
        let answer = Client::once(proxy.address, &call).await;
        let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!((answer.status, body["__type"].as_str().unwrap()), (400, code), "{body}");
        assert!(body["message"].as_str().unwrap().starts_with("entail's proxy: "), "{body}");
    }
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_connection_goes_on_after_a_refusal() {
    let server = Server::start().await;
    let proxy = Running::before(&server).await;
    let mut client = Client::connect(proxy.address).await;
    assert_eq!(client.call(&Signed::query("ec2", "Action=RunInstances")).await.status, 403);
    assert_eq!(client.call(&Signed::query("iam", CREATE_ROLE)).await.status, 200);
    assert_eq!(server.seen().len(), 1);
}
