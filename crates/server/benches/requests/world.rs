//! The account that is measured: a developer below a marked boundary, and its roles.

use std::sync::{Arc, atomic::AtomicUsize};

use entail_testkit::client::{Caller, Credentials, Endpoint};
use entail_wire::secret::Secret;

use crate::{child::Child, load::Load};

const TRUST: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
    "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}}"#;
const BOUNDARY: &str = r#"{"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "*", "Resource": "*"},
    {"Effect": "Deny", "Action": "iam:CreateAccessKey", "Resource": "*"}]}"#;

/// The developer's credentials, and how many roles were asked for.
#[derive(Debug)]
pub(crate) struct World {
    developer: Credentials,
    roles: Arc<AtomicUsize>,
}

impl World {
    /// An administrator makes a developer with `AdministratorAccess` and a transitive boundary.
    pub(crate) async fn make(server: &Child) -> Self {
        let (id, secret) = &server.root;
        let root = Credentials {
            access_key_id: id.clone(),
            secret_access_key: Secret::from(secret.as_str()),
            session_token: None,
        };
        let root = Caller::new(Endpoint::new(&server.url), root);
        let policy = [
            ("PolicyName", "boundary"),
            ("Path", "/entail/transitive/"),
            ("PolicyDocument", BOUNDARY),
        ];
        let boundary = root.iam("CreatePolicy", &policy).await.expect_success().text("Arn");
        let user = ("UserName", "developer");
        root.iam("CreateUser", &[user, ("PermissionsBoundary", &boundary)]).await.expect_success();
        let administrator = ("PolicyArn", "arn:aws:iam::aws:policy/AdministratorAccess");
        root.iam("AttachUserPolicy", &[user, administrator]).await.expect_success();
        let key = root.iam("CreateAccessKey", &[user]).await.expect_success();
        let developer = root.with_credentials_of(&key).credentials.unwrap();
        Self { developer, roles: Arc::default() }
    }

    /// Makes roles, and answers how many a second.
    pub(crate) async fn fill(&self, server: &Child, roles: usize) -> f64 {
        self.create_role().send_all(server, roles).await
    }

    /// Always a new role.
    pub(crate) fn create_role(&self) -> Load {
        let parameters = vec![
            ("RoleName", "service-{}".to_owned()),
            ("AssumeRolePolicyDocument", TRUST.to_owned()),
        ];
        let (credentials, next) = (self.developer.clone(), Arc::clone(&self.roles));
        Load { action: "CreateRole", parameters, credentials, next }
    }

    /// Always the same role, one of many.
    pub(crate) fn get_role(&self) -> Load {
        let parameters = vec![("RoleName", "service-5000".to_owned())];
        let credentials = self.developer.clone();
        Load { action: "GetRole", parameters, credentials, next: Arc::default() }
    }
}
