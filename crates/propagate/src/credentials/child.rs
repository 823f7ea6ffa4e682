//! What the child gets, so that it signs with credentials that the proxy knows.
//!
//! Keys of a profile and keys in the environment the child finds itself, and they are the run's own.
//! Where credentials are made anew for each process that asks (a role, IAM Identity Center, a web
//! identity, a process, a container, an instance), the child would sign with others than those that
//! the proxy knows. It is given the run's, then:
//!
//! - by an endpoint on loopback, as containers have it, which gives out fresh ones as long as the
//!   run lasts. Every AWS SDK knows it, but asks it last; so,
//! - where the child would find something in the profile `default` before, as variables, which every
//!   SDK asks first. These last as long as they did when the child was started.
//!
//! AWS: <https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html>

mod endpoint;
mod profile;

use std::sync::Arc;

use entail_wire::secret::Secret;
use jiff::Timestamp;

use self::endpoint::Endpoint;
use super::{
    CredentialsError, Keyring, Origin, Resolved, Settings, resolver::has_credentials,
    settings::Naming, shared_config::DEFAULT_PROFILE,
};
use crate::limits::CHILD_CREDENTIALS_WARNED_SECONDS_BEFORE;

/// Variables that would have the child find other credentials.
const OF_OTHERS: [&str; 11] = [
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
];

/// Changes to the environment of the child, and what serves it meanwhile.
#[derive(Debug)]
pub struct ForChild {
    /// Variables to set.
    pub set: Vec<(String, Secret)>,
    /// Variables to take away, before any is set.
    pub unset: Vec<&'static str>,
    /// What to tell the user: that the credentials end before a long run does, or that settings do not
    /// reach the child; nothing mostly.
    pub warnings: Vec<String>,
    endpoint: Option<Endpoint>,
}

/// How the child gets its credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// It finds them itself.
    Itself,
    /// It finds them in the profile that it is told.
    Profile,
    /// From the endpoint.
    Endpoint,
    /// As variables.
    Variables,
}

impl ForChild {
    /// Finds the run's credentials and says how the child gets them. Keep it as long as the child
    /// runs: it serves what the child asks for.
    pub async fn prepare(keyring: &Arc<Keyring>) -> Result<Self, CredentialsError> {
        let run = keyring.of_run().await?;
        let settings = keyring.settings();
        let way = way(&run, settings);
        let mut prepared = Self {
            set: region(settings, way),
            unset: Vec::new(),
            warnings: Vec::new(),
            endpoint: None,
        };
        if way != Way::Itself {
            prepared.unset = OF_OTHERS.to_vec();
        }
        if way.takes_the_profile() && settings.profile_name() != DEFAULT_PROFILE {
            prepared.tell_what_the_profile_says(settings);
        }
        match way {
            Way::Itself => {}
            Way::Profile => prepared.set("AWS_PROFILE", settings.profile_name()),
            Way::Endpoint => {
                let endpoint = Endpoint::open(Arc::clone(keyring)).await?;
                prepared.set("AWS_CONTAINER_CREDENTIALS_FULL_URI", &endpoint.url());
                prepared.set("AWS_CONTAINER_AUTHORIZATION_TOKEN", endpoint.token().expose());
                prepared.endpoint = Some(endpoint);
            }
            Way::Variables => prepared.export(&run),
        }
        Ok(prepared)
    }

    /// Whether the child's credentials are given out as long as the run lasts.
    pub const fn is_refreshed(&self) -> bool {
        self.endpoint.is_some()
    }

    fn export(&mut self, run: &Resolved) {
        let credentials = &run.credentials;
        self.set("AWS_ACCESS_KEY_ID", &credentials.access_key_id);
        self.set("AWS_SECRET_ACCESS_KEY", credentials.secret_access_key.expose());
        if let Some(token) = &credentials.session_token {
            self.set("AWS_SESSION_TOKEN", token.expose());
        }
        if let Some(expires) = run.expires {
            self.set("AWS_CREDENTIAL_EXPIRATION", &expires.to_string());
        }
        if !run.last_for(CHILD_CREDENTIALS_WARNED_SECONDS_BEFORE, Timestamp::now())
            && let Some(expires) = run.expires
        {
            self.warnings.push(format!(
                "the command's credentials, from {}, end at {expires}: what takes longer will fail",
                run.origin
            ));
        }
    }

    fn tell_what_the_profile_says(&mut self, settings: &Settings) {
        for (name, value) in profile::variables(settings) {
            self.set(&name, &value);
        }
        let lost = profile::lost(settings);
        if !lost.is_empty() {
            let names: Vec<String> = lost.iter().map(|name| format!("`{name}`")).collect();
            self.warnings.push(format!(
                "the command gets the credentials of profile `{}` and not the profile, so that it does \
                 not know its {}",
                settings.profile_name(),
                names.join(", ")
            ));
        }
    }

    fn set(&mut self, name: &str, value: &str) {
        self.set.push((name.to_owned(), Secret::from(value)));
    }
}

impl Way {
    /// Whether the child is not told the profile any more.
    const fn takes_the_profile(self) -> bool {
        matches!(self, Self::Endpoint | Self::Variables)
    }
}

fn way(run: &Resolved, settings: &Settings) -> Way {
    let is_lasting = run.credentials.session_token.is_none();
    match (&run.origin, settings.naming()) {
        (Origin::Environment, _) | (Origin::Profile(_), Naming::Variable | Naming::Default) => {
            Way::Itself
        }
        (Origin::Process(_), Naming::Variable | Naming::Default) if is_lasting => Way::Itself,
        (Origin::Profile(_), Naming::Flag) => Way::Profile,
        (Origin::Process(_), Naming::Flag) if is_lasting => Way::Profile,
        _ => {
            let default = settings.shared().profile(DEFAULT_PROFILE);
            // An endpoint has to say when credentials end: botocore fails where it does not.
            let is_endless = run.expires.is_none();
            let comes_first = default.is_some_and(has_credentials);
            if comes_first || is_endless { Way::Variables } else { Way::Endpoint }
        }
    }
}

/// The region, where the child would not find it: it is that of a flag, or of a profile that the
/// child does not know any more.
fn region(settings: &Settings, way: Way) -> Vec<(String, Secret)> {
    let is_lost = match settings.region_naming() {
        Naming::Flag => true,
        Naming::Variable => false,
        Naming::Default => way.takes_the_profile(),
    };
    let region = settings.region().filter(|_| is_lost).map(Secret::from);
    // Some clients read the one, some the other.
    let names = ["AWS_REGION", "AWS_DEFAULT_REGION"];
    let set = |region: Secret| names.map(|name| (name.to_owned(), region.clone())).into();
    region.map(set).unwrap_or_default()
}
