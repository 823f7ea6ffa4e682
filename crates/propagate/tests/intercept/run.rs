//! A run, and a client that calls through it.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use entail_propagate::{
    configuration::Configuration,
    credentials::Environment,
    intercept::{Masking, Mode},
    journal::{Event, Journal},
    run::{Options, Session, Surroundings, patience},
    template::OnConflict,
};
use entail_testkit::client::{Answer, Caller, Credentials, Endpoint};
use entail_wire::sigv4::{SigningInput, sign_headers, uri_encode};
use http::{HeaderMap, HeaderValue, Method, Request, Uri};
use http_body_util::Full;
use jiff::Timestamp;
use tokio::sync::oneshot;

use crate::{account::Account, elsewhere::Elsewhere};

pub(crate) const REGION: &str = "eu-west-1";

/// An account with a boundary in it, and everything around it.
pub(crate) struct World {
    pub(crate) account: Account,
    pub(crate) elsewhere: Elsewhere,
    pub(crate) boundary: String,
    folder: tempfile::TempDir,
}

/// A run that serves. It stops when it is dropped.
pub(crate) struct Run {
    pub(crate) caller: Caller,
    pub(crate) journal: Arc<Journal>,
    region: &'static str,
    url: String,
    _shutdown: oneshot::Sender<()>,
}

impl World {
    pub(crate) async fn new() -> Self {
        let account = Account::new().await;
        let boundary = account.policy("/", "edge", crate::account::EVERYTHING).await;
        let folder = tempfile::tempdir().unwrap();
        Self { account, elsewhere: Elsewhere::new().await, boundary, folder }
    }

    /// A file of the project.
    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).unwrap();
    }

    pub(crate) fn options(&self) -> Options {
        Options {
            boundary: Some(crate::account::arn(&self.boundary)),
            state: Some(self.folder.path().join("injected.json")),
            ..Options::default()
        }
    }

    /// A run with the account's root as its caller.
    pub(crate) async fn run(&self) -> Run {
        self.run_with(self.options()).await
    }

    pub(crate) async fn run_open(&self) -> Run {
        self.run_with(Options { masking: Some(Masking::Open), ..self.options() }).await
    }

    pub(crate) async fn run_refusing(&self) -> Run {
        self.run_with(Options { on_conflict: Some(OnConflict::Refuse), ..self.options() }).await
    }

    pub(crate) async fn check(&self) -> Run {
        self.run_with(Options { mode: Mode::Check, ..self.options() }).await
    }

    /// A run whose boundary is looked for.
    pub(crate) async fn run_finding(&self) -> Run {
        self.run_with(Options { boundary: None, ..self.options() }).await
    }

    /// A run before an IAM that takes every call, and never shows anything.
    pub(crate) async fn run_with_iam_that_shows_nothing(&self) -> Run {
        self.run_before(&self.elsewhere.url, self.options()).await
    }

    pub(crate) async fn run_with(&self, options: Options) -> Run {
        self.run_before(&self.account.url, options).await
    }

    async fn run_before(&self, iam: &str, options: Options) -> Run {
        let credentials = self.account.root.credentials.clone().unwrap();
        let environment = Environment::from([
            ("AWS_ACCESS_KEY_ID", credentials.access_key_id.as_str()),
            ("AWS_SECRET_ACCESS_KEY", credentials.secret_access_key.expose()),
            ("AWS_REGION", REGION),
            ("AWS_ENDPOINT_URL", self.elsewhere.url.as_str()),
            ("AWS_ENDPOINT_URL_IAM", iam),
            ("AWS_ENDPOINT_URL_STS", self.account.url.as_str()),
            ("AWS_EC2_METADATA_DISABLED", "true"),
        ]);
        let journal = Arc::new(Journal::default());
        let surroundings = Surroundings {
            environment,
            configuration: Configuration::default(),
            directory: Some(self.folder.path().to_owned()),
            listen: "127.0.0.1:0".parse().unwrap(),
            templates: Vec::new(),
        };
        let session = Session::prepare(surroundings, options, Arc::clone(&journal)).await.unwrap();
        let url = format!("http://{}", session.address());
        let (shutdown, asked) = oneshot::channel::<()>();
        let asked = async {
            // Dropping the sender asks too.
            let _dropped = asked.await;
        };
        tokio::spawn(session.serve(asked, patience()));
        let caller = Caller::new(Endpoint::new(&url), credentials);
        Run { caller, journal, region: REGION, url, _shutdown: shutdown }
    }

    /// What the state file has.
    pub(crate) fn state(&self) -> String {
        let path = self.folder.path().join("injected.json");
        if Path::exists(&path) { std::fs::read_to_string(path).unwrap() } else { String::new() }
    }
}

impl Run {
    /// The same run, called for another region.
    pub(crate) fn in_region(self, region: &'static str) -> Self {
        Self { region, ..self }
    }

    pub(crate) async fn iam(&self, action: &str, given: &[(&str, &str)]) -> Answer {
        self.caller.iam(action, given).await
    }

    pub(crate) async fn cloudformation(&self, action: &str, given: &[(&str, &str)]) -> Answer {
        let credentials = self.caller.credentials.clone().unwrap();
        self.cloudformation_as(&credentials, action, given).await
    }

    pub(crate) async fn cloudformation_as(
        &self,
        credentials: &Credentials,
        action: &str,
        given: &[(&str, &str)],
    ) -> Answer {
        let pair =
            |(name, value): &(&str, &str)| format!("{name}={}", uri_encode(value.as_bytes()));
        let given: Vec<String> = given.iter().map(pair).collect();
        let body = format!("Action={action}&Version=2010-05-15&{}", given.join("&"));
        let content_type = "application/x-www-form-urlencoded; charset=utf-8";
        let headers = BTreeMap::from([("content-type", content_type.to_owned())]);
        self.send("cloudformation", headers, body, credentials).await
    }

    pub(crate) async fn cloud_control(&self, operation: &str, body: &serde_json::Value) -> Answer {
        let headers = BTreeMap::from([
            ("content-type", "application/x-amz-json-1.0".to_owned()),
            ("x-amz-target", format!("CloudApiService.{operation}")),
        ]);
        let credentials = self.caller.credentials.clone().unwrap();
        self.send("cloudcontrolapi", headers, body.to_string(), &credentials).await
    }

    async fn send(
        &self,
        service: &str,
        given: BTreeMap<&'static str, String>,
        body: String,
        credentials: &Credentials,
    ) -> Answer {
        let uri: Uri = format!("{}/", self.url).parse().unwrap();
        let mut headers = HeaderMap::new();
        for (name, value) in given {
            headers.insert(name, HeaderValue::from_str(&value).unwrap());
        }
        let input = SigningInput {
            method: Method::POST.as_str(),
            uri: &uri,
            headers: &headers,
            body: body.as_bytes(),
            region: self.region,
            service,
            time: Timestamp::now(),
        };
        let signed = sign_headers(&input, credentials).unwrap();
        headers.extend(signed);
        let mut request = Request::post(uri).body(Full::from(body)).unwrap();
        *request.headers_mut() = headers;
        self.caller.endpoint.exchange(request).await
    }

    /// The names of what AWS was told to have refused to make or change.
    pub(crate) fn denied(&self) -> Vec<String> {
        let named = |event| match event {
            Event::Denied(it) => Some(it.name),
            _ => None,
        };
        self.journal.events().into_iter().filter_map(named).collect()
    }

    /// The names of what was changed and could not be seen, with the reasons.
    pub(crate) fn unseen(&self) -> Vec<(String, String)> {
        let named = |event| match event {
            Event::Unseen(it) => Some((it.name, it.why)),
            _ => None,
        };
        self.journal.events().into_iter().filter_map(named).collect()
    }

    /// The names of what was told to be bounded.
    pub(crate) fn bounded(&self) -> Vec<String> {
        let named = |event| match event {
            Event::Bounded(it) => Some(it.name),
            _ => None,
        };
        self.journal.events().into_iter().filter_map(named).collect()
    }

    /// The names of what was told to be unbounded, with the reasons.
    pub(crate) fn unbounded(&self) -> Vec<(String, String)> {
        let named = |event| match event {
            Event::Unbounded(it) => Some((it.name, it.why)),
            _ => None,
        };
        self.journal.events().into_iter().filter_map(named).collect()
    }

    pub(crate) fn warnings(&self) -> Vec<String> {
        let text = |event| match event {
            Event::Warning(text) => Some(text),
            _ => None,
        };
        self.journal.events().into_iter().filter_map(text).collect()
    }

    pub(crate) fn refused(&self) -> Vec<String> {
        let text = |event| match event {
            Event::Refused { message, .. } => Some(message),
            _ => None,
        };
        self.journal.events().into_iter().filter_map(text).collect()
    }
}
