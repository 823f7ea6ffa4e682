//! What resource policies stand on: which actions, resources and sizes each service takes.

/// A kind of resource that has a policy of its own.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceKind {
    /// Its name, such as `s3-bucket`.
    pub name: &'static str,
    /// It for people, such as `an S3 bucket`.
    pub title: &'static str,
    /// The services whose actions its policy takes, by the prefix of their actions.
    pub services: &'static [ServiceActions],
    /// The forms of the ARNs that its policy names, with `*` for what varies.
    pub arns: &'static [&'static str],
    /// Whether its policy must have `Resource` or `NotResource`.
    pub resource: ResourceElementNeed,
    /// Characters of its policy, where AWS documents a quota.
    pub characters_max: Option<usize>,
    /// The page that says so.
    pub source: &'static str,
}

/// The actions of a service that a kind of resource takes in its policy.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceActions {
    /// The prefix of the actions.
    pub prefix: &'static str,
    /// The resource types of the service authorization facts that the actions must take; empty
    /// where every action of the service will do.
    pub resource_types: &'static [&'static str],
}

/// Whether a resource policy must say which resources it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResourceElementNeed {
    /// The service refuses a statement without `Resource` and `NotResource`.
    Required,
    /// The policy is about the resource that it stands on.
    Optional,
}

const fn of(prefix: &'static str, resource_types: &'static [&'static str]) -> ServiceActions {
    ServiceActions { prefix, resource_types }
}

const fn kind(
    name: &'static str,
    title: &'static str,
    services: &'static [ServiceActions],
    arns: &'static [&'static str],
    source: &'static str,
) -> ResourceKind {
    let resource = ResourceElementNeed::Required;
    ResourceKind { name, title, services, arns, resource, characters_max: None, source }
}

impl ResourceKind {
    const fn at_most(mut self, characters: usize) -> ResourceKind {
        self.characters_max = Some(characters);
        self
    }

    const fn without_resource(mut self) -> ResourceKind {
        self.resource = ResourceElementNeed::Optional;
        self
    }
}

/// The policy of a general purpose bucket.
pub static S3_BUCKET: ResourceKind = kind(
    "s3-bucket",
    "an S3 bucket",
    &[of("s3", &["bucket", "object"])],
    &["arn:*:s3:::*"],
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html",
)
.at_most(20_480);

static S3_ACCESS_POINT: ResourceKind = kind(
    "s3-access-point",
    "an S3 access point",
    &[of("s3", &["accesspoint", "accesspointobject", "bucket", "object"])],
    &["arn:*:s3:*:*:accesspoint/*", "arn:*:s3:::*"],
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html",
)
.at_most(20_480);

static S3_MULTI_REGION_ACCESS_POINT: ResourceKind = kind(
    "s3-multi-region-access-point",
    "an S3 Multi-Region Access Point",
    &[of("s3", &[])],
    &["arn:*:s3::*:accesspoint/*"],
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPointPermissions.html",
)
.at_most(20_480);

static S3_OBJECT_LAMBDA_ACCESS_POINT: ResourceKind = kind(
    "s3-object-lambda-access-point",
    "an S3 Object Lambda Access Point",
    &[of("s3-object-lambda", &[])],
    &["arn:*:s3-object-lambda:*:*:accesspoint/*"],
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/olap-policies.html",
);

static S3_DIRECTORY_BUCKET: ResourceKind = kind(
    "s3-directory-bucket",
    "an S3 directory bucket",
    &[of("s3express", &[])],
    &["arn:*:s3express:*:*:bucket/*"],
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-security-iam-example-bucket-policies.html",
)
.at_most(20_480);

static S3_TABLE_BUCKET: ResourceKind = kind(
    "s3-table-bucket",
    "an S3 table bucket",
    &[of("s3tables", &[])],
    &["arn:*:s3tables:*:*:bucket/*"],
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-tables-resource-based-policies.html",
);

static SQS_QUEUE: ResourceKind = kind(
    "sqs-queue",
    "an SQS queue",
    &[of("sqs", &["queue"])],
    &["arn:*:sqs:*:*:*"],
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-basic-examples-of-sqs-policies.html",
);

static SNS_TOPIC: ResourceKind = kind(
    "sns-topic",
    "an SNS topic",
    &[of("sns", &["topic"])],
    &["arn:*:sns:*:*:*"],
    "https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html",
);

/// The policy of a KMS key.
pub static KMS_KEY: ResourceKind = kind(
    "kms-key",
    "a KMS key",
    &[of("kms", &["key"])],
    &["arn:*:kms:*:*:key/*"],
    "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html",
)
.at_most(32_768);

static SECRET: ResourceKind = kind(
    "secret",
    "a secret of Secrets Manager",
    &[of("secretsmanager", &["Secret"])],
    &["arn:*:secretsmanager:*:*:secret:*"],
    "https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html",
)
.at_most(20_480);

static ECR_REPOSITORY: ResourceKind = kind(
    "ecr-repository",
    "an ECR repository",
    &[of("ecr", &["repository"])],
    &["arn:*:ecr:*:*:repository/*"],
    "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html",
)
.without_resource();

static ECR_PUBLIC_REPOSITORY: ResourceKind = kind(
    "ecr-public-repository",
    "a public ECR repository",
    &[of("ecr-public", &["repository"])],
    &["arn:*:ecr-public::*:repository/*"],
    "https://docs.aws.amazon.com/AmazonECR/latest/public/public-repository-policies.html",
)
.without_resource();

static ECR_REGISTRY: ResourceKind = kind(
    "ecr-registry",
    "an ECR registry",
    &[of("ecr", &[])],
    &["arn:*:ecr:*:*:repository/*"],
    "https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry-permissions.html",
);

static LAMBDA_FUNCTION: ResourceKind = kind(
    "lambda-function",
    "a Lambda function",
    &[of("lambda", &[])],
    &["arn:*:lambda:*:*:function:*"],
    "https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html",
)
.at_most(20_480);

static DYNAMODB_TABLE: ResourceKind = kind(
    "dynamodb-table",
    "a DynamoDB table or stream",
    &[of("dynamodb", &[])],
    &["arn:*:dynamodb:*:*:table/*"],
    "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/access-control-resource-based.html",
)
.at_most(20_480);

static KINESIS_STREAM: ResourceKind = kind(
    "kinesis-stream",
    "a Kinesis stream or consumer",
    &[of("kinesis", &[])],
    &["arn:*:kinesis:*:*:*"],
    "https://docs.aws.amazon.com/streams/latest/dev/resource-based-policy-examples.html",
);

static EFS_FILE_SYSTEM: ResourceKind = kind(
    "efs-file-system",
    "an EFS file system",
    &[of("elasticfilesystem", &[])],
    &["arn:*:elasticfilesystem:*:*:file-system/*", "arn:*:elasticfilesystem:*:*:access-point/*"],
    "https://docs.aws.amazon.com/efs/latest/ug/security_iam_resource-based-policy-examples.html",
)
.at_most(20_000)
.without_resource();

static EVENT_BUS: ResourceKind = kind(
    "event-bus",
    "an event bus",
    &[of("events", &[])],
    &["arn:*:events:*:*:event-bus/*", "arn:*:events:*:*:rule/*"],
    "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html",
);

static API: ResourceKind = kind(
    "api",
    "a REST API of API Gateway",
    &[of("execute-api", &[])],
    &["arn:*:execute-api:*:*:*", "execute-api:*"],
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies.html",
)
.at_most(8_192);

static OPENSEARCH_DOMAIN: ResourceKind = kind(
    "opensearch-domain",
    "an OpenSearch domain",
    &[of("es", &[])],
    &["arn:*:es:*:*:domain/*"],
    "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ac.html",
);

static GLUE_CATALOG: ResourceKind = kind(
    "glue-catalog",
    "a Glue Data Catalog",
    &[of("glue", &[])],
    &["arn:*:glue:*:*:*"],
    "https://docs.aws.amazon.com/glue/latest/dg/security_iam_resource-based-policy-examples.html",
);

static BACKUP_VAULT: ResourceKind = kind(
    "backup-vault",
    "a backup vault",
    &[of("backup", &[])],
    // Recovery points have ARNs of the services whose resources they are of.
    &["arn:*:*:*:*:*"],
    "https://docs.aws.amazon.com/aws-backup/latest/devguide/create-a-vault-access-policy.html",
);

static CODEARTIFACT: ResourceKind = kind(
    "codeartifact",
    "a CodeArtifact domain or repository",
    &[of("codeartifact", &[]), of("sts", &[])],
    &["arn:*:codeartifact:*:*:*"],
    "https://docs.aws.amazon.com/codeartifact/latest/ug/repo-policies.html",
);

static LOGS: ResourceKind = kind(
    "logs",
    "log groups or a destination of CloudWatch Logs",
    &[of("logs", &[])],
    &["arn:*:logs:*:*:*"],
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html",
)
.at_most(5_120);

static MSK_CLUSTER: ResourceKind = kind(
    "msk-cluster",
    "an MSK cluster",
    &[of("kafka", &[]), of("kafka-cluster", &[])],
    &["arn:*:kafka:*:*:*"],
    "https://docs.aws.amazon.com/msk/latest/developerguide/mvpc-cluster-owner-action-policy.html",
);

/// All kinds, by name. Resource policies of other kinds are checked without these facts.
pub const RESOURCE_KINDS: &[&ResourceKind] = &[
    &API,
    &BACKUP_VAULT,
    &CODEARTIFACT,
    &DYNAMODB_TABLE,
    &ECR_PUBLIC_REPOSITORY,
    &ECR_REGISTRY,
    &ECR_REPOSITORY,
    &EFS_FILE_SYSTEM,
    &EVENT_BUS,
    &GLUE_CATALOG,
    &KINESIS_STREAM,
    &KMS_KEY,
    &LAMBDA_FUNCTION,
    &LOGS,
    &MSK_CLUSTER,
    &OPENSEARCH_DOMAIN,
    &S3_ACCESS_POINT,
    &S3_BUCKET,
    &S3_DIRECTORY_BUCKET,
    &S3_MULTI_REGION_ACCESS_POINT,
    &S3_OBJECT_LAMBDA_ACCESS_POINT,
    &S3_TABLE_BUCKET,
    &SECRET,
    &SNS_TOPIC,
    &SQS_QUEUE,
];

/// Finds a kind by its name, such as `s3-bucket`.
pub fn find(name: &str) -> Option<&'static ResourceKind> {
    RESOURCE_KINDS.iter().find(|kind| kind.name == name).copied()
}

#[cfg(test)]
mod tests {
    use super::{RESOURCE_KINDS, find};
    use crate::service_authorization;

    #[test]
    fn kinds_are_in_order_and_rest_on_services_and_types_that_exist() {
        assert!(RESOURCE_KINDS.is_sorted_by(|left, right| left.name < right.name));
        for kind in RESOURCE_KINDS {
            assert!(kind.source.starts_with("https://docs.aws.amazon.com/"), "{}", kind.name);
            for actions in kind.services {
                let service = service_authorization::service(actions.prefix).expect("a service");
                for name in actions.resource_types {
                    let is_type = service.resource_types.iter().any(|it| it.name == *name);
                    assert!(is_type, "{}: {} has no `{name}`", kind.name, actions.prefix);
                }
            }
        }
    }

    #[test]
    fn a_kind_is_found_by_its_name() {
        assert_eq!(find("kms-key").map(|kind| kind.title), Some("a KMS key"));
        assert!(find("kms").is_none());
    }
}
