use std::{sync::Mutex, time::Duration};

use http::Response;
use http_body_util::BodyExt as _;
use hyper::body::Bytes;
use tokio::{sync::mpsc, time::timeout};

use super::support::{Client, Reply, Running, Server, Signed};

#[tokio::test]
async fn the_first_byte_arrives_before_the_last_is_sent() {
    let (sender, receiver) = mpsc::channel(4);
    let receiver = Mutex::new(Some(receiver));
    let server =
        Server::answering(move |_| Reply::Stream(receiver.lock().unwrap().take().unwrap())).await;
    let proxy = Running::before(&server).await;
    let mut client = Client::connect(proxy.address).await;
    let mut body = client.start(&Signed::query("iam", "Action=ListRoles")).await.into_body();
    for part in ["<first>", "<second>", "<last>"] {
        sender.send(Bytes::from(part)).await.unwrap();
        let frame = timeout(Duration::from_secs(5), body.frame()).await.unwrap().unwrap().unwrap();
        assert_eq!(frame.into_data().unwrap(), part);
    }
    drop(sender);
    assert!(body.frame().await.is_none());
}

/// A text in which no part is like another.
fn numbers(count: usize) -> String {
    let numbers: Vec<String> = (0..count).map(|number| format!("{number:06}")).collect();
    numbers.concat()
}

#[tokio::test]
async fn large_answers_and_large_bodies_arrive_whole() {
    let answer = numbers(200_000);
    let sent = answer.clone();
    let server =
        Server::answering(move |_| Reply::Answer(Response::new(Bytes::from(sent.clone())))).await;
    let proxy = Running::before(&server).await;
    let mut client = Client::connect(proxy.address).await;
    let body = format!("Action=CreateStack&TemplateBody={}", numbers(60_000));
    for _ in 0..2 {
        let call = Signed::query("cloudformation", body.clone());
        assert!(client.call(&call).await.body == answer, "the answer is another");
    }
    let seen = server.seen();
    assert!(seen.iter().all(|seen| seen.body == body && seen.verified.is_ok()));
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_client_that_goes_away_ends_its_call() {
    let server = Server::answering(|_| Reply::Nothing).await;
    let proxy = Running::before(&server).await;
    let mut client = Client::connect(proxy.address).await;
    let call = Signed::query("iam", "Action=ListRoles");
    let given_up = timeout(Duration::from_millis(100), client.start(&call)).await;
    assert!(given_up.is_err());
    drop(client);
    timeout(Duration::from_millis(250), server.closed()).await.expect("closed before any limit");
}

#[tokio::test]
async fn many_clients_are_served_at_once() {
    let server = Server::start().await;
    let proxy = Running::before(&server).await;
    let calls = (0..16).map(|number| {
        let address = proxy.address;
        tokio::spawn(async move {
            let mut client = Client::connect(address).await;
            for _ in 0..4 {
                let call = Signed::query("iam", format!("Action=GetRole&RoleName=r{number}"));
                assert_eq!(client.call(&call).await.status, 200);
            }
        })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap();
    }
    let seen = server.seen();
    assert_eq!(seen.len(), 64);
    assert!(seen.iter().all(|seen| seen.verified.is_ok()));
    assert!(server.connections() <= 17, "{}", server.connections());
}
