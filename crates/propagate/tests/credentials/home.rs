//! A user's home with shared files, and what is found there.

use std::{fs, path::Path, sync::Arc};

use entail_propagate::{
    credentials::{Chosen, CredentialsError, Environment, Keyring, Resolved, Resolver, Settings},
    upstream::Upstream,
};

/// A home of its own.
#[derive(Debug)]
pub(crate) struct Home {
    folder: tempfile::TempDir,
    variables: Vec<(String, String)>,
}

impl Home {
    /// A home with these shared files, away from the network.
    pub(crate) fn new(config: &str, credentials: &str) -> Self {
        let home = Self { folder: tempfile::tempdir().unwrap(), variables: Vec::new() };
        home.file(".aws/config", config);
        home.file(".aws/credentials", credentials);
        let path = home.path().to_str().unwrap().to_owned();
        home.with("HOME", &path).with("AWS_EC2_METADATA_DISABLED", "true")
    }

    /// Sets a variable.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Writes a file.
    pub(crate) fn file(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A keyring of somebody who lives here.
    pub(crate) fn keyring(&self, chosen: Chosen<'_>) -> Arc<Keyring> {
        let environment: Environment = self.variables.iter().cloned().collect();
        let settings = Arc::new(Settings::load(environment, chosen).unwrap());
        let endpoints = settings.endpoints().unwrap();
        let upstream = Arc::new(Upstream::new(endpoints, settings.network()).unwrap());
        Arc::new(Keyring::new(Resolver::new(settings, upstream)))
    }

    /// The credentials of somebody who lives here.
    pub(crate) async fn find(&self) -> Result<Resolved, CredentialsError> {
        self.keyring(Chosen::default()).of_run().await
    }

    /// Why there are none.
    pub(crate) async fn refusal(&self) -> String {
        self.find().await.unwrap_err().to_string()
    }
}

/// Where no certificates and proxies are asked for.
pub(crate) fn profile(name: &str) -> Chosen<'_> {
    Chosen { profile: Some(name), region: None }
}

/// Credentials as containers and instances give them.
pub(crate) fn written(id: &str) -> String {
    format!(
        r#"{{"Code":"Success","AccessKeyId":"{id}","SecretAccessKey":"secret","Token":"token",
        "Expiration":"2999-01-01T00:00:00Z"}}"#
    )
}

/// Credentials as STS gives them.
pub(crate) fn assumed(action: &str, id: &str) -> String {
    format!(
        "<{action}Response><{action}Result><Credentials><AccessKeyId>{id}</AccessKeyId>\
         <SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>\
         <Expiration>2999-01-01T00:00:00Z</Expiration></Credentials></{action}Result>\
         </{action}Response>"
    )
}
