//! Where templates and plans carry policies, and what each of them is.

use entail_policy::{PolicyKind, resource_kind};

/// What stands in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A policy of this kind.
    Policy(PolicyKind),
    /// A policy in another language than IAM's.
    OtherLanguage,
    /// Something that only looks like a policy.
    NoPolicy,
}

/// Type of the resource, its property, and what stands there: a name of [`place`].
type Row = (&'static str, &'static str, &'static str);

/// What a property of a resource of a `CloudFormation` template holds; none where it is not known.
/// `declared` is the `Type` that a policy of AWS Organizations states.
pub(super) fn of_template(resource: &str, property: &str, declared: &str) -> Option<Place> {
    of(TEMPLATE, resource, property, declared)
}

/// The same of an attribute of a resource of a Terraform plan.
pub(super) fn of_plan(resource: &str, attribute: &str, declared: &str) -> Option<Place> {
    of(PLAN, resource, attribute, declared)
}

fn of(rows: &[Row], resource: &str, property: &str, declared: &str) -> Option<Place> {
    let found = rows.iter().find(|(row_resource, row_property, _)| {
        let is_resource = match row_resource.strip_suffix('*') {
            Some(start) => resource.starts_with(start),
            None => *row_resource == resource,
        };
        is_resource && (*row_property == property || *row_property == "*")
    });
    found.and_then(|(_, _, name)| place(name, declared))
}

fn place(name: &str, declared: &str) -> Option<Place> {
    let kind = match name {
        "identity" => PolicyKind::Identity,
        "inline" => PolicyKind::InlineIdentity,
        "session" => PolicyKind::Session,
        "trust" => PolicyKind::RoleTrust,
        "endpoint" => PolicyKind::VpcEndpoint,
        "resource" => PolicyKind::Resource,
        "organization" => match declared {
            "RESOURCE_CONTROL_POLICY" => PolicyKind::ResourceControl,
            // Terraform's default.
            "SERVICE_CONTROL_POLICY" | "" => PolicyKind::ServiceControl,
            // Tags, backups and the like have languages of their own.
            _ => return Some(Place::OtherLanguage),
        },
        "other-language" => return Some(Place::OtherLanguage),
        "no-policy" => return Some(Place::NoPolicy),
        name => PolicyKind::ResourceOf(resource_kind::find(name)?),
    };
    Some(Place::Policy(kind))
}

// AWS: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/
#[rustfmt::skip]
const TEMPLATE: &[Row] = &[
    ("*", "AssumeRolePolicyDocument", "trust"),
    ("*", "DataProtectionPolicy", "no-policy"),
    ("AWS::ApiGateway::*", "Policy", "api"),
    ("AWS::Backup::*", "AccessPolicy", "backup-vault"),
    ("AWS::CodeArtifact::*", "PermissionsPolicyDocument", "codeartifact"),
    ("AWS::DynamoDB::*", "PolicyDocument", "dynamodb-table"),
    ("AWS::EC2::VPCEndpoint", "PolicyDocument", "endpoint"),
    ("AWS::EC2::VerifiedAccess*", "PolicyDocument", "other-language"),
    ("AWS::ECR::PublicRepository", "RepositoryPolicyText", "ecr-public-repository"),
    ("AWS::ECR::RegistryPolicy", "PolicyText", "ecr-registry"),
    ("AWS::ECR::Repository", "RepositoryPolicyText", "ecr-repository"),
    ("AWS::ECR::RepositoryCreationTemplate", "RepositoryPolicy", "ecr-repository"),
    ("AWS::EFS::FileSystem", "FileSystemPolicy", "efs-file-system"),
    ("AWS::EKS::PodIdentityAssociation", "Policy", "session"),
    ("AWS::Elasticsearch::Domain", "AccessPolicies", "opensearch-domain"),
    ("AWS::Events::EventBus", "Policy", "event-bus"),
    ("AWS::IAM::ManagedPolicy", "PolicyDocument", "identity"),
    ("AWS::IAM::*", "PolicyDocument", "inline"),
    ("AWS::IoT::Policy", "PolicyDocument", "other-language"),
    ("AWS::KMS::*", "KeyPolicy", "kms-key"),
    ("AWS::Kinesis::ResourcePolicy", "ResourcePolicy", "kinesis-stream"),
    ("AWS::Logs::Destination", "DestinationPolicy", "logs"),
    ("AWS::Logs::LogGroup", "ResourcePolicyDocument", "logs"),
    ("AWS::Logs::ResourcePolicy", "PolicyDocument", "logs"),
    ("AWS::MSK::ClusterPolicy", "Policy", "msk-cluster"),
    ("AWS::MediaStore::Container", "Policy", "resource"),
    ("AWS::OpenSearchService::Domain", "AccessPolicies", "opensearch-domain"),
    ("AWS::Organizations::Policy", "Content", "organization"),
    ("AWS::Organizations::ResourcePolicy", "Content", "resource"),
    ("AWS::Redshift*", "NamespaceResourcePolicy", "resource"),
    ("AWS::RolesAnywhere::Profile", "SessionPolicy", "session"),
    ("AWS::S3::AccessPoint", "Policy", "s3-access-point"),
    ("AWS::S3::BucketPolicy", "PolicyDocument", "s3-bucket"),
    ("AWS::S3::MultiRegionAccessPointPolicy", "Policy", "s3-multi-region-access-point"),
    ("AWS::S3Express::AccessPoint", "Policy", "resource"),
    ("AWS::S3Express::BucketPolicy", "PolicyDocument", "s3-directory-bucket"),
    ("AWS::S3ObjectLambda::AccessPointPolicy", "PolicyDocument", "s3-object-lambda-access-point"),
    ("AWS::S3Outposts::*", "PolicyDocument", "resource"),
    ("AWS::S3Outposts::*", "Policy", "resource"),
    ("AWS::S3Tables::TableBucketPolicy", "ResourcePolicy", "s3-table-bucket"),
    ("AWS::S3Tables::TablePolicy", "ResourcePolicy", "s3-table-bucket"),
    ("AWS::S3Vectors::VectorBucketPolicy", "Policy", "resource"),
    ("AWS::SNS::*", "PolicyDocument", "sns-topic"),
    ("AWS::SQS::*", "PolicyDocument", "sqs-queue"),
    ("AWS::SSO::PermissionSet", "InlinePolicy", "inline"),
    ("AWS::SageMaker::ModelPackageGroup", "ModelPackageGroupPolicy", "resource"),
    ("AWS::Schemas::RegistryPolicy", "Policy", "resource"),
    ("AWS::SecretsManager::ResourcePolicy", "ResourcePolicy", "secret"),
    ("AWS::Serverless::*", "Policies", "inline"),
    ("AWS::Transfer::User", "Policy", "session"),
    ("AWS::VpcLattice::*", "Policy", "resource"),
    ("AWS::XRay::ResourcePolicy", "PolicyDocument", "resource"),
];

// Terraform: https://registry.terraform.io/providers/hashicorp/aws/latest/docs
#[rustfmt::skip]
const PLAN: &[Row] = &[
    ("*", "assume_role_policy", "trust"),
    ("aws_acmpca_policy", "policy", "resource"),
    ("aws_api_gateway_*", "policy", "api"),
    ("aws_backup_vault_policy", "policy", "backup-vault"),
    ("aws_cloudsearch_domain_service_access_policy", "access_policy", "resource"),
    ("aws_cloudwatch_event_bus_policy", "policy", "event-bus"),
    ("aws_cloudwatch_log_data_protection_policy", "*", "no-policy"),
    ("aws_cloudwatch_log_destination_policy", "access_policy", "logs"),
    ("aws_cloudwatch_log_resource_policy", "policy_document", "logs"),
    ("aws_codeartifact_*", "policy_document", "codeartifact"),
    ("aws_codebuild_resource_policy", "policy", "resource"),
    ("aws_dynamodb_resource_policy", "policy", "dynamodb-table"),
    ("aws_ecr_registry_policy", "policy", "ecr-registry"),
    ("aws_ecr_repository_creation_template", "repository_policy", "ecr-repository"),
    ("aws_ecr_repository_policy", "policy", "ecr-repository"),
    ("aws_ecrpublic_repository_policy", "policy", "ecr-public-repository"),
    ("aws_efs_file_system_policy", "policy", "efs-file-system"),
    ("aws_eks_pod_identity_association", "policy", "session"),
    ("aws_elasticsearch_domain*", "access_policies", "opensearch-domain"),
    ("aws_glacier_vault", "access_policy", "resource"),
    ("aws_glacier_vault_lock", "policy", "resource"),
    ("aws_glue_resource_policy", "policy", "glue-catalog"),
    ("aws_iam_policy", "policy", "identity"),
    ("aws_iam_*", "policy", "inline"),
    ("aws_iot_policy", "policy", "other-language"),
    ("aws_kinesis_resource_policy", "policy", "kinesis-stream"),
    ("aws_kms_*", "policy", "kms-key"),
    ("aws_media_store_container_policy", "policy", "resource"),
    ("aws_msk_cluster_policy", "policy", "msk-cluster"),
    ("aws_networkfirewall_resource_policy", "policy", "resource"),
    ("aws_opensearch_domain*", "access_policies", "opensearch-domain"),
    ("aws_organizations_policy", "content", "organization"),
    ("aws_organizations_resource_policy", "content", "resource"),
    ("aws_redshift_resource_policy", "policy", "resource"),
    ("aws_redshiftserverless_resource_policy", "policy", "resource"),
    ("aws_rolesanywhere_profile", "session_policy", "session"),
    ("aws_s3_access_point", "policy", "s3-access-point"),
    ("aws_s3_bucket", "policy", "s3-bucket"),
    ("aws_s3_bucket_policy", "policy", "s3-bucket"),
    ("aws_s3control_access_point_policy", "policy", "s3-access-point"),
    ("aws_s3control_bucket_policy", "policy", "resource"),
    ("aws_s3control_multi_region_access_point_policy", "policy", "s3-multi-region-access-point"),
    ("aws_s3control_object_lambda_access_point_policy", "policy", "s3-object-lambda-access-point"),
    ("aws_s3tables_table_bucket_policy", "resource_policy", "s3-table-bucket"),
    ("aws_s3tables_table_policy", "resource_policy", "s3-table-bucket"),
    ("aws_sagemaker_model_package_group_policy", "resource_policy", "resource"),
    ("aws_schemas_registry_policy", "policy", "resource"),
    ("aws_secretsmanager_*", "policy", "secret"),
    ("aws_ses_identity_policy", "policy", "resource"),
    ("aws_sesv2_email_identity_policy", "policy", "resource"),
    ("aws_sns_topic_data_protection_policy", "*", "no-policy"),
    ("aws_sns_topic*", "policy", "sns-topic"),
    ("aws_sqs_queue*", "policy", "sqs-queue"),
    ("aws_ssoadmin_permission_set_inline_policy", "inline_policy", "inline"),
    ("aws_transfer_access", "policy", "session"),
    ("aws_transfer_user", "policy", "session"),
    ("aws_verifiedaccess_*", "policy_document", "other-language"),
    ("aws_vpc_endpoint*", "policy", "endpoint"),
    ("aws_vpclattice_*", "policy", "resource"),
];

#[cfg(test)]
mod tests {
    use super::{PLAN, Place, TEMPLATE, of_plan, of_template, place};
    use entail_policy::PolicyKind;

    #[test]
    fn every_row_says_what_stands_there() {
        for (resource, property, name) in TEMPLATE.iter().chain(PLAN) {
            assert!(place(name, "").is_some(), "{resource} {property}: {name}");
        }
    }

    #[test]
    fn the_type_of_a_policy_of_an_organization_is_declared() {
        let of = |declared| of_template("AWS::Organizations::Policy", "Content", declared);
        assert_eq!(of("RESOURCE_CONTROL_POLICY"), Some(Place::Policy(PolicyKind::ResourceControl)));
        assert_eq!(of("SERVICE_CONTROL_POLICY"), Some(Place::Policy(PolicyKind::ServiceControl)));
        assert_eq!(of("TAG_POLICY"), Some(Place::OtherLanguage));
    }

    #[test]
    fn managed_policies_are_told_from_inline_ones() {
        let kind = |resource, attribute| match of_plan(resource, attribute, "") {
            Some(Place::Policy(kind)) => kind,
            other => panic!("{other:?}"),
        };
        assert_eq!(kind("aws_iam_policy", "policy"), PolicyKind::Identity);
        assert_eq!(kind("aws_iam_role", "policy"), PolicyKind::InlineIdentity);
        assert_eq!(kind("aws_iam_role", "assume_role_policy"), PolicyKind::RoleTrust);
        let bucket = kind("aws_s3_bucket_policy", "policy").resource_kind();
        assert_eq!(bucket.map(|kind| kind.name), Some("s3-bucket"));
        assert!(of_plan("aws_instance", "user_data", "").is_none());
    }
}
