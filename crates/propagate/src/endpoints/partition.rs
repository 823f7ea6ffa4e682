//! AWS's partitions, each with its addresses.

use super::{Reach, Service};
use crate::intercept::Fronted;

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
    /// What its hosts end with that IPv6 reaches too; none where there are no such hosts.
    pub(super) dual_stack_suffix: Option<&'static str>,
    /// The host of its IAM.
    pub(super) iam_host: &'static str,
    /// The region that signatures for its IAM name.
    pub(super) iam_region: &'static str,
}

/// Every partition; the first whose prefix fits is a region's.
///
/// AWS: <https://docs.aws.amazon.com/general/latest/gr/iam-service.html>
const PARTITIONS: &[Partition] = &[
    Partition {
        prefix: "cn-",
        name: "aws-cn",
        suffix: "amazonaws.com.cn",
        dual_stack_suffix: Some("api.amazonwebservices.com.cn"),
        iam_host: "iam.cn-north-1.amazonaws.com.cn",
        iam_region: "cn-north-1",
    },
    Partition {
        prefix: "us-gov-",
        name: "aws-us-gov",
        suffix: "amazonaws.com",
        dual_stack_suffix: Some("api.aws"),
        iam_host: "iam.us-gov.amazonaws.com",
        iam_region: "us-gov-west-1",
    },
    Partition {
        prefix: "eusc-",
        name: "aws-eusc",
        suffix: "amazonaws.eu",
        dual_stack_suffix: Some("api.amazonwebservices.eu"),
        iam_host: "iam.eusc-de-east-1.amazonaws.eu",
        iam_region: "eusc-de-east-1",
    },
    Partition {
        prefix: "us-iso-",
        name: "aws-iso",
        suffix: "c2s.ic.gov",
        dual_stack_suffix: Some("api.aws.ic.gov"),
        iam_host: "iam.us-iso-east-1.c2s.ic.gov",
        iam_region: "us-iso-east-1",
    },
    Partition {
        prefix: "us-isob-",
        name: "aws-iso-b",
        suffix: "sc2s.sgov.gov",
        dual_stack_suffix: Some("api.aws.scloud"),
        iam_host: "iam.us-isob-east-1.sc2s.sgov.gov",
        iam_region: "us-isob-east-1",
    },
    Partition {
        prefix: "eu-isoe-",
        name: "aws-iso-e",
        suffix: "cloud.adc-e.uk",
        dual_stack_suffix: None,
        iam_host: "iam.eu-isoe-west-1.cloud.adc-e.uk",
        iam_region: "eu-isoe-west-1",
    },
    Partition {
        prefix: "us-isof-",
        name: "aws-iso-f",
        suffix: "csp.hci.ic.gov",
        dual_stack_suffix: None,
        iam_host: "iam.us-isof-south-1.csp.hci.ic.gov",
        iam_region: "us-isof-south-1",
    },
];

/// The partition of every other region.
const AWS: Partition = Partition {
    prefix: "",
    name: "aws",
    suffix: "amazonaws.com",
    dual_stack_suffix: Some("api.aws"),
    iam_host: "iam.amazonaws.com",
    iam_region: "us-east-1",
};

impl Partition {
    /// The partition of a region.
    pub fn of(region: &str) -> Self {
        let found = PARTITIONS.iter().find(|partition| region.starts_with(partition.prefix));
        found.copied().unwrap_or(AWS)
    }

    /// The partition that ARNs call so; none where the name is not known.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|partition| partition.name == name).copied()
    }

    fn all() -> impl Iterator<Item = &'static Self> {
        PARTITIONS.iter().chain(std::iter::once(&AWS))
    }

    /// Its first region: what clients call STS in that have none.
    pub const fn first_region(self) -> &'static str {
        self.iam_region
    }

    /// What its hosts end with.
    pub const fn suffix(self) -> &'static str {
        self.suffix
    }

    /// What the hosts of each partition end with.
    pub(crate) fn suffixes() -> impl Iterator<Item = &'static str> {
        Self::all().map(|partition| partition.suffix)
    }

    /// What the hosts of each partition end with that IPv6 reaches too.
    pub(super) fn dual_stack_suffixes() -> impl Iterator<Item = &'static str> {
        Self::all().filter_map(|partition| partition.dual_stack_suffix)
    }

    /// Whether the usual hosts of a service are those whose cryptography is validated by FIPS 140.
    ///
    /// AWS: <https://aws.amazon.com/compliance/fips/>
    pub(super) fn is_validated(self, service: Service, reach: Reach) -> bool {
        self.name == "aws-us-gov"
            && match service {
                Service::Fronted(Fronted::Iam) => true,
                Service::Fronted(Fronted::Sts | Fronted::CloudFormation) => reach == Reach::Usual,
                Service::Fronted(Fronted::CloudControl) | Service::S3 => false,
            }
    }

    /// What stands between the name of IAM and the suffix, where IPv6 reaches it too.
    pub(super) fn iam_dual_stack_label(self) -> &'static str {
        match self.name {
            "aws" | "aws-cn" => "global.",
            "aws-us-gov" => "us-gov.",
            _ => "",
        }
    }

    /// Its host of IAM whose cryptography is validated by FIPS 140.
    ///
    /// AWS: <https://docs.aws.amazon.com/general/latest/gr/iam-service.html>
    pub(super) fn iam_fips_host(self) -> String {
        match self.name {
            "aws-cn" | "aws-eusc" | "aws" | "aws-iso-e" | "aws-iso-f" => {
                format!("iam-fips.{}", self.suffix)
            }
            _ => format!("iam-fips.{}.{}", self.iam_region, self.suffix),
        }
    }
}
