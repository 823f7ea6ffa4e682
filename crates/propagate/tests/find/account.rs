//! An account, served over HTTP in the place of AWS.

use std::sync::Arc;

use entail_policy::arn::Arn;
use entail_propagate::{
    credentials::{Chosen, Environment, Settings},
    find::{Finder, Found},
    required::RequiredBoundary,
    upstream::Upstream,
};
use entail_server::{DataDirectory, Listener, Server};
use entail_testkit::client::{Caller, Credentials, Endpoint};
use entail_wire::secret::Secret;
use tokio::sync::oneshot;

pub(crate) const ACCOUNT: &str = "111122223333";

/// What somebody may do who may do everything.
pub(crate) const EVERYTHING: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;

/// One running server. It stops when it is dropped.
pub(crate) struct Account {
    pub(crate) root: Caller,
    pub(crate) url: String,
    _folder: tempfile::TempDir,
    _shutdown: oneshot::Sender<()>,
}

impl Account {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDirectory::open(&folder.path().join("data"), Some(ACCOUNT)).await.unwrap();
        let root = data.root_credentials.unwrap();
        let server = Arc::new(Server::new(data.store, data.keyring, data.account));
        let listener = Listener::bind("127.0.0.1:0".parse().unwrap(), None).await.unwrap();
        let url = listener.url().unwrap();
        let (shutdown, asked) = oneshot::channel();
        tokio::spawn(server.run(listener, async {
            // Dropping the sender asks too.
            let _dropped = asked.await;
        }));
        let credentials = Credentials {
            access_key_id: root.access_key_id().to_owned(),
            secret_access_key: Secret::from(root.secret_access_key()),
            session_token: None,
        };
        let root = Caller::new(Endpoint::new(&url), credentials);
        Self { root, url, _folder: folder, _shutdown: shutdown }
    }

    /// Somebody who looks for boundaries here.
    pub(crate) fn finder(&self, named: Option<RequiredBoundary>) -> Finder {
        let environment = Environment::from([("AWS_ENDPOINT_URL", self.url.as_str())]);
        let settings = Settings::load(environment, Chosen::default()).unwrap();
        let upstream = Upstream::new(settings.endpoints().unwrap(), settings.network()).unwrap();
        Finder::new(Arc::new(upstream), "us-east-1".to_owned(), named)
    }

    /// What is found for a caller by a finder of its own.
    pub(crate) async fn found(&self, caller: &Caller) -> Found {
        let credentials = caller.credentials.as_ref().unwrap();
        let found = self.finder(None).for_caller(credentials).await.unwrap();
        Found::clone(&found)
    }

    /// A policy with this path and name.
    pub(crate) async fn policy(&self, path: &str, name: &str, document: &str) -> String {
        let given = [("PolicyName", name), ("Path", path), ("PolicyDocument", document)];
        self.root.iam("CreatePolicy", &given).await.expect_success().text("Arn")
    }

    /// A user who may do everything, with a boundary and a tag where they are given.
    pub(crate) async fn user(
        &self,
        name: &str,
        boundary: Option<&str>,
        tag: Option<&str>,
    ) -> Caller {
        self.user_who_may(name, EVERYTHING, boundary, tag).await
    }

    pub(crate) async fn user_who_may(
        &self,
        name: &str,
        document: &str,
        boundary: Option<&str>,
        tag: Option<&str>,
    ) -> Caller {
        let mut given = vec![("UserName", name)];
        given.extend(boundary.map(|arn| ("PermissionsBoundary", arn)));
        if let Some(tag) = tag {
            given.push(("Tags.member.1.Key", "entail:transitive-boundary"));
            given.push(("Tags.member.1.Value", tag));
        }
        self.root.iam("CreateUser", &given).await.expect_success();
        let given = [("UserName", name), ("PolicyName", "own"), ("PolicyDocument", document)];
        self.root.iam("PutUserPolicy", &given).await.expect_success();
        let key = self.root.iam("CreateAccessKey", &[("UserName", name)]).await.expect_success();
        self.root.with_credentials_of(&key)
    }

    /// A session of a new role that may do everything.
    pub(crate) async fn session(&self, role: &str, path: &str, boundary: Option<&str>) -> Caller {
        self.role(role, path, boundary).await;
        let arn = format!("arn:aws:iam::{ACCOUNT}:role{path}{role}");
        let by = self.user(&format!("{role}-assumer"), None, None).await;
        let given = [("RoleArn", arn.as_str()), ("RoleSessionName", "session")];
        let answer = by.sts("AssumeRole", &given).await.expect_success();
        by.with_credentials_of(&answer)
    }

    pub(crate) async fn role(&self, name: &str, path: &str, boundary: Option<&str>) {
        let trust = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{"AWS":"{ACCOUNT}"}},
            "Action":"sts:AssumeRole"}}}}"#
        );
        let mut given =
            vec![("RoleName", name), ("Path", path), ("AssumeRolePolicyDocument", &trust)];
        given.extend(boundary.map(|arn| ("PermissionsBoundary", arn)));
        self.root.iam("CreateRole", &given).await.expect_success();
        let given = [("RoleName", name), ("PolicyName", "own"), ("PolicyDocument", EVERYTHING)];
        self.root.iam("PutRolePolicy", &given).await.expect_success();
    }
}

/// A boundary that lets its holder create roles with itself only.
pub(crate) fn demanding(name: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[
        {{"Effect":"Allow","Action":"*","Resource":"*"}},
        {{"Effect":"Deny","Action":["iam:CreateRole","iam:CreateUser"],"Resource":"*","Condition":
            {{"StringNotEquals":{{"iam:PermissionsBoundary":"arn:aws:iam::{ACCOUNT}:policy/{name}"}}}}}}
        ]}}"#
    )
}

pub(crate) fn arn(text: &str) -> Arn {
    Arn::parse(text).unwrap()
}

/// The boundary that was found and why, and the notes.
#[track_caller]
pub(crate) fn required(found: &Found) -> (String, String, Vec<String>) {
    match found {
        Found::Required { boundary, notes } => {
            (boundary.arn.to_string(), boundary.source.to_string(), notes.clone())
        }
        Found::Nothing { because } => panic!("nothing was found: {because}"),
    }
}

/// Why nothing was found.
#[track_caller]
pub(crate) fn nothing(found: &Found) -> String {
    match found {
        Found::Nothing { because } => because.clone(),
        Found::Required { boundary, .. } => panic!("found: {boundary:?}"),
    }
}
