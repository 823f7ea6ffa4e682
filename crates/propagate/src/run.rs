//! A run: its parts put together, and the child that it is made for.
//!
//! [`Session::prepare`] finds configuration, credentials and boundary and listens; then the child is
//! started with [changes of the environment](child::EnvironmentChanges) that lead its calls to the
//! session, which serves until the child has ended. What it did is in the journal.
//!
//! The control is the policy of the boundary, which AWS enforces: a call that does not come through
//! here is refused there. This is the convenience that puts the boundary in.

pub mod child;
pub mod command_line;
pub mod progress;
pub mod scratch;
pub mod signals;
pub mod variables;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use entail_policy::arn::Arn;
use tokio::time::sleep;

use self::command_line::Sts;
use crate::{
    configuration::{Configuration, ConfigurationError},
    credentials::{Chosen, CredentialsError, Environment, ForChild, Keyring, Resolver, Settings},
    endpoints::{EndpointError, Service, is_host_of_aws},
    find::{FindError, Finder, Found},
    intercept::{self, Fronted, Interceptor, Masking, Mode},
    journal::{Event, Journal},
    limits::DRAIN_SECONDS_MAX,
    proxy::{ListenError, Parts, Proxy},
    report::TemplateFiles,
    required::{RequiredBoundary, Source},
    state::{State, StateError},
    template::OnConflict,
    upstream::{Upstream, UpstreamError},
};

/// The region of calls that name none, where no setting says one.
const REGION_OF_NO_SETTING: &str = "us-east-1";

/// What the command line says; nothing where it is silent, so that `entail.toml` counts.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `--boundary`.
    pub boundary: Option<Arn>,
    /// `--profile`.
    pub profile: Option<String>,
    /// `--region`.
    pub region: Option<String>,
    /// `--on-conflict`.
    pub on_conflict: Option<OnConflict>,
    /// `--no-mask`.
    pub masking: Option<Masking>,
    /// `--check`.
    pub mode: Mode,
    /// `--state`.
    pub state: Option<PathBuf>,
    /// Names under which clients reach the proxy, besides those of loopback.
    pub hosts: Vec<String>,
}

/// Why a run can't begin.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SessionError {
    /// `entail.toml` can't be used.
    #[error(transparent)]
    Configuration(#[from] ConfigurationError),
    /// The credentials can't be used.
    #[error(transparent)]
    Credentials(#[from] CredentialsError),
    /// A service's address can't be used.
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
    /// AWS can't be called.
    #[error(transparent)]
    Upstream(#[from] UpstreamError),
    /// It can't be said which boundary has to be passed on.
    #[error("it can't be said which boundary to pass on: {0}")]
    Find(#[from] FindError),
    /// What was injected earlier can't be read.
    #[error(transparent)]
    State(#[from] StateError),
    /// The proxy can't listen.
    #[error(transparent)]
    Listen(#[from] ListenError),
}

/// A run that listens and serves nothing yet.
#[derive(Debug)]
pub struct Session {
    settings: Arc<Settings>,
    keyring: Arc<Keyring>,
    found: Arc<Found>,
    journal: Arc<Journal>,
    reaches_aws: bool,
    proxy: Proxy<Interceptor>,
}

/// Where a run happens.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// The variables.
    pub environment: Environment,
    /// What `entail.toml` says; an empty one where there is none.
    pub configuration: Configuration,
    /// The address to listen on; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The folder in which the files of templates are looked for; none looks for none.
    pub directory: Option<PathBuf>,
    /// Templates that the command line names.
    pub templates: Vec<PathBuf>,
}

impl Session {
    /// Finds everything, and listens.
    pub async fn prepare(
        surroundings: Surroundings,
        options: Options,
        journal: Arc<Journal>,
    ) -> Result<Self, SessionError> {
        let Surroundings { environment, configuration, listen, directory, templates } =
            surroundings;
        let files = directory.map(|folder| TemplateFiles::below(folder).with_named(templates));
        let chosen =
            Chosen { profile: options.profile.as_deref(), region: options.region.as_deref() };
        let settings = Arc::new(Settings::load(environment, chosen)?);
        let upstream = Arc::new(Upstream::new(settings.endpoints()?, settings.network())?);
        let iam = upstream.endpoints().overridden(Service::Fronted(Fronted::Iam));
        let reaches_aws = iam.is_none_or(|address| is_host_of_aws(address.host()));
        let keyring =
            Arc::new(Keyring::new(Resolver::new(Arc::clone(&settings), Arc::clone(&upstream))));
        let region = settings.region().unwrap_or(REGION_OF_NO_SETTING).to_owned();
        let named = named(&options, &configuration);
        let finder = Finder::new(Arc::clone(&upstream), region.clone(), named.clone());
        let finder = Arc::new(finder.for_run(Arc::clone(&keyring)));
        let found = found(&keyring, &finder, named).await?;
        tell(&found, &journal);
        let interceptor = Interceptor::new(
            intercept::Parts {
                finder,
                upstream: Arc::clone(&upstream),
                keyring: Arc::clone(&keyring),
                state: Arc::new(state(&options, &configuration, settings.environment())?),
                journal: Arc::clone(&journal),
                files,
            },
            treatment(&options, &configuration),
        );
        let parts = Parts {
            keyring: Arc::clone(&keyring) as _,
            upstream,
            interceptor: Arc::new(interceptor),
            journal: Arc::clone(&journal),
            region,
            hosts: options.hosts,
        };
        let proxy = Proxy::bind(listen, parts).await?;
        Ok(Self { settings, keyring, found, journal, reaches_aws, proxy })
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.proxy.local_address()
    }

    /// What was found to be passed on for the run's own credentials.
    pub fn found(&self) -> &Found {
        &self.found
    }

    /// What is told of the run.
    pub const fn journal(&self) -> &Arc<Journal> {
        &self.journal
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Whether calls to IAM reach AWS, as far as settings tell: they do not where a setting puts it at
    /// a server of Entail's, or at a mock.
    pub const fn reaches_aws(&self) -> bool {
        self.reaches_aws
    }

    /// What the user should know of the settings.
    pub fn warnings(&self) -> Vec<String> {
        const VARIABLE: &str = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";
        if !self.settings.ignores_endpoints() {
            return Vec::new();
        }
        let is_variable = self.settings.environment().get(VARIABLE).is_some();
        let named = if is_variable { VARIABLE } else { "ignore_configured_endpoint_urls" };
        vec![format!("`{named}` makes clients go past entail: nothing is put into their calls")]
    }

    /// Whether a profile assumes a role, with which the child would sign then.
    pub fn assumes_role(&self, profile: &str) -> bool {
        let section = self.settings.shared().profile(profile);
        section.is_some_and(|section| section.get("role_arn").is_some())
    }

    /// What the child gets to sign with. Keep it as long as the child runs. None where there are no
    /// credentials: the child finds none either, or others that the proxy is to learn.
    pub async fn for_child(&self) -> Result<Option<ForChild>, CredentialsError> {
        match ForChild::prepare(&self.keyring).await {
            Err(CredentialsError::Nowhere) => Ok(None),
            prepared => prepared.map(Some),
        }
    }

    /// Serves until `shutdown` resolves; calls on their way then are waited for until `patience` does,
    /// which begins then.
    pub async fn serve(
        self,
        shutdown: impl Future<Output = ()> + Send,
        patience: impl Future<Output = ()> + Send,
    ) {
        self.proxy.serve(shutdown, patience).await;
    }
}

/// How long calls are waited for that the child has left behind.
pub async fn patience() {
    sleep(Duration::from_secs(DRAIN_SECONDS_MAX)).await;
}

/// The services that the child's calls are led away from.
pub fn fronted(sts: Sts) -> Vec<Fronted> {
    let mut fronted = vec![Fronted::Iam, Fronted::CloudFormation, Fronted::CloudControl];
    if sts == Sts::Fronted {
        fronted.push(Fronted::Sts);
    }
    fronted
}

fn treatment(options: &Options, configuration: &Configuration) -> intercept::Options {
    intercept::Options {
        on_conflict: options.on_conflict.or(configuration.on_conflict).unwrap_or_default(),
        masking: options.masking.or(configuration.masking).unwrap_or_default(),
        mode: options.mode,
    }
}

fn named(options: &Options, configuration: &Configuration) -> Option<RequiredBoundary> {
    let by_flag =
        options.boundary.clone().map(|arn| RequiredBoundary { arn, source: Source::Flag });
    by_flag.or_else(|| {
        let source = Source::Configuration { file: configuration.file.clone() };
        Some(RequiredBoundary { arn: configuration.boundary.clone()?, source })
    })
}

/// The boundary of the run's own credentials. Without any, only one that is named is passed on for
/// them; the child's calls may be signed with others, which are looked at one by one.
async fn found(
    keyring: &Keyring,
    finder: &Finder,
    named: Option<RequiredBoundary>,
) -> Result<Arc<Found>, SessionError> {
    match keyring.of_run().await {
        Ok(run) => Ok(finder.for_caller(&run.credentials).await?),
        Err(error @ CredentialsError::Nowhere) => Ok(Arc::new(match named {
            Some(boundary) => Found::Required { boundary, notes: Vec::new() },
            None => Found::Nothing { because: error.to_string() },
        })),
        Err(error) => Err(error.into()),
    }
}

fn tell(found: &Found, journal: &Journal) {
    match found {
        Found::Required { boundary, notes } => {
            journal.add(Event::Required {
                of: "this run".to_owned(),
                boundary: boundary.arn.to_string(),
                because: boundary.source.to_string(),
            });
            for note in notes {
                journal.add(Event::Warning(note.clone()));
            }
        }
        Found::Nothing { because } => {
            journal.add(Event::NothingRequired { because: because.clone() });
        }
    }
}

fn state(
    options: &Options,
    configuration: &Configuration,
    environment: &Environment,
) -> Result<State, StateError> {
    let project = configuration.file.parent().filter(|it| *it != Path::new(""));
    let variable = |name: &str| environment.get(name).map(str::to_owned);
    let path = options
        .state
        .clone()
        .or_else(|| configuration.state.clone())
        .or_else(|| State::default_path(project, variable));
    match path {
        Some(path) => State::open(&path),
        None => Ok(State::in_memory()),
    }
}
