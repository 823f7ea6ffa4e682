//! The AWS managed policies that templates of daily life attach, as shipped in the binary.
//!
//! Their documents are committed under `models/aws-managed-policies/`, with their origin.

use std::{collections::BTreeMap, sync::LazyLock};

use jiff::Timestamp;
use serde::Deserialize;

/// One AWS managed policy.
#[derive(Debug)]
pub(crate) struct AwsManagedPolicy {
    /// The policy's name.
    pub name: String,
    /// Its ARN, `arn:aws:iam::aws:policy/...`.
    pub arn: String,
    /// Its path, `/`, `/service-role/`, `/job-function/` or `/aws-service-role/`.
    pub path: String,
    /// Its unique id.
    pub policy_id: String,
    /// The default version, for example `v3`.
    pub default_version_id: String,
    /// When AWS made it.
    pub create_date: Timestamp,
    /// When AWS last changed it.
    pub update_date: Timestamp,
    /// The document of the default version.
    pub document: String,
}

/// The policy with this ARN.
pub(crate) fn find(arn: &str) -> Option<&'static AwsManagedPolicy> {
    POLICIES.get(arn)
}

/// The policy with this unique id.
pub(crate) fn find_by_id(policy_id: &str) -> Option<&'static AwsManagedPolicy> {
    BY_ID.get(policy_id).copied()
}

static BY_ID: LazyLock<BTreeMap<&'static str, &'static AwsManagedPolicy>> =
    LazyLock::new(|| all().map(|policy| (policy.policy_id.as_str(), policy)).collect());

/// All policies, by ARN.
pub(crate) fn all() -> impl Iterator<Item = &'static AwsManagedPolicy> {
    POLICIES.values()
}

/// The committed files, read once. A test reads them all, so that a damaged one is noticed there;
/// at run time a policy that can't be read does not exist, and what does not exist allows nothing.
static POLICIES: LazyLock<BTreeMap<String, AwsManagedPolicy>> = LazyLock::new(|| {
    let index: Vec<IndexEntry> = serde_json::from_str(INDEX).unwrap_or_default();
    index
        .into_iter()
        .filter_map(|entry| read(entry).ok())
        .map(|policy| (policy.arn.clone(), policy))
        .collect()
});

/// What the index says of one file.
#[derive(Clone, Deserialize)]
struct IndexEntry {
    name: String,
    file: String,
    policy_id: String,
}

#[derive(Deserialize)]
struct PolicyFile {
    arn: String,
    path: String,
    default_version: String,
    create_date: String,
    update_date: String,
    document: serde_json::Value,
}

/// Why a committed file can't be read.
#[derive(Debug, thiserror::Error)]
enum ReadError {
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    #[error(transparent)]
    Date(#[from] jiff::Error),
}

fn read(entry: IndexEntry) -> Result<AwsManagedPolicy, ReadError> {
    let text = FILES.iter().find(|(name, _)| *name == entry.file).map_or("", |(_, text)| *text);
    let file: PolicyFile = serde_json::from_str(text)?;
    Ok(AwsManagedPolicy {
        document: serde_json::to_string_pretty(&file.document)?,
        name: entry.name,
        arn: file.arn,
        path: file.path,
        policy_id: entry.policy_id,
        default_version_id: file.default_version,
        create_date: file.create_date.parse()?,
        update_date: file.update_date.parse()?,
    })
}

/// Includes one committed file by its name.
macro_rules! policy_files {
    ($($name:literal)+) => {
        &[$(($name, include_str!(concat!("../../../models/aws-managed-policies/", $name))),)+]
    };
}

/// Every file with its unique id.
const INDEX: &str = include_str!("../../../models/aws-managed-policies/index.json");

const FILES: &[(&str, &str)] = policy_files![
    "AWSAppSyncPushToCloudWatchLogs.json"
    "AWSBackupServiceRolePolicyForBackup.json"
    "AWSBackupServiceRolePolicyForRestores.json"
    "AWSBatchFullAccess.json"
    "AWSBatchServiceRole.json"
    "AWSCloudFormationFullAccess.json"
    "AWSCloudFormationReadOnlyAccess.json"
    "AWSCodeBuildAdminAccess.json"
    "AWSCodeBuildDeveloperAccess.json"
    "AWSCodeDeployRole.json"
    "AWSCodeDeployRoleForECS.json"
    "AWSCodeDeployRoleForLambda.json"
    "AWSCodePipeline_FullAccess.json"
    "AWSGlueServiceRole.json"
    "AWSKeyManagementServicePowerUser.json"
    "AWSLambdaBasicExecutionRole.json"
    "AWSLambdaDynamoDBExecutionRole.json"
    "AWSLambdaENIManagementAccess.json"
    "AWSLambdaKinesisExecutionRole.json"
    "AWSLambdaMSKExecutionRole.json"
    "AWSLambdaRole.json"
    "AWSLambdaSQSQueueExecutionRole.json"
    "AWSLambdaVPCAccessExecutionRole.json"
    "AWSLambda_FullAccess.json"
    "AWSLambda_ReadOnlyAccess.json"
    "AWSStepFunctionsFullAccess.json"
    "AWSSupportAccess.json"
    "AWSXRayDaemonWriteAccess.json"
    "AWSXrayWriteOnlyAccess.json"
    "AdministratorAccess.json"
    "AmazonAPIGatewayAdministrator.json"
    "AmazonAPIGatewayInvokeFullAccess.json"
    "AmazonAPIGatewayPushToCloudWatchLogs.json"
    "AmazonAthenaFullAccess.json"
    "AmazonCognitoPowerUser.json"
    "AmazonDynamoDBFullAccess.json"
    "AmazonDynamoDBReadOnlyAccess.json"
    "AmazonEBSCSIDriverPolicy.json"
    "AmazonEC2ContainerRegistryFullAccess.json"
    "AmazonEC2ContainerRegistryPowerUser.json"
    "AmazonEC2ContainerRegistryPullOnly.json"
    "AmazonEC2ContainerRegistryReadOnly.json"
    "AmazonEC2ContainerServiceforEC2Role.json"
    "AmazonEC2FullAccess.json"
    "AmazonEC2ReadOnlyAccess.json"
    "AmazonECSTaskExecutionRolePolicy.json"
    "AmazonECS_FullAccess.json"
    "AmazonEKSClusterPolicy.json"
    "AmazonEKSFargatePodExecutionRolePolicy.json"
    "AmazonEKSVPCResourceController.json"
    "AmazonEKSWorkerNodePolicy.json"
    "AmazonEKS_CNI_Policy.json"
    "AmazonEventBridgeFullAccess.json"
    "AmazonKinesisFullAccess.json"
    "AmazonKinesisReadOnlyAccess.json"
    "AmazonRDSEnhancedMonitoringRole.json"
    "AmazonRDSFullAccess.json"
    "AmazonRDSReadOnlyAccess.json"
    "AmazonRoute53FullAccess.json"
    "AmazonRoute53ReadOnlyAccess.json"
    "AmazonS3FullAccess.json"
    "AmazonS3ReadOnlyAccess.json"
    "AmazonSESFullAccess.json"
    "AmazonSNSFullAccess.json"
    "AmazonSNSReadOnlyAccess.json"
    "AmazonSQSFullAccess.json"
    "AmazonSQSReadOnlyAccess.json"
    "AmazonSSMFullAccess.json"
    "AmazonSSMManagedInstanceCore.json"
    "AmazonSSMReadOnlyAccess.json"
    "AmazonVPCFullAccess.json"
    "AmazonVPCReadOnlyAccess.json"
    "AutoScalingFullAccess.json"
    "Billing.json"
    "CloudFrontFullAccess.json"
    "CloudWatchAgentServerPolicy.json"
    "CloudWatchEventsFullAccess.json"
    "CloudWatchFullAccess.json"
    "CloudWatchFullAccessV2.json"
    "CloudWatchLambdaInsightsExecutionRolePolicy.json"
    "CloudWatchLogsFullAccess.json"
    "CloudWatchLogsReadOnlyAccess.json"
    "CloudWatchReadOnlyAccess.json"
    "ElasticLoadBalancingFullAccess.json"
    "IAMFullAccess.json"
    "IAMReadOnlyAccess.json"
    "IAMUserChangePassword.json"
    "PowerUserAccess.json"
    "ReadOnlyAccess.json"
    "SecretsManagerReadWrite.json"
    "SecurityAudit.json"
    "ViewOnlyAccess.json"
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_readable_and_every_file_of_the_folder_is_listed() {
        let index: Vec<IndexEntry> = serde_json::from_str(INDEX).unwrap();
        for entry in index {
            let file = entry.file.clone();
            assert!(read(entry).is_ok(), "{file}");
        }
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/aws-managed-policies");
        let files = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| {
                std::path::Path::new(name).extension().is_some_and(|it| it == "json")
                    && !["index.json", "unique-ids.json"].contains(&name.as_str())
            })
            .count();
        assert_eq!(files, FILES.len());
        assert_eq!(POLICIES.len(), FILES.len());
    }

    #[test]
    fn every_document_parses_without_errors() {
        for policy in all() {
            let parsed = entail_policy::parse(&policy.document);
            assert!(!parsed.has_errors(), "{}: {:?}", policy.name, parsed.diagnostics);
        }
    }

    #[test]
    fn policies_are_found_by_arn() {
        let policy = find("arn:aws:iam::aws:policy/AdministratorAccess").unwrap();
        assert_eq!(policy.name, "AdministratorAccess");
        assert!(find("arn:aws:iam::aws:policy/NoSuchPolicy").is_none());
    }
}
