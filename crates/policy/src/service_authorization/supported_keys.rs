//! Global condition keys that only some services put into their requests.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-network-properties>,
//! the lists of `aws:SourceVpcArn`, `aws:VpceAccount`, `aws:VpceOrgID` and `aws:VpceOrgPaths` as of
//! September 2026. AWS adds services to them.

/// Services that support all four.
const ALL_FOUR: &[&str] = &[
    "acm-pca",
    "applicationinsights",
    "apprunner",
    "athena",
    "cloudformation",
    "comprehendmedical",
    "compute-optimizer",
    "datasync",
    "discovery",
    "ebs",
    "ecr",
    "ecs",
    "firehose",
    "healthlake",
    "iam",
    "iotfleetwise",
    "iotwireless",
    "kinesisanalytics",
    "kms",
    "lambda",
    "medical-imaging",
    "omics",
    "payment-cryptography",
    "polly",
    "rbin",
    "rekognition",
    "route53",
    "s3",
    "scheduler",
    "servicediscovery",
    "servicequotas",
    "ssm-contacts",
    "storagegateway",
    "textract",
    "transcribe",
    "transfer",
];

/// Services that support all but `aws:SourceVpcArn`.
const OF_ENDPOINTS: &[&str] = &["dynamodb", "gamelift", "shield"];

/// Services that support `aws:VpceOrgID` alone.
const ORGANIZATION_ALONE: &[&str] = &[
    "b2bi",
    "cassandra",
    "cognito-identity",
    "dms",
    "ds-data",
    "identitystore",
    "iottwinmaker",
    "network-firewall",
    "pricing",
    "ses",
    "sms-voice",
    "sqs",
    "workmail",
];

/// Whether requests of the service have the key; none where every service's have. Case of the key
/// does not matter.
pub fn supports(service: &str, key: &str) -> Option<bool> {
    let lists: &[&[&str]] = match key.to_ascii_lowercase().as_str() {
        "aws:sourcevpcarn" => &[ALL_FOUR],
        "aws:vpceaccount" | "aws:vpceorgpaths" => &[ALL_FOUR, OF_ENDPOINTS],
        "aws:vpceorgid" => &[ALL_FOUR, OF_ENDPOINTS, ORGANIZATION_ALONE],
        _ => return None,
    };
    Some(lists.iter().any(|list| list.contains(&service)))
}

#[cfg(test)]
mod tests {
    use super::supports;

    #[test]
    fn a_key_is_supported_by_the_services_of_its_list() {
        assert_eq!(supports("s3", "aws:VpceOrgID"), Some(true));
        assert_eq!(supports("sqs", "aws:VpceOrgID"), Some(true));
        assert_eq!(supports("sqs", "aws:VpceAccount"), Some(false));
        assert_eq!(supports("dynamodb", "aws:SourceVpcArn"), Some(false));
        assert_eq!(supports("dynamodb", "aws:SourceVpc"), None);
    }
}
