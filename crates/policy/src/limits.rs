//! Every limit of this crate, by name.

/// Characters in the longest policy document AWS's API shape `policyDocumentType` accepts.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html>
pub const DOCUMENT_CHARACTERS_MAX: usize = 131_072;

/// Bytes beyond which a text is not read at all: a longer one answers a single diagnostic.
///
/// A character takes at most four bytes in UTF-8, so this is never less than
/// [`DOCUMENT_CHARACTERS_MAX`] characters.
pub const DOCUMENT_BYTES_MAX: usize = DOCUMENT_CHARACTERS_MAX * 4;

/// Objects and arrays inside one another. A well-formed policy nests six deep.
pub const NESTING_DEPTH_MAX: usize = 32;

/// The same of a file that policies stand in: templates and plans nest about twenty deep.
pub const FILE_NESTING_DEPTH_MAX: usize = 128;

/// Diagnostics one document may collect; a last one says that there were more.
pub const DIAGNOSTICS_MAX: usize = 200;

/// Digits of an AWS account id.
///
/// AWS: <https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html>
pub const ACCOUNT_ID_DIGITS: usize = 12;

/// Characters of a managed policy, without white space.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
pub const MANAGED_POLICY_CHARACTERS_MAX: usize = 6_144;

/// Characters of a trust policy, without white space, where the quota was not raised.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
pub const TRUST_POLICY_CHARACTERS_MAX: usize = 2_048;

/// Characters of a service or resource control policy.
///
/// AWS: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
pub const CONTROL_POLICY_CHARACTERS_MAX: usize = 5_120;

/// Characters of the policy of a VPC endpoint, white space included.
///
/// AWS: <https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html>
pub const ENDPOINT_POLICY_CHARACTERS_MAX: usize = 20_480;

/// Entries of one list of actions or resources that are compared with one another; longer lists
/// get no advice on what is redundant.
pub const REDUNDANCY_ENTRIES_MAX: usize = 2_000;
