//! AWS's partitions.

/// A group of regions with accounts, addresses and an IAM of its own.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Partition {
    /// The regions that most accounts have.
    Aws,
    /// China.
    AwsCn,
    /// `GovCloud`.
    AwsUsGov,
    /// The European sovereign cloud.
    AwsEusc,
}
