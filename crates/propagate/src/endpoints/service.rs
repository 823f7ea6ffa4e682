//! The services that are called, and how each is spoken to.

use crate::intercept::Fronted;

/// A service that is called: those that the proxy stands before, and S3, where templates are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// One that the proxy stands before.
    Fronted(Fronted),
    /// S3.
    S3,
}

/// How a service is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// Form parameters in, XML out.
    Query,
    /// AWS JSON 1.0, with the operation in the header `x-amz-target`.
    Json,
    /// S3's own.
    Rest,
}

/// What tells a service apart.
struct Entry {
    service: Service,
    /// In the scope of signatures, and before the colon of actions.
    signing_name: &'static str,
    /// The end of `AWS_ENDPOINT_URL_...`.
    variable: &'static str,
    /// The key in a `services` section.
    key: &'static str,
    /// The API's version.
    version: &'static str,
    /// The namespace of its XML.
    namespace: &'static str,
    protocol: Protocol,
}

/// Every service.
///
/// AWS: <https://docs.aws.amazon.com/sdkref/latest/guide/ss-endpoints-table.html>
const SERVICES: [Entry; 5] = [IAM, STS, CLOUD_FORMATION, CLOUD_CONTROL, S3];

const IAM: Entry = Entry {
    service: Service::Fronted(Fronted::Iam),
    signing_name: "iam",
    variable: "AWS_ENDPOINT_URL_IAM",
    key: "iam",
    version: "2010-05-08",
    namespace: "https://iam.amazonaws.com/doc/2010-05-08/",
    protocol: Protocol::Query,
};

const STS: Entry = Entry {
    service: Service::Fronted(Fronted::Sts),
    signing_name: "sts",
    variable: "AWS_ENDPOINT_URL_STS",
    key: "sts",
    version: "2011-06-15",
    namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
    protocol: Protocol::Query,
};

const CLOUD_FORMATION: Entry = Entry {
    service: Service::Fronted(Fronted::CloudFormation),
    signing_name: "cloudformation",
    variable: "AWS_ENDPOINT_URL_CLOUDFORMATION",
    key: "cloudformation",
    version: "2010-05-15",
    namespace: "http://cloudformation.amazonaws.com/doc/2010-05-15/",
    protocol: Protocol::Query,
};

const CLOUD_CONTROL: Entry = Entry {
    service: Service::Fronted(Fronted::CloudControl),
    signing_name: "cloudcontrolapi",
    variable: "AWS_ENDPOINT_URL_CLOUDCONTROL",
    key: "cloudcontrol",
    version: "2021-09-30",
    namespace: "",
    protocol: Protocol::Json,
};

const S3: Entry = Entry {
    service: Service::S3,
    signing_name: "s3",
    variable: "AWS_ENDPOINT_URL_S3",
    key: "s3",
    version: "2006-03-01",
    namespace: "http://s3.amazonaws.com/doc/2006-03-01/",
    protocol: Protocol::Rest,
};

/// What stands before the operation in the header `x-amz-target` of a call to Cloud Control.
pub(crate) const CLOUD_CONTROL_TARGET_PREFIX: &str = "CloudApiService.";

impl Service {
    /// Every service, in no order that matters.
    pub fn all() -> impl Iterator<Item = Self> {
        SERVICES.iter().map(|entry| entry.service)
    }

    /// The service that the scope of a signature names.
    pub fn from_signing_name(name: &str) -> Option<Self> {
        SERVICES.iter().find(|entry| entry.signing_name == name).map(|entry| entry.service)
    }

    const fn entry(self) -> &'static Entry {
        match self {
            Self::Fronted(Fronted::Iam) => &IAM,
            Self::Fronted(Fronted::Sts) => &STS,
            Self::Fronted(Fronted::CloudFormation) => &CLOUD_FORMATION,
            Self::Fronted(Fronted::CloudControl) => &CLOUD_CONTROL,
            Self::S3 => &S3,
        }
    }

    /// Its name in the scope of a signature.
    pub const fn signing_name(self) -> &'static str {
        self.entry().signing_name
    }

    /// The variable that says where it is: `AWS_ENDPOINT_URL_IAM`.
    pub const fn variable(self) -> &'static str {
        self.entry().variable
    }

    /// Its key in a `services` section of the configuration file.
    pub const fn key(self) -> &'static str {
        self.entry().key
    }

    /// The version of its API.
    pub const fn version(self) -> &'static str {
        self.entry().version
    }

    /// The namespace of its XML; empty where it speaks JSON.
    pub const fn namespace(self) -> &'static str {
        self.entry().namespace
    }

    /// How it is spoken to.
    pub const fn protocol(self) -> Protocol {
        self.entry().protocol
    }

    /// An operation as people and policies write it: `iam:CreateRole`.
    pub fn call(self, operation: &str) -> String {
        let prefix = match self {
            Self::Fronted(Fronted::CloudControl) => "cloudcontrol",
            _ => self.signing_name(),
        };
        format!("{prefix}:{operation}")
    }
}

impl From<Fronted> for Service {
    fn from(fronted: Fronted) -> Self {
        Self::Fronted(fronted)
    }
}
