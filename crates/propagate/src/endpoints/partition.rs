//! AWS's partitions, each with its addresses.

/// A group of regions with accounts, addresses and an IAM of its own.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partition {
    /// What the names of its regions begin with; nothing for the one that all others belong to.
    prefix: &'static str,
    /// Its name in ARNs.
    pub name: &'static str,
    /// What its hosts end with.
    suffix: &'static str,
    /// The host of its IAM.
    pub(super) iam_host: &'static str,
    /// The region that signatures for its IAM name.
    pub(super) iam_region: &'static str,
}

/// Every partition; the first whose prefix fits is a region's.
///
/// AWS: <https://docs.aws.amazon.com/general/latest/gr/iam-service.html>
const PARTITIONS: &[Partition] = &[
    partition("cn-", "aws-cn", "amazonaws.com.cn", "iam.cn-north-1.amazonaws.com.cn", "cn-north-1"),
    partition(
        "us-gov-",
        "aws-us-gov",
        "amazonaws.com",
        "iam.us-gov.amazonaws.com",
        "us-gov-west-1",
    ),
    partition(
        "eusc-",
        "aws-eusc",
        "amazonaws.eu",
        "iam.eusc-de-east-1.amazonaws.eu",
        "eusc-de-east-1",
    ),
    partition("us-iso-", "aws-iso", "c2s.ic.gov", "iam.us-iso-east-1.c2s.ic.gov", "us-iso-east-1"),
    partition(
        "us-isob-",
        "aws-iso-b",
        "sc2s.sgov.gov",
        "iam.us-isob-east-1.sc2s.sgov.gov",
        "us-isob-east-1",
    ),
    partition(
        "eu-isoe-",
        "aws-iso-e",
        "cloud.adc-e.uk",
        "iam.eu-isoe-west-1.cloud.adc-e.uk",
        "eu-isoe-west-1",
    ),
    partition(
        "us-isof-",
        "aws-iso-f",
        "csp.hci.ic.gov",
        "iam.us-isof-south-1.csp.hci.ic.gov",
        "us-isof-south-1",
    ),
];

/// The partition of every other region.
const AWS: Partition = partition("", "aws", "amazonaws.com", "iam.amazonaws.com", "us-east-1");

const fn partition(
    prefix: &'static str,
    name: &'static str,
    suffix: &'static str,
    iam_host: &'static str,
    iam_region: &'static str,
) -> Partition {
    Partition { prefix, name, suffix, iam_host, iam_region }
}

impl Partition {
    /// The partition of a region.
    pub fn of(region: &str) -> Self {
        let found = PARTITIONS.iter().find(|partition| region.starts_with(partition.prefix));
        found.copied().unwrap_or(AWS)
    }

    /// What its hosts end with.
    pub const fn suffix(self) -> &'static str {
        self.suffix
    }

    /// What the hosts of each partition end with.
    pub(crate) fn suffixes() -> impl Iterator<Item = &'static str> {
        PARTITIONS.iter().chain(std::iter::once(&AWS)).map(|partition| partition.suffix)
    }

    /// Its host of IAM whose cryptography is validated by FIPS 140.
    ///
    /// AWS: <https://docs.aws.amazon.com/general/latest/gr/iam-service.html>
    pub(super) fn iam_fips_host(self) -> String {
        match self.name {
            "aws-us-gov" => self.iam_host.to_owned(),
            "aws-cn" | "aws-eusc" | "aws" => format!("iam-fips.{}", self.suffix),
            _ => format!("iam-fips.{}.{}", self.iam_region, self.suffix),
        }
    }
}
