//! The two services behind one endpoint, and what tells them apart on the wire.

/// An AWS service that this crate has shapes for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// Identity and Access Management.
    Iam,
    /// Security Token Service.
    Sts,
}

impl Service {
    /// Every service, in the order of their names.
    pub const ALL: [Self; 2] = [Self::Iam, Self::Sts];

    /// The service that a request's `Version` parameter names; the two differ, so that one
    /// endpoint can serve both.
    pub fn from_version(version: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|service| service.version() == version)
    }

    /// The name in the credential scope of a signature, and the prefix of its actions.
    pub const fn signing_name(self) -> &'static str {
        match self {
            Self::Iam => "iam",
            Self::Sts => "sts",
        }
    }

    /// The API version: the `Version` parameter of each request.
    pub const fn version(self) -> &'static str {
        match self {
            Self::Iam => "2010-05-08",
            Self::Sts => "2011-06-15",
        }
    }

    /// The XML namespace of its answers.
    pub const fn namespace(self) -> &'static str {
        match self {
            Self::Iam => "https://iam.amazonaws.com/doc/2010-05-08/",
            Self::Sts => "https://sts.amazonaws.com/doc/2011-06-15/",
        }
    }
}
