//! `CloudFormation`, Cloud Control and S3, as far as a run meets them: what is given is kept.

use std::{
    collections::BTreeMap,
    convert::Infallible,
    sync::{Arc, Mutex, MutexGuard},
};

use entail_wire::{query::Parameters, xml::escape};
use http::{Method, Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::{
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

/// What is kept.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    /// Templates by stack, or by `stack/change set`.
    pub(crate) templates: BTreeMap<String, String>,
    /// What came of templates with a transform, by stack.
    pub(crate) processed: BTreeMap<String, String>,
    /// Service roles by stack.
    pub(crate) roles: BTreeMap<String, String>,
    /// Objects by `bucket/key`.
    pub(crate) objects: BTreeMap<String, String>,
    /// Access keys that may write to S3; all where it is empty.
    pub(crate) writers: Vec<String>,
    /// Properties by Cloud Control's type and identifier.
    pub(crate) resources: BTreeMap<String, String>,
    /// The parameters of each call to `CloudFormation`.
    pub(crate) calls: Vec<Parameters>,
}

/// A running server.
#[derive(Clone)]
pub(crate) struct Elsewhere {
    pub(crate) url: String,
    kept: Arc<Mutex<Kept>>,
}

impl Elsewhere {
    pub(crate) async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let elsewhere = Self { url, kept: Arc::default() };
        let serving = elsewhere.clone();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let serving = serving.clone();
                let service = service_fn(move |request| {
                    let serving = serving.clone();
                    async move { Ok::<_, Infallible>(serving.answer(request).await) }
                });
                let connection =
                    http1::Builder::new().serve_connection(TokioIo::new(stream), service);
                tokio::spawn(async move {
                    // Clients go away when they like.
                    let _gone = connection.await;
                });
            }
        });
        elsewhere
    }

    pub(crate) fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap()
    }

    /// The template that a stack or a change set has.
    pub(crate) fn template(&self, name: &str) -> String {
        self.kept().templates.get(name).unwrap_or_else(|| panic!("no `{name}`")).clone()
    }

    pub(crate) fn calls(&self, action: &str) -> Vec<Parameters> {
        let is_it = |call: &&Parameters| call.action() == Some(action);
        self.kept().calls.iter().filter(is_it).cloned().collect()
    }

    async fn answer(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let (parts, body) = request.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let signed = parts.headers.get("authorization").map(|it| it.to_str().unwrap().to_owned());
        let signed = signed.unwrap_or_default();
        let mut scope = signed.split("Credential=").nth(1).unwrap_or_default().split('/');
        let (key, service) = (scope.next().unwrap_or_default(), scope.nth(2).unwrap_or_default());
        if service == "iam" && body.starts_with(b"Action=Get") {
            std::future::pending::<()>().await;
        }
        let mut kept = self.kept();
        let (status, body) = match service {
            "iam" => (200, result("Any", "")),
            "s3" => kept.object(&parts.method, parts.uri.path(), key, &body),
            "cloudformation" => kept.cloudformation(&body),
            "cloudcontrolapi" => kept.cloud_control(&parts.headers, &body),
            other => (400, format!("nobody plays `{other}`")),
        };
        let mut answer = Response::new(Full::from(body));
        *answer.status_mut() = status.try_into().unwrap();
        answer
    }
}

impl Kept {
    fn object(&mut self, method: &Method, path: &str, key: &str, body: &[u8]) -> (u16, String) {
        let name = path.trim_start_matches('/').to_owned();
        if *method == Method::PUT {
            if !self.writers.is_empty() && !self.writers.iter().any(|writer| writer == key) {
                return (403, error("AccessDenied", "no s3:PutObject"));
            }
            self.objects.insert(name, String::from_utf8(body.to_vec()).unwrap());
            return (200, String::new());
        }
        match self.objects.get(&name) {
            Some(object) => (200, object.clone()),
            None => (403, error("AccessDenied", "no s3:GetObject")),
        }
    }

    fn cloudformation(&mut self, body: &[u8]) -> (u16, String) {
        let call = Parameters::parse(body).unwrap();
        let text = |name: &str| call.get(name).unwrap_or_default().to_owned();
        let action = call.action().unwrap().to_owned();
        let stack = text("StackName") + &text("StackSetName");
        self.calls.push(call.clone());
        let change_set = call.get("ChangeSetName").map(|name| format!("{stack}/{name}"));
        match action.as_str() {
            "GetTemplate" | "DescribeStackSet" => {
                let name = change_set.unwrap_or(stack);
                let is_original = call.get("TemplateStage") == Some("Original");
                let processed = self.processed.get(&name).filter(|_| !is_original);
                let Some(template) = processed.or_else(|| self.templates.get(&name)) else {
                    return (400, error("ValidationError", "does not exist"));
                };
                let mut body = String::new();
                escape(template, &mut body);
                let body = format!("<TemplateBody>{body}</TemplateBody>");
                match action.as_str() {
                    "GetTemplate" => (200, result(&action, &body)),
                    _ => (200, result(&action, &format!("<StackSet>{body}</StackSet>"))),
                }
            }
            "DescribeStacks" => match (self.templates.contains_key(&stack), self.roles.get(&stack))
            {
                (false, _) => (400, error("ValidationError", "does not exist")),
                (true, role) => {
                    let role = role.map(|role| format!("<RoleARN>{role}</RoleARN>"));
                    let role = role.unwrap_or_default();
                    (200, result(&action, &format!("<Stacks><member>{role}</member></Stacks>")))
                }
            },
            "ExecuteChangeSet" => {
                let template = self.templates.get(&change_set.unwrap()).unwrap().clone();
                self.templates.insert(stack, template);
                (200, result(&action, ""))
            }
            "CreateStackRefactor" => {
                for number in 1..=5 {
                    let member =
                        |field: &str| text(&format!("StackDefinitions.member.{number}.{field}"));
                    let body = member("TemplateBody");
                    if !body.is_empty() {
                        self.templates.insert(member("StackName"), body);
                    }
                }
                (200, result(&action, "<StackRefactorId>r</StackRefactorId>"))
            }
            "DeleteStack" => {
                self.templates.remove(&stack);
                (200, result(&action, ""))
            }
            _ => {
                let template = match (call.get("TemplateBody"), call.get("TemplateURL")) {
                    (Some(body), None) => body.to_owned(),
                    (None, Some(url)) => self.objects.get(&path_of(url)).unwrap().clone(),
                    _ => self.templates.get(&stack).unwrap().clone(),
                };
                self.templates.insert(change_set.unwrap_or(stack), template);
                (200, result(&action, "<Id>arn:aws:cloudformation:eu-west-1:111122223333:x</Id>"))
            }
        }
    }

    fn cloud_control(&mut self, headers: &http::HeaderMap, body: &[u8]) -> (u16, String) {
        let operation = headers.get("x-amz-target").unwrap().to_str().unwrap();
        let call: serde_json::Value = serde_json::from_slice(body).unwrap();
        let text = |name: &str| call[name].as_str().unwrap_or_default().to_owned();
        let name = format!("{} {}", text("TypeName"), text("Identifier"));
        match operation.rsplit('.').next().unwrap() {
            "CreateResource" => {
                let desired = text("DesiredState");
                let properties: serde_json::Value = serde_json::from_str(&desired).unwrap();
                let names = ["RoleName", "StackName", "StackSetName"];
                let id =
                    names.iter().find_map(|name| properties[name].as_str()).unwrap().to_owned();
                // AWS prints them anew.
                let name = format!("{} {id}", text("TypeName"));
                self.resources.insert(name, properties.to_string());
                let event = serde_json::json!({"TypeName": text("TypeName"), "RequestToken": "t1",
                    "OperationStatus": "IN_PROGRESS"});
                (200, serde_json::json!({ "ProgressEvent": event }).to_string())
            }
            "GetResourceRequestStatus" => {
                let (name, model) = self.resources.first_key_value().unwrap();
                let (kind, id) = name.split_once(' ').unwrap();
                let event = serde_json::json!({"TypeName": kind, "RequestToken": "t1",
                    "Identifier": id, "OperationStatus": "SUCCESS", "ResourceModel": model});
                (200, serde_json::json!({ "ProgressEvent": event }).to_string())
            }
            "GetResource" => {
                let id = text("Identifier");
                let properties = self.resources.get(&name).unwrap();
                let described = serde_json::json!({"Identifier": id, "Properties": properties});
                let answer = serde_json::json!({"TypeName": text("TypeName"),
                    "ResourceDescription": described});
                (200, answer.to_string())
            }
            "UpdateResource" => {
                let patch: serde_json::Value =
                    serde_json::from_str(&text("PatchDocument")).unwrap();
                let known = self.resources.get(&name).unwrap();
                let mut properties: serde_json::Value = serde_json::from_str(known).unwrap();
                for operation in patch.as_array().unwrap() {
                    let member = operation["path"].as_str().unwrap().trim_start_matches('/');
                    properties[member] = operation["value"].clone();
                }
                self.resources.insert(name, properties.to_string());
                let event = serde_json::json!({"TypeName": text("TypeName"), "RequestToken": "t2",
                    "Identifier": text("Identifier"), "OperationStatus": "IN_PROGRESS"});
                (200, serde_json::json!({ "ProgressEvent": event }).to_string())
            }
            other => (400, format!("nobody plays `{other}`")),
        }
    }
}

/// `bucket/key` of a URL with the bucket in the path or in the host.
fn path_of(url: &str) -> String {
    let (host, path) = url.split_once("://").unwrap().1.split_once('/').unwrap();
    match host.split_once(".s3.") {
        Some((bucket, _)) => format!("{bucket}/{path}"),
        None => path.to_owned(),
    }
}

fn result(action: &str, content: &str) -> String {
    format!(
        "<{action}Response xmlns=\"http://cloudformation.amazonaws.com/doc/2010-05-15/\">\n  \
         <{action}Result>{content}</{action}Result>\n</{action}Response>\n"
    )
}

fn error(code: &str, message: &str) -> String {
    format!(
        "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message>\
         </Error><RequestId>id</RequestId></ErrorResponse>"
    )
}
