//! The variables that lead the child's calls here.
//!
//! Only variables of single services are set, never `AWS_ENDPOINT_URL`: clients take the address of
//! S3 from that one, and write it into template URLs and presigned URLs.
//!
//! AWS: <https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html>

use std::path::Path;

use super::child::EnvironmentChanges;
use crate::{credentials::Environment, endpoints::Service, intercept::Fronted};

/// Hosts that clients are to reach without their HTTP proxy.
const LOOPBACK_HOSTS: [&str; 2] = ["127.0.0.1", "localhost"];

const NO_PROXY: &str = "NO_PROXY";
const NO_PROXY_SMALL: &str = "no_proxy";

/// Variables that send clients through an HTTP proxy.
const PROXY_VARIABLES: [&str; 6] =
    ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

/// The variables that send calls of these services to `url`.
pub fn endpoints(services: &[Fronted], url: &str) -> Vec<(&'static str, String)> {
    services.iter().map(|service| (Service::from(*service).variable(), url.to_owned())).collect()
}

/// Keeps the child's calls to this machine away from an HTTP proxy, as far as there is one.
///
/// Nothing is set where there is none: on some systems the mere presence of `no_proxy` turns the
/// system's own proxy settings off (Python's `urllib`).
pub fn without_http_proxy(environment: &Environment, changes: &mut EnvironmentChanges) {
    let (capital, small) = (environment.get(NO_PROXY), environment.get(NO_PROXY_SMALL));
    let has_proxy = PROXY_VARIABLES.iter().any(|name| environment.get(name).is_some());
    if !has_proxy && capital.is_none() && small.is_none() {
        return;
    }
    // Clients read the one or the other first: both must say all.
    changes.set(NO_PROXY, with_loopback(capital.or(small).unwrap_or_default()));
    changes.set(NO_PROXY_SMALL, with_loopback(small.or(capital).unwrap_or_default()));
}

fn with_loopback(hosts: &str) -> String {
    let listed: Vec<&str> = hosts.split(',').map(str::trim).filter(|it| !it.is_empty()).collect();
    if listed.contains(&"*") {
        return hosts.to_owned();
    }
    let missing = LOOPBACK_HOSTS.into_iter().filter(|host| !listed.contains(host));
    listed.iter().copied().chain(missing).collect::<Vec<_>>().join(",")
}

/// Puts a folder of service models before those that botocore looks in.
pub fn data_path(environment: &Environment, folder: &Path, changes: &mut EnvironmentChanges) {
    let mut path = folder.as_os_str().to_owned();
    if let Some(others) = environment.get("AWS_DATA_PATH") {
        path.push(":");
        path.push(others);
    }
    changes.set("AWS_DATA_PATH", path);
}

/// Has Node.js load a module before the program.
///
/// Node.js: <https://nodejs.org/api/cli.html#node_optionsoptions>
pub fn node_preload(environment: &Environment, module: &Path, changes: &mut EnvironmentChanges) {
    let quoted = module.to_string_lossy().replace('\\', r"\\").replace('"', r#"\""#);
    let option = format!("--require \"{quoted}\"");
    let options = match environment.get("NODE_OPTIONS") {
        Some(options) => format!("{options} {option}"),
        None => option,
    };
    changes.set("NODE_OPTIONS", options);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(
        environment: &Environment,
        change: impl FnOnce(&Environment, &mut EnvironmentChanges),
    ) -> Vec<(String, String)> {
        let mut changes = EnvironmentChanges::default();
        change(environment, &mut changes);
        let text = |it: std::ffi::OsString| it.into_string().unwrap();
        changes.set.into_iter().map(|(name, value)| (text(name), text(value))).collect()
    }

    fn no_proxy(environment: &Environment) -> Vec<(String, String)> {
        changed(environment, without_http_proxy)
    }

    fn pairs(both: [(&str, &str); 2]) -> Vec<(String, String)> {
        both.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
    }

    #[test]
    fn only_variables_of_single_services_are_set() {
        let services = [Fronted::Iam, Fronted::CloudFormation, Fronted::CloudControl, Fronted::Sts];
        let set = endpoints(&services, "http://127.0.0.1:1");
        let names: Vec<&str> = set.iter().map(|(name, _)| *name).collect();
        let expected = [
            "AWS_ENDPOINT_URL_IAM",
            "AWS_ENDPOINT_URL_CLOUDFORMATION",
            "AWS_ENDPOINT_URL_CLOUDCONTROL",
            "AWS_ENDPOINT_URL_STS",
        ];
        assert_eq!(names, expected);
        assert!(set.iter().all(|(_, value)| value == "http://127.0.0.1:1"));
    }

    #[test]
    fn loopback_stays_away_from_an_http_proxy() {
        let environment = Environment::from([("HTTPS_PROXY", "http://proxy:3128")]);
        let both =
            pairs([("NO_PROXY", "127.0.0.1,localhost"), ("no_proxy", "127.0.0.1,localhost")]);
        assert_eq!(no_proxy(&environment), both);
    }

    #[test]
    fn hosts_that_are_listed_stay_and_are_told_to_both_spellings() {
        let environment = Environment::from([("NO_PROXY", "internal, 127.0.0.1")]);
        let all = "internal,127.0.0.1,localhost";
        assert_eq!(no_proxy(&environment), pairs([("NO_PROXY", all), ("no_proxy", all)]));
        let environment = Environment::from([("NO_PROXY", "a"), ("no_proxy", "b")]);
        let expected =
            pairs([("NO_PROXY", "a,127.0.0.1,localhost"), ("no_proxy", "b,127.0.0.1,localhost")]);
        assert_eq!(no_proxy(&environment), expected);
    }

    #[test]
    fn a_star_stays_alone_and_nothing_is_set_where_there_is_no_proxy() {
        let environment = Environment::from([("no_proxy", "*")]);
        assert_eq!(no_proxy(&environment), pairs([("NO_PROXY", "*"), ("no_proxy", "*")]));
        assert_eq!(no_proxy(&Environment::from([("HOME", "/")])), []);
    }

    #[test]
    fn models_and_modules_come_beside_those_that_are_there() {
        let environment =
            Environment::from([("AWS_DATA_PATH", "/models"), ("NODE_OPTIONS", "--no-warnings")]);
        let folder = Path::new("/tmp/a \"b\"");
        let set = changed(&environment, |environment, changes| {
            data_path(environment, Path::new("/tmp/x"), changes);
            node_preload(environment, folder, changes);
        });
        let expected = pairs([
            ("AWS_DATA_PATH", "/tmp/x:/models"),
            ("NODE_OPTIONS", r#"--no-warnings --require "/tmp/a \"b\"""#),
        ]);
        assert_eq!(set, expected);
    }
}
