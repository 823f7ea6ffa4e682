//! The order in which credentials are looked for: that of the AWS CLI.
//!
//! Keys in the environment (unless the command line names a profile), the profile's role, the web
//! identity of the environment, then of the profile: its web identity, IAM Identity Center, its keys,
//! its process; then the container, then the instance.
//!
//! AWS: <https://docs.aws.amazon.com/cli/latest/userguide/cli-chap-authentication.html>

use std::sync::Arc;

use super::{
    CredentialsError, Environment, Origin, Resolved, Section, Settings,
    keyring::keys,
    providers::{self, RoleStep, WebIdentity},
    settings::Naming,
};
use crate::upstream::Upstream;

/// What a profile of `aws login` has.
const LOGIN_SESSION: &str = "login_session";

/// Settings from which a profile gets its credentials.
const OF_CREDENTIALS: [&str; 6] = [
    "aws_access_key_id",
    "role_arn",
    "sso_account_id",
    "sso_role_name",
    "credential_process",
    LOGIN_SESSION,
];

/// Finds the run's own credentials.
#[derive(Debug)]
pub struct Resolver {
    settings: Arc<Settings>,
    upstream: Arc<Upstream>,
}

/// What the credentials of a profile begin with, before roles are assumed.
enum Base<'a> {
    Profile(&'a str),
    Source(&'a str),
}

impl Resolver {
    /// A resolver for these settings; roles are assumed through `upstream`.
    pub const fn new(settings: Arc<Settings>, upstream: Arc<Upstream>) -> Self {
        Self { settings, upstream }
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Finds them, with what the shared files say now: tools renew the keys in them.
    pub async fn resolve(&self) -> Result<Resolved, CredentialsError> {
        let settings = Arc::new(self.settings.read_anew()?);
        Self::new(settings, Arc::clone(&self.upstream)).found().await
    }

    async fn found(&self) -> Result<Resolved, CredentialsError> {
        let settings = self.settings();
        let environment = settings.environment();
        let reads_variables = settings.naming() != Naming::Flag;
        if reads_variables && let Some(found) = providers::environment(environment)? {
            return Ok(found);
        }
        let profile = settings.profile();
        if profile.is_none() && settings.naming() != Naming::Default {
            return Err(CredentialsError::NoSuchProfile {
                profile: settings.profile_name().to_owned(),
                files: settings.shared().files(),
            });
        }
        if profile.is_some_and(assumes_role) {
            return self.with_roles(settings.profile_name()).await;
        }
        if reads_variables && let Some(identity) = WebIdentity::of_environment(environment)? {
            return self.web_identity(&identity).await;
        }
        if let Some(section) = profile
            && let Some(found) = self.of_profile(settings.profile_name(), section).await?
        {
            return Ok(found);
        }
        if let Some(found) = providers::container(environment).await? {
            return Ok(found);
        }
        providers::instance(environment).await?.ok_or(CredentialsError::Nowhere)
    }

    /// The credentials of a profile that assumes no role.
    async fn of_profile(
        &self,
        name: &str,
        section: &Section,
    ) -> Result<Option<Resolved>, CredentialsError> {
        let environment = self.settings.environment();
        if let Some(identity) = WebIdentity::of_profile(section) {
            return self.web_identity(&identity).await.map(Some);
        }
        let sign_in = providers::SignIn::of(name, section, self.settings.shared())?;
        if let Some(sign_in) = sign_in {
            return sign_in.credentials(&self.settings, &self.upstream).await.map(Some);
        }
        if let Some(credentials) = keys(section) {
            let origin = Origin::Profile(name.to_owned());
            return Ok(Some(Resolved { credentials, expires: None, origin }));
        }
        if section.get("aws_access_key_id").is_some() {
            return Err(CredentialsError::Settings(format!(
                "profile `{name}` has aws_access_key_id without aws_secret_access_key"
            )));
        }
        if let Some(command) = section.get("credential_process") {
            return providers::process(command, name, environment).await.map(Some);
        }
        if section.get(LOGIN_SESSION).is_some() {
            return Err(CredentialsError::Settings(format!(
                "profile `{name}` is one of `aws login`, which can't be used here: run `eval \
                 \"$(aws configure export-credentials --profile {name} --format env)\"` first"
            )));
        }
        Ok(None)
    }

    async fn web_identity(&self, identity: &WebIdentity) -> Result<Resolved, CredentialsError> {
        let region = self.settings.region_of(identity.role_arn())?;
        let environment = self.settings.environment();
        providers::web_identity(identity, &region, environment, &self.upstream).await
    }

    /// The credentials of a profile with a role, whose source may have a role in its turn.
    async fn with_roles(&self, profile: &str) -> Result<Resolved, CredentialsError> {
        let (steps, base) = chain(profile, &self.settings)?;
        let environment = self.settings.environment();
        let mut from = 0;
        let mut found = None;
        // The session with a code that is nearest to the profile makes those behind it needless.
        for (index, step) in steps.iter().enumerate() {
            if let Some(kept) = providers::with_mfa(step, environment) {
                found = Some(kept?);
                from = steps.len() - index;
                break;
            }
        }
        let mut found = match found {
            Some(found) => found,
            None => self.base(&base).await?,
        };
        for step in steps.iter().rev().skip(from) {
            let region = self.settings.region_of(step.role_arn())?;
            found = providers::assume(step, &found.credentials, &region, &self.upstream).await?;
        }
        Ok(found)
    }

    async fn base(&self, base: &Base<'_>) -> Result<Resolved, CredentialsError> {
        let environment = self.settings.environment();
        match base {
            Base::Profile(name) => {
                let section = self.settings.shared().profile(name);
                let found = match section {
                    Some(section) => self.of_profile(name, section).await?,
                    None => None,
                };
                found.ok_or_else(|| {
                    CredentialsError::Settings(format!(
                        "the source_profile `{name}` has no credentials"
                    ))
                })
            }
            Base::Source(source) => of_source(source, environment).await?.ok_or_else(|| {
                CredentialsError::Settings(format!(
                    "there are no credentials in the credential_source `{source}`"
                ))
            }),
        }
    }
}

/// Whether a profile would give a client credentials, or at least claims to.
pub(super) fn has_credentials(section: &Section) -> bool {
    OF_CREDENTIALS.iter().any(|name| section.get(name).is_some())
}

fn assumes_role(section: &Section) -> bool {
    section.get("role_arn").is_some() && section.get("web_identity_token_file").is_none()
}

/// AWS: <https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html>
async fn of_source(
    source: &str,
    environment: &Environment,
) -> Result<Option<Resolved>, CredentialsError> {
    match source {
        "Environment" => providers::environment(environment),
        "EcsContainer" => providers::container(environment).await,
        "Ec2InstanceMetadata" => providers::instance(environment).await,
        _ => Err(CredentialsError::Settings(format!(
            "the credential_source `{source}` is not known: expected `Environment`, \
             `EcsContainer` or `Ec2InstanceMetadata`"
        ))),
    }
}

/// The roles from a profile back to the credentials that the last of them is assumed with.
fn chain<'a>(
    profile: &'a str,
    settings: &'a Settings,
) -> Result<(Vec<RoleStep>, Base<'a>), CredentialsError> {
    let wrong = |text: String| CredentialsError::Settings(text);
    let mut steps: Vec<RoleStep> = Vec::new();
    let mut name = profile;
    loop {
        let section = settings
            .shared()
            .profile(name)
            .ok_or_else(|| wrong(format!("the source_profile `{name}` is in no file")))?;
        let is_source = !steps.is_empty();
        let step = RoleStep::of(name, section).filter(|_| assumes_role(section));
        let Some(step) = step.filter(|_| !is_source || keys(section).is_none()) else {
            return Ok((steps, Base::Profile(name)));
        };
        if steps.iter().any(|step| step.profile == name) {
            return Err(wrong(format!("the source_profile `{name}` leads back to itself")));
        }
        steps.push(step);
        match (section.get("source_profile"), section.get("credential_source")) {
            (Some(source), None) => name = source,
            (None, Some(source)) => return Ok((steps, Base::Source(source))),
            (Some(_), Some(_)) => {
                return Err(wrong(format!(
                    "profile `{name}` has both source_profile and credential_source: leave one"
                )));
            }
            (None, None) => {
                return Err(wrong(format!(
                    "profile `{name}` has role_arn without source_profile or credential_source"
                )));
            }
        }
    }
}
