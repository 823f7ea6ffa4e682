use entail_wire::sigv4::SignatureError;
use http::{HeaderValue, Method, Response, StatusCode};
use hyper::body::Bytes;
use jiff::{SignedDuration, Timestamp};

use super::support::{
    Changing, Client, Refusing, Reply, Running, Seen, Server, Signed, temporary, upstream,
};

const CREATE_ROLE: &str = "Action=CreateRole&Version=2010-05-08&RoleName=deploy";

#[tokio::test]
async fn a_call_to_iam_arrives_signed_for_the_region_that_iam_is_in() {
    let server = Server::start().await;
    let proxy = Running::before(&server).await;
    let call = Signed { credentials: temporary(), ..Signed::query("iam", CREATE_ROLE) }
        .header("user-agent", "aws-cli/1 md/x")
        .header("amz-sdk-invocation-id", "one")
        .header("x-amz-content-sha256", &entail_wire::sigv4::sha256(CREATE_ROLE.as_bytes()));
    let answer = Client::once(proxy.address, &call).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "<Done/>"));
    let seen = server.only();
    assert_eq!(seen.verified, Ok(()));
    assert_eq!(seen.scope(), ("iam", "us-east-1"));
    assert_eq!(seen.body, CREATE_ROLE);
    assert_eq!(seen.header("host"), Some(server.address.to_string().as_str()));
    assert_eq!(seen.header("user-agent"), Some("aws-cli/1 md/x"));
    assert_eq!(seen.header("amz-sdk-invocation-id"), Some("one"));
    assert_eq!(seen.header("x-amz-content-sha256"), None);
    assert_eq!(seen.parts.headers.get_all("x-amz-security-token").iter().count(), 1);
}

#[tokio::test]
async fn calls_to_other_services_keep_their_region_and_protocol() {
    let server = Server::start().await;
    let proxy = Running::before(&server).await;
    let mut client = Client::connect(proxy.address).await;
    for service in ["sts", "cloudformation"] {
        client.call(&Signed::query(service, "Action=Any")).await;
    }
    client.call(&Signed::cloud_control("CreateResource", r#"{"TypeName":"AWS::IAM::Role"}"#)).await;
    let seen = server.seen();
    assert!(seen.iter().all(|seen| seen.verified.is_ok()), "{seen:?}");
    let scopes: Vec<_> = seen.iter().map(Seen::scope).collect();
    assert_eq!(
        scopes,
        [("sts", "eu-west-1"), ("cloudformation", "eu-west-1"), ("cloudcontrolapi", "eu-west-1")]
    );
    let target = seen.last().unwrap().header("x-amz-target");
    assert_eq!(target, Some("CloudApiService.CreateResource"));
}

#[tokio::test]
async fn calls_share_connections_on_both_sides() {
    let server = Server::start().await;
    let proxy = Running::before(&server).await;
    let mut client = Client::connect(proxy.address).await;
    for _ in 0..5 {
        assert_eq!(client.call(&Signed::query("iam", CREATE_ROLE)).await.status, 200);
    }
    assert_eq!((server.seen().len(), server.connections()), (5, 1));
}

#[tokio::test]
async fn an_error_of_awss_reaches_the_client_as_it_is() {
    let text = "<ErrorResponse><Error><Code>EntityAlreadyExists</Code></Error></ErrorResponse>\n";
    let server = Server::answering(move |_| {
        let mut answer = Response::new(Bytes::from_static(text.as_bytes()));
        *answer.status_mut() = StatusCode::CONFLICT;
        let headers = answer.headers_mut();
        headers.insert("x-amzn-requestid", HeaderValue::from_static("id-1"));
        headers.insert("connection", HeaderValue::from_static("x-hop"));
        headers.insert("x-hop", HeaderValue::from_static("1"));
        Reply::Answer(answer)
    })
    .await;
    let proxy = Running::before(&server).await;
    let answer = Client::once(proxy.address, &Signed::query("iam", CREATE_ROLE)).await;
    assert_eq!((answer.status, answer.body.as_str()), (409, text));
    assert_eq!(answer.headers["x-amzn-requestid"], "id-1");
    assert!(!answer.headers.contains_key("x-hop"));
    assert!(proxy.refused().is_empty());
}

#[tokio::test]
async fn a_call_in_a_url_is_looked_at_as_one_with_a_body() {
    let server = Server::start().await;
    let proxy = Running::with(upstream(server.address), Changing).await;
    let mut call = Signed::query("iam", "");
    call.method = Method::GET;
    call.target = format!("/?{CREATE_ROLE}");
    call.headers.clear();
    let answer = Client::once(proxy.address, &call).await;
    assert_eq!(answer.body, "<Done/>|Iam CreateRole eu-west-1 AKIAIOSFODNN7EXAMPLE");
    let seen = server.only();
    assert_eq!((&seen.parts.method, seen.parts.uri.to_string().as_str()), (&Method::POST, "/"));
    assert_eq!(seen.body, format!("{CREATE_ROLE}&PermissionsBoundary=added"));
    assert_eq!(seen.verified, Ok(()));
}

#[tokio::test]
async fn a_changed_body_is_signed_and_its_answer_is_shown_in_the_clear() {
    let server = Server::start().await;
    let proxy = Running::with(upstream(server.address), Changing).await;
    let call = Signed::query("iam", CREATE_ROLE)
        .header("accept-encoding", "gzip")
        .header("accept", "application/json");
    let answer = Client::once(proxy.address, &call).await;
    assert_eq!(answer.body, "<Done/>|Iam CreateRole eu-west-1 AKIAIOSFODNN7EXAMPLE");
    let seen = server.only();
    assert_eq!(seen.body, format!("{CREATE_ROLE}&PermissionsBoundary=added"));
    assert_eq!(seen.verified, Ok(()));
    assert_eq!((seen.header("accept-encoding"), seen.header("accept")), (None, None));
}

#[tokio::test]
async fn a_call_that_is_answered_here_is_not_sent() {
    let server = Server::start().await;
    let proxy = Running::with(upstream(server.address), Refusing).await;
    let answer = Client::once(proxy.address, &Signed::query("iam", CREATE_ROLE)).await;
    assert_eq!((answer.status, answer.body.as_str()), (403, "no CreateRole"));
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn headers_of_the_clients_connection_stay_there() {
    let server = Server::start().await;
    let proxy = Running::before(&server).await;
    let call = Signed::query("iam", CREATE_ROLE)
        .header("connection", "keep-alive, x-private")
        .header("x-private", "1")
        .header("te", "trailers")
        .header("proxy-authorization", "Basic x");
    assert_eq!(Client::once(proxy.address, &call).await.status, 200);
    let seen = server.only();
    for name in ["connection", "x-private", "te", "proxy-authorization"] {
        assert_eq!(seen.header(name), None, "{name}");
    }
    assert_eq!(seen.verified, Ok(()));
}

#[tokio::test]
async fn a_wrong_clock_is_for_aws_to_refuse() {
    let server = Server::start().await;
    let proxy = Running::before(&server).await;
    let an_hour = SignedDuration::from_hours(1);
    let call = Signed { time: Timestamp::now() - an_hour, ..Signed::query("iam", CREATE_ROLE) };
    assert_eq!(Client::once(proxy.address, &call).await.status, 200);
    assert!(matches!(server.only().verified, Err(SignatureError::Expired { .. })));
}

#[tokio::test]
async fn only_the_calls_of_sts_that_have_no_signature_are_sent_without() {
    let server = Server::start().await;
    let proxy = Running::before(&server).await;
    let unsigned = |body: &'static str| {
        let call = Signed::query("sts", body);
        let mut request = call.request(&proxy.address.to_string());
        request.headers_mut().remove("authorization");
        request.headers_mut().remove("x-amz-date");
        request
    };
    let mut client = Client::connect(proxy.address).await;
    let body = "Action=AssumeRoleWithWebIdentity&WebIdentityToken=t";
    assert_eq!(client.send(unsigned(body)).await.status(), 200);
    let seen = server.only();
    assert_eq!((seen.header("authorization"), seen.header("x-amz-date")), (None, None));
    assert_eq!(seen.body, body);
    let mut client = Client::connect(proxy.address).await;
    assert_eq!(client.send(unsigned("Action=GetCallerIdentity")).await.status(), 403);
    let refused = &proxy.refused()[0];
    assert_eq!(refused.0, "sts:GetCallerIdentity");
    assert!(refused.1.contains("no signature"), "{refused:?}");
    assert_eq!(server.seen().len(), 1);
}
