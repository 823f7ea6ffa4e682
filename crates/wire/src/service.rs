//! The services behind one endpoint, and what tells them apart on the wire.

/// An AWS service that this crate has shapes for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// Entail's own: the administrator's API of lineages.
    Entail,
    /// Identity and Access Management.
    Iam,
    /// Security Token Service.
    Sts,
}

impl Service {
    /// Every service, in the order of their names.
    pub const ALL: [Self; 3] = [Self::Entail, Self::Iam, Self::Sts];

    /// The service that a Query request's `Version` parameter names; they differ, so that one
    /// endpoint can serve all.
    pub fn from_version(version: &str) -> Option<Self> {
        let mut query = Self::ALL.into_iter().filter(|it| it.protocol() == Protocol::Query);
        query.find(|service| service.version() == version)
    }

    /// How it is spoken to.
    pub const fn protocol(self) -> Protocol {
        match self {
            Self::Entail => Protocol::Json,
            Self::Iam | Self::Sts => Protocol::Query,
        }
    }

    /// The name in the credential scope of a signature, and the prefix of its actions.
    pub const fn signing_name(self) -> &'static str {
        match self {
            Self::Entail => "entail",
            Self::Iam => "iam",
            Self::Sts => "sts",
        }
    }

    /// The API version: the `Version` parameter of each Query request.
    pub const fn version(self) -> &'static str {
        match self {
            Self::Entail => "2026-11-01",
            Self::Iam => "2010-05-08",
            Self::Sts => "2011-06-15",
        }
    }

    /// The XML namespace of its answers; none where they are JSON.
    pub const fn namespace(self) -> Option<&'static str> {
        match self {
            Self::Entail => None,
            Self::Iam => Some("https://iam.amazonaws.com/doc/2010-05-08/"),
            Self::Sts => Some("https://sts.amazonaws.com/doc/2011-06-15/"),
        }
    }
}

/// A protocol of AWS's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// Form parameters in, XML out: see [`crate::query`] and [`crate::xml`].
    Query,
    /// AWS JSON 1.0: see [`crate::json`].
    Json,
}
