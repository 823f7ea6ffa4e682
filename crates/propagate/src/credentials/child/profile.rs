//! What else stands in a profile that the child is not told of: where it has a variable, that is set.
//!
//! AWS: <https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html>

use crate::credentials::{Section, Settings};

/// Settings of a profile, and their variables.
const VARIABLES: [(&str, &str); 10] = [
    ("ca_bundle", "AWS_CA_BUNDLE"),
    ("cli_pager", "AWS_PAGER"),
    ("defaults_mode", "AWS_DEFAULTS_MODE"),
    ("endpoint_url", "AWS_ENDPOINT_URL"),
    ("max_attempts", "AWS_MAX_ATTEMPTS"),
    ("output", "AWS_DEFAULT_OUTPUT"),
    ("retry_mode", "AWS_RETRY_MODE"),
    ("sts_regional_endpoints", "AWS_STS_REGIONAL_ENDPOINTS"),
    ("use_dualstack_endpoint", "AWS_USE_DUALSTACK_ENDPOINT"),
    ("use_fips_endpoint", "AWS_USE_FIPS_ENDPOINT"),
];

/// Settings that say whose credentials count, or that the child is told in another way.
const TOLD_OTHERWISE: [&str; 16] = [
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_session_token",
    "credential_process",
    "credential_source",
    "duration_seconds",
    "external_id",
    "ignore_configured_endpoint_urls",
    "login_session",
    "mfa_serial",
    "region",
    "role_arn",
    "role_session_name",
    "services",
    "source_profile",
    "web_identity_token_file",
];

/// The variables that say what the profile says, where no variable says it already.
pub(super) fn variables(settings: &Settings) -> Vec<(String, String)> {
    let Some(profile) = settings.profile() else { return Vec::new() };
    let of_profile = VARIABLES.iter().filter(|(setting, _)| *setting != "endpoint_url");
    let of_profile = of_profile
        .filter_map(|(setting, variable)| Some(((*variable).to_owned(), profile.get(setting)?)));
    let mut found: Vec<(String, String)> =
        of_profile.map(|(variable, value)| (variable, value.to_owned())).collect();
    found.extend(endpoints(settings));
    found.retain(|(variable, _)| settings.environment().get(variable).is_none());
    found
}

/// Where the profile puts services. A variable for all of them stands over what a profile says of one.
fn endpoints(settings: &Settings) -> Vec<(String, String)> {
    const ALL: &str = "AWS_ENDPOINT_URL";
    let services = settings.profile().and_then(|profile| profile.get("services"));
    let services = services.and_then(|name| settings.shared().services(name));
    let keys = services.into_iter().flat_map(Section::settings_inside);
    let mut found: Vec<(String, String)> = keys
        .filter_map(|key| {
            let url = settings.configured_endpoint(Some(key))?;
            Some((format!("{ALL}_{}", key.to_ascii_uppercase()), url.to_owned()))
        })
        .collect();
    found.extend(settings.configured_endpoint(None).map(|url| (ALL.to_owned(), url.to_owned())));
    if settings.environment().get(ALL).is_some() {
        found.clear();
    }
    found
}

/// The settings that the child does not get.
pub(super) fn lost(settings: &Settings) -> Vec<String> {
    let is_told = |name: &str| {
        name.starts_with("sso_")
            || TOLD_OTHERWISE.contains(&name)
            || VARIABLES.iter().any(|(setting, _)| *setting == name)
    };
    let profile = settings.profile();
    let plain = profile.into_iter().flat_map(Section::settings).map(|(name, _)| name);
    let nested = profile.into_iter().flat_map(Section::settings_inside);
    plain.chain(nested).filter(|name| !is_told(name)).map(str::to_owned).collect()
}
