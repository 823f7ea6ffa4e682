use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use entail_propagate::{
    journal::Event,
    limits::FIRST_CALL_SECONDS_MAX,
    upstream::{Network, Timeouts, Upstream, UpstreamError},
};
use entail_wire::sigv4::Credentials;
use http::{HeaderValue, Response, StatusCode};
use http_body_util::BodyExt as _;
use hyper::body::Bytes;
use tokio::{
    io::AsyncReadExt as _,
    net::{TcpListener, TcpStream},
    sync::mpsc,
    time::timeout,
};

use super::support::{
    Asking, Changing, Client, Hearing, Reply, Running, Server, Signed, TIMEOUTS, credentials,
    endpoints, upstream,
};

const CREATE_ROLE: &str = "Action=CreateRole&Version=2010-05-08&RoleName=deploy";

fn call() -> Signed {
    Signed::query("iam", CREATE_ROLE)
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let proxy = Running::with(upstream(address), super::support::Passing).await;
    let answer = Client::once(proxy.address, &call()).await;
    assert_eq!(answer.status, 502);
    assert!(answer.body.contains("<Code>UpstreamUnreachable</Code>"), "{answer:?}");
    assert!(answer.body.contains("<Type>Receiver</Type>"), "{answer:?}");
    let (refused, message) = proxy.refused().remove(0);
    assert_eq!(refused, "iam:CreateRole");
    assert!(
        message.contains(&address.to_string()) && message.contains("was not sent"),
        "{message}"
    );
}

#[tokio::test]
async fn a_server_that_hangs_is_given_up_and_asked_only_once() {
    let server = Server::answering(|_| Reply::Nothing).await;
    let proxy = Running::before(&server).await;
    let answer = Client::once(proxy.address, &call()).await;
    assert_eq!(answer.status, 504);
    assert!(answer.body.contains("<Code>UpstreamTimeout</Code>"), "{answer:?}");
    assert!(proxy.refused().is_empty());
    let (call, message) = proxy.unanswered().remove(0);
    assert_eq!(call, "iam:CreateRole");
    assert!(message.contains("whether it was carried out is not known"), "{message}");
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_connection_that_breaks_is_told_and_the_call_not_sent_again() {
    let server = Server::answering(|_| Reply::Reset).await;
    let proxy = Running::before(&server).await;
    let answer = Client::once(proxy.address, &call()).await;
    assert_eq!(answer.status, 502);
    assert!(answer.body.contains("<Code>UpstreamConnectionBroken</Code>"), "{answer:?}");
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn what_has_no_answer_is_heard_of() {
    for reply in [|| Reply::Nothing, || Reply::Reset] {
        let server = Server::answering(move |_| reply()).await;
        let hearing = Hearing::default();
        let proxy = Running::with(upstream(server.address), hearing.clone()).await;
        let answer = Client::once(proxy.address, &call()).await;
        assert!(answer.body.contains("whether it was carried out is not known"), "{answer:?}");
        assert_eq!(hearing.heard(1).await, ["CreateRole not answered"]);
        assert_eq!(proxy.unanswered().len(), 1);
    }
}

#[tokio::test]
async fn the_answer_that_its_client_no_longer_waits_for_is_heard_of() {
    let (sender, receiver) = mpsc::channel(4);
    let receiver = std::sync::Mutex::new(Some(receiver));
    let server =
        Server::answering(move |_| Reply::Stream(receiver.lock().unwrap().take().unwrap())).await;
    let hearing = Hearing::default();
    let proxy = Running::with(upstream(server.address), hearing.clone()).await;
    let mut client = Client::connect(proxy.address).await;
    let given_up = timeout(Duration::from_millis(100), client.start(&call())).await;
    assert!(given_up.is_err());
    drop(client);
    assert_eq!(server.seen().len(), 1);
    sender.send(Bytes::from_static(b"<Done/>")).await.unwrap();
    drop(sender);
    assert_eq!(hearing.heard(1).await, ["CreateRole answered with 200"]);
    assert!(proxy.unanswered().is_empty());
}

#[tokio::test]
async fn a_run_that_ends_first_says_what_it_did_not_hear() {
    let server = Server::answering(|_| Reply::Nothing).await;
    let hearing = Hearing::default();
    let timeouts = Timeouts { first_byte: Duration::from_mins(1), ..TIMEOUTS };
    let network = Network { timeouts, ..Network::default() };
    let upstream = Upstream::new(endpoints(server.address), network).unwrap();
    let proxy = Running::with(upstream, hearing.clone()).await;
    let mut client = Client::connect(proxy.address).await;
    let given_up = timeout(Duration::from_millis(100), client.start(&call())).await;
    assert!(given_up.is_err());
    let journal = Arc::clone(&proxy.journal);
    proxy.end().await;
    assert_eq!(hearing.heard(1).await, ["CreateRole not answered"]);
    let told = journal.any(|event| {
        matches!(event, Event::Unanswered { message, .. } if message.contains("entail ended first"))
    });
    assert!(told, "{:?}", journal.events());
}

#[tokio::test]
async fn what_takes_too_long_to_ask_before_is_not_sent() {
    let server = Server::start().await;
    let asking = Asking(TIMEOUTS.first_byte * 2);
    let proxy = Running::with(upstream(server.address), asking).await;
    let answer = Client::once(proxy.address, &call()).await;
    assert_eq!(answer.status, 504);
    assert!(answer.body.contains("it was not sent: try again"), "{answer:?}");
    assert!(server.seen().is_empty());
    assert_eq!(proxy.refused().len(), 1);
}

#[tokio::test]
async fn a_connection_over_which_nobody_known_calls_is_closed() {
    let server = Server::start().await;
    let proxy = Running::before(&server).await;
    let mut known = Client::connect(proxy.address).await;
    assert_eq!(known.call(&call()).await.status, 200);
    let mut silent = TcpStream::connect(proxy.address).await.unwrap();
    let limit = Duration::from_secs(FIRST_CALL_SECONDS_MAX + 5);
    let read = timeout(limit, silent.read(&mut [0; 1])).await.expect("closed in time");
    assert_eq!(read.unwrap(), 0);
    assert_eq!(known.call(&call()).await.status, 200);
}

#[tokio::test]
async fn a_call_without_a_signature_has_as_much_time_as_others() {
    let server = Server::start().await;
    let timeouts = Timeouts { first_byte: Duration::from_mins(1), ..TIMEOUTS };
    let network = Network { timeouts, ..Network::default() };
    let upstream = Upstream::new(endpoints(server.address), network).unwrap();
    let asking = Asking(Duration::from_secs(FIRST_CALL_SECONDS_MAX + 1));
    let proxy = Running::with(upstream, asking).await;
    let form = "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&WebIdentityToken=x";
    let mut request = Signed::query("sts", form).request(&proxy.address.to_string());
    request.headers_mut().remove("authorization");
    let answer = Client::connect(proxy.address).await.send(request).await;
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn a_connection_that_was_closed_meanwhile_is_no_failure() {
    let server = Server::answering(|_| {
        let mut answer = Response::new(Bytes::from_static(b"<Done/>"));
        answer.headers_mut().insert("connection", HeaderValue::from_static("close"));
        Reply::Answer(answer)
    })
    .await;
    let proxy = Running::before(&server).await;
    let mut client = Client::connect(proxy.address).await;
    for _ in 0..3 {
        assert_eq!(client.call(&call()).await.status, 200);
    }
    assert_eq!((server.seen().len(), server.connections()), (3, 3));
}

#[tokio::test]
async fn an_answer_that_stops_in_the_middle_breaks_off_for_the_client_too() {
    let (sender, receiver) = mpsc::channel(4);
    let receiver = std::sync::Mutex::new(Some(receiver));
    let server =
        Server::answering(move |_| Reply::Stream(receiver.lock().unwrap().take().unwrap())).await;
    let proxy = Running::before(&server).await;
    sender.send(Bytes::from_static(b"<Half")).await.unwrap();
    let mut client = Client::connect(proxy.address).await;
    let mut body = client.start(&call()).await.into_body();
    assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), "<Half");
    // Nothing more is sent; the answer has not ended.
    assert!(body.frame().await.unwrap().is_err());
    drop(sender);
}

#[tokio::test]
async fn an_answer_that_has_to_be_looked_at_must_fit() {
    let long = Bytes::from(vec![b'x'; entail_propagate::limits::ANSWER_BYTES_MAX + 1]);
    let server = Server::answering(move |_| Reply::Answer(Response::new(long.clone()))).await;
    let looked_at = Running::with(upstream(server.address), Changing).await;
    let answer = Client::once(looked_at.address, &call()).await;
    assert_eq!(answer.status, 502);
    assert!(answer.body.contains("<Code>UpstreamAnswerTooLong</Code>"), "{answer:?}");
    assert!(answer.body.contains("it was carried out"), "{answer:?}");
    let passing = Running::before(&server).await;
    let answer = Client::once(passing.address, &call()).await;
    assert_eq!(answer.body.len(), entail_propagate::limits::ANSWER_BYTES_MAX + 1);
}

#[tokio::test]
async fn a_region_that_is_none_becomes_part_of_no_host() {
    let server = Server::start().await;
    let proxy = Running::before(&server).await;
    let call = Signed { region: "evil.example#", ..Signed::query("cloudformation", "Action=X") };
    let answer = Client::once(proxy.address, &call).await;
    assert_eq!(answer.status, 403);
    assert!(answer.body.contains("`evil.example#` is not the name of a region"), "{answer:?}");
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn our_own_questions_are_asked_again_and_our_own_changes_are_not() {
    let asked = AtomicUsize::new(0);
    let server = Server::answering(move |_| {
        let busy = asked.fetch_add(1, Ordering::SeqCst) < 2;
        let text = "<ErrorResponse><Error><Code>Throttling</Code><Message>slow down</Message>\
                    </Error></ErrorResponse>";
        let mut answer = Response::new(Bytes::from(if busy { text } else { "<Done/>" }));
        *answer.status_mut() = if busy { StatusCode::BAD_REQUEST } else { StatusCode::OK };
        Reply::Answer(answer)
    })
    .await;
    let upstream = upstream(server.address);
    let caller: Credentials = credentials();
    let query = |action: &'static str| {
        let (upstream, caller) = (&upstream, &caller);
        async move {
            let fronted = entail_propagate::intercept::Fronted::Iam;
            let parameters = [("Action", action), ("RoleName", "a b")];
            upstream.query(fronted, "cn-northwest-1", caller, &parameters).await
        }
    };
    match query("CreateRole").await.unwrap_err() {
        UpstreamError::Refused { call, status, code, message } => assert_eq!(
            (call.as_str(), status, code.as_str(), message.as_str()),
            ("iam:CreateRole", 400, "Throttling", "slow down")
        ),
        other => panic!("{other}"),
    }
    assert_eq!(server.seen().len(), 1);
    assert_eq!(query("GetRole").await.unwrap(), "<Done/>");
    let seen = server.seen();
    assert_eq!(seen.len(), 3);
    assert_eq!(seen[2].body, "Action=GetRole&RoleName=a%20b&Version=2010-05-08");
    assert_eq!((seen[2].scope(), &seen[2].verified), (("iam", "cn-north-1"), &Ok(())));
}
