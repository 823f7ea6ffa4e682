//! The command line of `entail check`.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use entail_policy::PolicyKind;
use entail_policy::arn::Arn;
use entail_policy::resource_kind::{self, RESOURCE_KINDS};

use super::boundary::policy_arn;

#[derive(Debug, Default, Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct CheckArguments {
    /// JSON: a policy, a template or a plan
    #[arg(value_name = "FILE", required = true, help = FILES)]
    pub(super) files: Vec<PathBuf>,
    /// What the policies are; without it, it is seen from where they stand, the name of the file
    /// and what they say
    #[arg(long = "type", value_enum, value_name = "TYPE")]
    policy_type: Option<PolicyType>,
    /// What kind of resource the policies are of; implies `--type resource`
    #[arg(long, value_name = "KIND", value_parser = kinds())]
    kind: Option<String>,
    /// The ARN of the policy, for a permissions boundary; without it, the one that its conditions
    /// on iam:PermissionsBoundary name first
    #[arg(long, value_name = "ARN", requires = "policy_type", value_parser = policy_arn)]
    pub(super) arn: Option<Arn>,
    /// What to print
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
    /// The least level that makes the exit status 1
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t)]
    pub(super) fail_on: FailOn,
}

const FILES: &str = "Policies, CloudFormation templates and Terraform plans as JSON; folders are \
                     searched for `*.json`; `-` reads standard input";

const EXAMPLES: &str = "How the type is seen:
  In a template or plan from where the policy stands: `AssumeRolePolicyDocument` is a trust
  policy, the `PolicyDocument` of an `AWS::S3::BucketPolicy` the policy of an S3 bucket.
  A policy alone: by words in the name of its file (scp, rcp, trust, boundary, session, inline,
  endpoint; bucket, key, queue, topic or secret beside policy), then by its principals and actions.

Exit status:
  0  no finding of the level of --fail-on
  1  some finding of that level
  2  the command line or some file could not be read, or a named file holds no policy; the other
     files are checked all the same

Examples:
  entail check policy.json
  entail check --type trust trust.json
  entail check --kind s3-bucket bucket.json
  entail check --type boundary --arn arn:aws:iam::111122223333:policy/Dev dev.json
  entail check --format sarif policies/ > findings.sarif
  terraform show -json plan | entail check -
  entail explain P0101";

fn kinds() -> PossibleValuesParser {
    PossibleValuesParser::new(RESOURCE_KINDS.iter().map(|kind| kind.name))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PolicyType {
    /// A managed policy
    Identity,
    /// A policy embedded in a user, group or role
    Inline,
    /// A permissions boundary
    Boundary,
    /// A session policy
    Session,
    /// A role's trust policy
    Trust,
    /// The policy of a bucket, key, queue or another resource
    Resource,
    /// A service control policy
    Scp,
    /// A resource control policy
    Rcp,
    /// The policy of a VPC endpoint
    Endpoint,
}

impl From<PolicyType> for PolicyKind {
    fn from(policy_type: PolicyType) -> Self {
        match policy_type {
            PolicyType::Identity => PolicyKind::Identity,
            PolicyType::Inline => PolicyKind::InlineIdentity,
            PolicyType::Boundary => PolicyKind::PermissionsBoundary,
            PolicyType::Session => PolicyKind::Session,
            PolicyType::Trust => PolicyKind::RoleTrust,
            PolicyType::Resource => PolicyKind::Resource,
            PolicyType::Scp => PolicyKind::ServiceControl,
            PolicyType::Rcp => PolicyKind::ResourceControl,
            PolicyType::Endpoint => PolicyKind::VpcEndpoint,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// The lines of the file with a mark under each place
    #[default]
    Text,
    /// One JSON object a line, one line a finding
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// What AWS refuses, or what does not work
    #[default]
    Error,
    /// Also what AWS considers a risk
    SecurityWarning,
    /// Also what departs from what AWS recommends
    Warning,
    /// Any finding
    Suggestion,
    /// None
    Never,
}

impl CheckArguments {
    /// What the flags say that the policies are.
    pub(super) fn policy_kind(&self) -> Result<Option<PolicyKind>, String> {
        if self.arn.is_some() && self.policy_type != Some(PolicyType::Boundary) {
            return Err("`--arn` is for `--type boundary`".to_owned());
        }
        match (self.policy_type, self.kind.as_deref().and_then(resource_kind::find)) {
            (None | Some(PolicyType::Resource), Some(kind)) => {
                Ok(Some(PolicyKind::ResourceOf(kind)))
            }
            (Some(_), Some(kind)) => {
                Err(format!("`--kind {}` goes with `--type resource` only", kind.name))
            }
            (policy_type, None) => Ok(policy_type.map(PolicyKind::from)),
        }
    }
}
