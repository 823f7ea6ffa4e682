use std::collections::BTreeMap;

use super::*;

const IAM: Service = Service::Fronted(Fronted::Iam);
const STS: Service = Service::Fronted(Fronted::Sts);
const CLOUD_FORMATION: Service = Service::Fronted(Fronted::CloudFormation);
const CLOUD_CONTROL: Service = Service::Fronted(Fronted::CloudControl);

fn settings(
    variables: &[(&str, &str)],
    configured: &[(Option<&str>, &str)],
) -> Result<Endpoints, EndpointError> {
    let variables: BTreeMap<String, String> =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Endpoints::from_settings(
        |name| variables.get(name).cloned(),
        |service| {
            let found = configured.iter().find(|(key, _)| *key == service);
            found.map(|(_, value)| (*value).to_owned())
        },
    )
}

fn place(endpoints: &Endpoints, service: Service, region: &str) -> (String, String) {
    let endpoint = endpoints.of(service, region).unwrap();
    (endpoint.address.to_string(), endpoint.signing_region)
}

fn pair(address: &str, region: &str) -> (String, String) {
    (address.to_owned(), region.to_owned())
}

#[test]
fn iam_is_one_for_each_partition_and_is_signed_for_its_region() {
    let aws = Endpoints::default();
    for (region, address, signing_region) in [
        ("eu-west-1", "https://iam.amazonaws.com", "us-east-1"),
        ("us-east-1", "https://iam.amazonaws.com", "us-east-1"),
        ("cn-northwest-1", "https://iam.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        ("us-gov-east-1", "https://iam.us-gov.amazonaws.com", "us-gov-west-1"),
        ("eusc-de-east-1", "https://iam.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1"),
        ("us-isob-west-1", "https://iam.us-isob-east-1.sc2s.sgov.gov", "us-isob-east-1"),
    ] {
        assert_eq!(place(&aws, IAM, region), pair(address, signing_region), "{region}");
    }
}

#[test]
fn other_services_are_in_the_region_that_was_signed() {
    let aws = Endpoints::default();
    for (service, region, address) in [
        (STS, "eu-west-1", "https://sts.eu-west-1.amazonaws.com"),
        (CLOUD_FORMATION, "cn-north-1", "https://cloudformation.cn-north-1.amazonaws.com.cn"),
        (CLOUD_CONTROL, "us-gov-west-1", "https://cloudcontrolapi.us-gov-west-1.amazonaws.com"),
        (Service::S3, "eu-central-1", "https://s3.eu-central-1.amazonaws.com"),
    ] {
        assert_eq!(place(&aws, service, region), pair(address, region));
    }
}

#[test]
fn whoever_wants_validated_cryptography_gets_it() {
    let fips = settings(&[("AWS_USE_FIPS_ENDPOINT", "true")], &[]).unwrap();
    for (service, region, address) in [
        (IAM, "us-east-2", "https://iam-fips.amazonaws.com"),
        (IAM, "us-gov-west-1", "https://iam.us-gov.amazonaws.com"),
        (STS, "us-east-2", "https://sts-fips.us-east-2.amazonaws.com"),
        (STS, "us-gov-west-1", "https://sts.us-gov-west-1.amazonaws.com"),
        (
            CLOUD_CONTROL,
            "us-gov-west-1",
            "https://cloudcontrolapi-fips.us-gov-west-1.amazonaws.com",
        ),
    ] {
        assert_eq!(place(&fips, service, region).0, address);
    }
}

#[test]
fn whoever_wants_hosts_that_ipv6_reaches_gets_them() {
    let dual = [("AWS_USE_DUALSTACK_ENDPOINT", "true")];
    let both = [dual[0], ("AWS_USE_FIPS_ENDPOINT", "true")];
    let [dual, both] = [settings(&dual, &[]).unwrap(), settings(&both, &[]).unwrap()];
    for (service, region, host, with_fips) in [
        (IAM, "eu-west-1", "iam.global.api.aws", "iam-fips.global.api.aws"),
        (IAM, "us-gov-east-1", "iam.us-gov.api.aws", "iam.us-gov.api.aws"),
        (
            IAM,
            "eusc-de-east-1",
            "iam.api.amazonwebservices.eu",
            "iam-fips.api.amazonwebservices.eu",
        ),
        (IAM, "us-iso-east-1", "iam.api.aws.ic.gov", "iam-fips.api.aws.ic.gov"),
        (STS, "eu-west-1", "sts.eu-west-1.api.aws", "sts-fips.eu-west-1.api.aws"),
        (STS, "us-gov-west-1", "sts.us-gov-west-1.api.aws", "sts-fips.us-gov-west-1.api.aws"),
        (
            CLOUD_FORMATION,
            "cn-north-1",
            "cloudformation.cn-north-1.api.amazonwebservices.com.cn",
            "cloudformation-fips.cn-north-1.api.amazonwebservices.com.cn",
        ),
        (
            CLOUD_CONTROL,
            "us-isob-east-1",
            "cloudcontrolapi.us-isob-east-1.api.aws.scloud",
            "cloudcontrolapi-fips.us-isob-east-1.api.aws.scloud",
        ),
        (
            Service::S3,
            "eu-west-1",
            "s3.dualstack.eu-west-1.amazonaws.com",
            "s3-fips.dualstack.eu-west-1.amazonaws.com",
        ),
    ] {
        assert_eq!(place(&dual, service, region).0, format!("https://{host}"));
        assert_eq!(place(&both, service, region).0, format!("https://{with_fips}"));
    }
    assert_eq!(
        place(&dual, IAM, "cn-north-1").0,
        "https://iam.global.api.amazonwebservices.com.cn"
    );
    let refused = dual.of(STS, "eu-isoe-west-1").unwrap_err();
    assert!(refused.to_string().contains("no dual-stack addresses"), "{refused}");
    let elsewhere = [("AWS_USE_DUALSTACK_ENDPOINT", "true"), ("AWS_ENDPOINT_URL", "http://x:1")];
    assert_eq!(place(&settings(&elsewhere, &[]).unwrap(), STS, "eu-isoe-west-1").0, "http://x:1");
}

#[test]
fn partitions_are_known_by_their_names_in_arns() {
    for (name, region) in
        [("aws", "us-east-1"), ("aws-eusc", "eusc-de-east-1"), ("aws-iso-b", "us-isob-east-1")]
    {
        let partition = Partition::named(name).unwrap();
        assert_eq!((partition.first_region(), Partition::of(region)), (region, partition));
    }
    assert_eq!(Partition::named("aws-x"), None);
}

#[test]
fn settings_count_in_the_order_of_aws_clients() {
    let configured = [(Some("sts"), "http://sts.configured"), (None, "http://all.configured/x/")];
    let variables =
        [("AWS_ENDPOINT_URL_IAM", "http://127.0.0.1:1"), ("AWS_ENDPOINT_URL", "http://[::1]:2")];
    let all = settings(&variables, &configured).unwrap();
    assert_eq!(place(&all, IAM, "eu-west-1"), pair("http://127.0.0.1:1", "us-east-1"));
    assert_eq!(place(&all, STS, "eu-west-1"), pair("http://[::1]:2", "eu-west-1"));
    let files = settings(&[], &configured).unwrap();
    assert_eq!(place(&files, STS, "x").0, "http://sts.configured");
    assert_eq!(place(&files, IAM, "x").0, "http://all.configured/x");
    let ignored = settings(
        &[("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "True"), ("AWS_ENDPOINT_URL", "http://x")],
        &[],
    );
    assert_eq!(place(&ignored.unwrap(), IAM, "eu-west-1").0, "https://iam.amazonaws.com");
}

#[test]
fn a_setting_that_is_no_address_is_named() {
    let refused = |wrong| {
        let error = settings(&[("AWS_ENDPOINT_URL_STS", wrong)], &[]).unwrap_err().to_string();
        assert!(error.contains("AWS_ENDPOINT_URL_STS"), "{wrong}: {error}");
        error
    };
    for wrong in ["127.0.0.1:4588", "ftp://host", "http://", "http://h/?q"] {
        assert!(refused(wrong).contains(wrong), "{wrong}");
    }
    for (wrong, shown) in [
        ("http://user:hidden@host:1", "`http://...@host:1`"),
        ("http://hid@den@host", "`http://...@host`"),
        ("user:hidden@host", "`...@host`"),
    ] {
        let error = refused(wrong);
        assert!(error.contains(shown) && !error.contains("hid"), "{error}");
    }
}

#[test]
fn nothing_but_a_region_becomes_part_of_a_host() {
    let long = "a".repeat(REGION_BYTES_MAX + 1);
    for wrong in ["", "us-east-1.evil.com", "x/y", "us east", "EU-WEST-1", "-x", "a@b", &long] {
        let found = Endpoints::default().of(STS, wrong);
        assert_eq!(found, Err(EndpointError::Region(wrong.to_owned())));
    }
}

#[test]
fn addresses_know_their_host_header_and_port() {
    let address = |text| Address::parse(text).unwrap();
    assert_eq!(address("https://iam.amazonaws.com:443/").host_header(), "iam.amazonaws.com");
    assert_eq!(address("http://h:443").host_header(), "h:443");
    assert_eq!(address("http://[::1]:8/p/").host_header(), "[::1]:8");
    assert_eq!(address("http://[::1]:8/p/").host(), "::1");
    assert_eq!(address("http://[::1]:8/p/").base_path(), "/p");
    assert_eq!(address("https://h").port(), 443);
    assert!(address("http://localhost:1").is_loopback() && address("http://[::1]").is_loopback());
    assert!(!address("http://localhost.evil.com").is_loopback());
}

#[test]
fn only_hosts_below_awss_own_names_are_awss() {
    for host in [
        "s3.amazonaws.com",
        "b.s3.cn-north-1.amazonaws.com.cn",
        "S3.EU.AMAZONAWS.EU",
        "iam.global.api.aws",
    ] {
        assert!(is_host_of_aws(host), "{host}");
    }
    for host in ["amazonaws.com", "evilamazonaws.com", "s3.amazonaws.com.evil.org", "localhost"] {
        assert!(!is_host_of_aws(host), "{host}");
    }
}

#[test]
fn services_are_known_by_the_names_that_signatures_give_them() {
    for service in Service::all() {
        assert_eq!(Service::from_signing_name(service.signing_name()), Some(service));
    }
    assert_eq!(Service::from_signing_name("ec2"), None);
    assert_eq!(CLOUD_CONTROL.call("CreateResource"), "cloudcontrol:CreateResource");
}
