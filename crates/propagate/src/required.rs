//! The boundary that has to be passed on, and why it is this one.

use std::{fmt, path::PathBuf};

use entail_policy::arn::Arn;

/// A boundary that everything which is created has to carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequiredBoundary {
    /// The managed policy's ARN.
    pub arn: Arn,
    /// Where it was found.
    pub source: Source,
}

/// Where the required boundary was found, in the order in which it is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// Named on the command line.
    Flag,
    /// Named in `entail.toml`.
    Configuration {
        /// The file.
        file: PathBuf,
    },
    /// Marked on the principal that creates.
    Marker {
        /// The principal's ARN.
        principal: String,
        /// How it is marked.
        marker: Marker,
    },
    /// The creating principal's own boundary, which refers to itself.
    OwnBoundary {
        /// The principal's ARN.
        principal: String,
    },
}

/// How a principal is marked with the boundary that it has to pass on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker {
    /// The tag `entail:transitive-boundary` on the principal, with the boundary's ARN.
    PrincipalTag,
    /// Its boundary is a policy under the path `/entail/transitive/`.
    PolicyPath,
    /// Its boundary is a policy with the tag `entail:transitive` = `true`.
    PolicyTag,
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => formatter.write_str("named by --boundary"),
            Self::Configuration { file } => write!(formatter, "named in `{}`", file.display()),
            Self::Marker { principal, marker } => write!(formatter, "{marker} of `{principal}`"),
            Self::OwnBoundary { principal } => {
                write!(formatter, "the boundary of `{principal}`, which demands itself")
            }
        }
    }
}

impl fmt::Display for Marker {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::PrincipalTag => "the tag `entail:transitive-boundary`",
            Self::PolicyPath => "the boundary under `/entail/transitive/`",
            Self::PolicyTag => "the boundary with the tag `entail:transitive`",
        })
    }
}
