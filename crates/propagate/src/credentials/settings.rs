//! Which profile and which region count, and where the settings put services.

use super::{CredentialsError, Environment, Section, SharedConfig, shared_config::DEFAULT_PROFILE};
use crate::{
    endpoints::{EndpointError, Endpoints, Partition},
    upstream::Network,
};

/// Turns off every setting of an endpoint, in variables and in files.
///
/// AWS: <https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html>
const IGNORES_ENDPOINTS: &str = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";

/// Variables that a profile may say instead.
///
/// AWS: <https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html>
const OF_PROFILES: [(&str, &str); 4] = [
    ("AWS_CA_BUNDLE", "ca_bundle"),
    (IGNORES_ENDPOINTS, "ignore_configured_endpoint_urls"),
    ("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"),
    ("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
];

/// What the command line chooses.
#[derive(Clone, Copy, Debug, Default)]
pub struct Chosen<'a> {
    /// `--profile`.
    pub profile: Option<&'a str>,
    /// `--region`.
    pub region: Option<&'a str>,
}

/// The environment, the shared files, and what they say together.
#[derive(Clone, Debug)]
pub struct Settings {
    environment: Environment,
    shared: SharedConfig,
    profile: String,
    naming: Naming,
    region: Option<String>,
    region_naming: Naming,
    files: Files,
}

/// Where the text of the shared files comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Files {
    /// It was read, and can be read anew.
    Read,
    /// It was given.
    Given,
}

/// How a profile or a region came to be the one that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Naming {
    /// On the command line. A profile that was named there stands over keys in the environment.
    Flag,
    /// By a variable. Keys in the environment stand over a profile that was named so.
    Variable,
    /// By nobody; a region is that of the profile.
    Default,
}

impl Settings {
    /// Reads the shared files. The profile is that of the command line, of `AWS_PROFILE`, of
    /// `AWS_DEFAULT_PROFILE`, or `default`; the region that of the command line, of `AWS_REGION`, of
    /// `AWS_DEFAULT_REGION`, or of the profile.
    ///
    /// AWS: <https://docs.aws.amazon.com/sdkref/latest/guide/environment-variables.html>
    pub fn load(environment: Environment, chosen: Chosen<'_>) -> Result<Self, CredentialsError> {
        let shared = SharedConfig::load(&environment)?;
        Ok(Self { files: Files::Read, ..Self::of(environment, shared, chosen) })
    }

    /// The same with what the files say now: tools renew keys in them. The region stays.
    pub(super) fn read_anew(&self) -> Result<Self, CredentialsError> {
        let shared = match self.files {
            Files::Read => SharedConfig::load(&self.environment)?,
            Files::Given => self.shared.clone(),
        };
        Ok(Self { shared, ..self.clone() })
    }

    /// The same with files that were read.
    pub fn of(environment: Environment, shared: SharedConfig, chosen: Chosen<'_>) -> Self {
        let variable =
            || environment.get("AWS_PROFILE").or_else(|| environment.get("AWS_DEFAULT_PROFILE"));
        let (profile, naming) = match (chosen.profile, variable()) {
            (Some(profile), _) => (profile, Naming::Flag),
            (None, Some(profile)) => (profile, Naming::Variable),
            (None, None) => (DEFAULT_PROFILE, Naming::Default),
        };
        let profile = profile.to_owned();
        let variable =
            || environment.get("AWS_REGION").or_else(|| environment.get("AWS_DEFAULT_REGION"));
        let (region, region_naming) = match (chosen.region, variable()) {
            (Some(region), _) => (Some(region), Naming::Flag),
            (None, Some(region)) => (Some(region), Naming::Variable),
            (None, None) => {
                let of_profile = shared.profile(&profile).and_then(|it| it.get("region"));
                (of_profile, Naming::Default)
            }
        };
        let region = region.map(str::to_owned);
        let files = Files::Given;
        Self { environment, shared, profile, naming, region, region_naming, files }
    }

    /// The variables.
    pub const fn environment(&self) -> &Environment {
        &self.environment
    }

    /// The shared files.
    pub const fn shared(&self) -> &SharedConfig {
        &self.shared
    }

    /// The name of the profile that counts.
    pub fn profile_name(&self) -> &str {
        &self.profile
    }

    /// The region that counts, where somebody says one.
    pub fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    /// The region that counts, else the first of the partition of an ARN: what clients call STS in
    /// that have no region.
    pub fn region_of(&self, arn: &str) -> Result<String, CredentialsError> {
        if let Some(region) = self.region() {
            return Ok(region.to_owned());
        }
        let partition = arn.split(':').nth(1).and_then(Partition::named);
        partition.map(|partition| partition.first_region().to_owned()).ok_or_else(|| {
            CredentialsError::Settings(format!(
                "`{arn}` is in no partition that is known: name a region with --region"
            ))
        })
    }

    /// Where the settings put services; AWS, where they say nothing.
    pub fn endpoints(&self) -> Result<Endpoints, EndpointError> {
        Endpoints::from_settings(
            |name| self.setting(name).map(str::to_owned),
            |service| self.configured_endpoint(service).map(str::to_owned),
        )
    }

    /// What calls go out through.
    pub fn network(&self) -> Network {
        Network::from_settings(|name| self.setting(name).map(str::to_owned))
    }

    /// A variable, or what the profile says instead.
    pub fn setting(&self, variable: &str) -> Option<&str> {
        let named = OF_PROFILES.iter().find(|(known, _)| *known == variable);
        let of_profile = || self.profile()?.get(named?.1);
        self.environment.get(variable).or_else(of_profile)
    }

    /// `endpoint_url` of the shared configuration file: of a service by its key there (`iam`), or of
    /// the whole profile for `None`. The environment is not looked at, but for whether endpoints are
    /// ignored.
    ///
    /// AWS: <https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html>
    pub fn configured_endpoint(&self, service: Option<&str>) -> Option<&str> {
        let profile = self.profile()?;
        match service {
            _ if self.ignores_endpoints() => None,
            None => profile.get("endpoint_url"),
            Some(service) => {
                self.shared.services(profile.get("services")?)?.inside(service, "endpoint_url")
            }
        }
    }

    /// Where the settings put a service that [`Endpoints`] does not know, by the end of its variable
    /// (`SSO`) and its key in the configuration file (`sso`).
    pub fn endpoint(&self, variable_end: &str, key: &str) -> Option<&str> {
        let variable =
            |name: &str| self.environment.get(name).filter(|_| !self.ignores_endpoints());
        variable(&format!("AWS_ENDPOINT_URL_{variable_end}"))
            .or_else(|| variable("AWS_ENDPOINT_URL"))
            .or_else(|| self.configured_endpoint(Some(key)))
            .or_else(|| self.configured_endpoint(None))
    }

    /// Whether no setting of an endpoint counts, wherever it stands.
    pub fn ignores_endpoints(&self) -> bool {
        self.setting(IGNORES_ENDPOINTS).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// The section of the profile that counts.
    pub(super) fn profile(&self) -> Option<&Section> {
        self.shared.profile(&self.profile)
    }

    pub(super) const fn naming(&self) -> Naming {
        self.naming
    }

    pub(super) const fn region_naming(&self) -> Naming {
        self.region_naming
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{endpoints::Service, intercept::Fronted};

    const CONFIG: &str = "[default]\nregion = eu-west-1\n[profile dev]\nregion = eu-north-1\n\
        endpoint_url = http://all:1\nservices = local\nuse_fips_endpoint = true\n\
        ca_bundle = /ca.pem\n[services local]\niam =\n \
        endpoint_url = http://iam:1\n";

    fn settings(variables: &[(&str, &str)], chosen: Chosen<'_>) -> Settings {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let environment = variables.iter().map(own).collect();
        Settings::of(environment, SharedConfig::parse(CONFIG, "").unwrap(), chosen)
    }

    #[test]
    fn the_command_line_stands_over_variables_and_those_over_the_profile() {
        let plain = settings(&[], Chosen::default());
        assert_eq!((plain.profile_name(), plain.region()), ("default", Some("eu-west-1")));
        let named = settings(
            &[("AWS_PROFILE", "dev"), ("AWS_DEFAULT_PROFILE", "other")],
            Chosen::default(),
        );
        assert_eq!((named.profile_name(), named.region()), ("dev", Some("eu-north-1")));
        let variables = [("AWS_PROFILE", "dev"), ("AWS_REGION", "a"), ("AWS_DEFAULT_REGION", "b")];
        assert_eq!(settings(&variables, Chosen::default()).region(), Some("a"));
        let chosen = Chosen { profile: Some("x"), region: Some("y") };
        let named = settings(&variables, chosen);
        assert_eq!((named.profile_name(), named.region()), ("x", Some("y")));
    }

    #[test]
    fn what_a_variable_says_a_profile_may_say_too() {
        let dev = settings(&[("AWS_PROFILE", "dev")], Chosen::default());
        assert_eq!(dev.setting("AWS_USE_FIPS_ENDPOINT"), Some("true"));
        assert_eq!(dev.network().ca_bundle.as_deref(), Some(std::path::Path::new("/ca.pem")));
        let variables = [("AWS_PROFILE", "dev"), ("AWS_USE_FIPS_ENDPOINT", "false")];
        let over = settings(&variables, Chosen::default());
        assert_eq!(over.setting("AWS_USE_FIPS_ENDPOINT"), Some("false"));
        assert_eq!(over.setting("AWS_REGION"), None, "only what has a setting of its own");
    }

    #[test]
    fn endpoints_come_from_the_profile_and_its_services() {
        let dev = settings(&[("AWS_PROFILE", "dev")], Chosen::default());
        assert_eq!(dev.configured_endpoint(Some("iam")), Some("http://iam:1"));
        assert_eq!(dev.configured_endpoint(Some("sts")), None);
        assert_eq!(dev.configured_endpoint(None), Some("http://all:1"));
        let variables = [("AWS_PROFILE", "dev"), ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "TRUE")];
        let ignored = settings(&variables, Chosen::default());
        assert_eq!(ignored.configured_endpoint(Some("iam")), None);
        assert_eq!(ignored.configured_endpoint(None), None);
        assert_eq!(dev.endpoint("SSO", "sso"), Some("http://all:1"));
        assert_eq!(ignored.endpoint("SSO", "sso"), None);
    }

    #[test]
    fn a_profile_can_turn_off_what_variables_say_of_endpoints() {
        let config = "[default]\nignore_configured_endpoint_urls = True\n";
        let shared = SharedConfig::parse(config, "").unwrap();
        let variables =
            [("AWS_ENDPOINT_URL", "http://mock:1"), ("AWS_ENDPOINT_URL_SSO", "http://mock:2")];
        let of =
            |environment: Environment| Settings::of(environment, shared.clone(), Chosen::default());
        let ignoring = of(Environment::from(variables));
        assert_eq!(ignoring.endpoint("SSO", "sso"), None);
        let iam = |settings: &Settings| {
            let iam = Service::from(Fronted::Iam);
            settings.endpoints().unwrap().overridden(iam).map(ToString::to_string)
        };
        assert_eq!(iam(&ignoring), None, "clients go to AWS, and so does what they are asked");
        let [all, sso] = variables;
        let heeding = of(Environment::from([all, sso, (IGNORES_ENDPOINTS, "false")]));
        assert_eq!(heeding.endpoint("SSO", "sso"), Some("http://mock:2"));
        assert_eq!(iam(&heeding).as_deref(), Some("http://mock:1"));
    }

    #[test]
    fn without_a_region_sts_is_asked_in_the_partition_of_the_role() {
        let plain =
            Settings::of(Environment::default(), SharedConfig::default(), Chosen::default());
        let region = |arn: &str| plain.region_of(arn).map_err(|error| error.to_string());
        for (partition, first) in [("aws", "us-east-1"), ("aws-eusc", "eusc-de-east-1")] {
            let arn = format!("arn:{partition}:iam::111122223333:role/x");
            assert_eq!(region(&arn).as_deref(), Ok(first));
        }
        assert!(region("arn:aws-x:iam::1:role/x").unwrap_err().contains("name a region"));
        let named = settings(&[("AWS_REGION", "eu-west-1")], Chosen::default());
        assert_eq!(named.region_of("nonsense").unwrap(), "eu-west-1");
    }
}
