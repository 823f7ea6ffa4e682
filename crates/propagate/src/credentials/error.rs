//! Why there are no credentials.

use std::path::PathBuf;

/// Why there are no credentials, or none that can be used.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum CredentialsError {
    /// A file can't be read.
    #[error("can't read `{}`: {reason}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A shared file is not in the format of AWS's shared files.
    #[error("`{}`, line {line}: {reason}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong there.
        reason: String,
    },
    /// A profile that was named is in neither file.
    #[error("there is no profile `{profile}` in {files}: name another one with --profile")]
    NoSuchProfile {
        /// The profile.
        profile: String,
        /// The files that were read.
        files: String,
    },
    /// Settings that need one another are not all there, or exclude one another.
    #[error("{0}")]
    Settings(String),
    /// Nothing has credentials.
    #[error(
        "there are no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a \
         profile of ~/.aws/config or ~/.aws/credentials with --profile"
    )]
    Nowhere,
    /// Whoever should give the credentials did not.
    #[error("there are no credentials from {from}: {reason}")]
    Provider {
        /// Who should.
        from: super::Origin,
        /// Why not, and what to do.
        reason: String,
    },
}
