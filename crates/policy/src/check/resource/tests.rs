use super::arn_fault;

fn answer(text: &str) -> Option<String> {
    arn_fault(text).map(|fault| fault.aws_message.unwrap_or_else(|| "legacy parsing".to_owned()))
}

#[test]
fn resources_that_aws_was_seen_to_take() {
    for resource in [
        "*",
        "arn:aws:s3:::example_bucket",
        "arn:aws:iam:::user/example_bucket",
        "arn:aws:s33:::example_bucket",
        "arn:aws:fdsasf",
        "arn:aws:cloudwatch:us-east-1::example_bucket",
        "arn:aws:iam::*:user/${aws:username}",
        "arn:aws:iam::111122223333:root",
        "arn:aws:iam::111122223333:*",
        "arn:aws-cn:s3:::bucket/*",
        "arn:aws:s3:us-west-2:111122223333:accesspoint/a",
    ] {
        assert_eq!(answer(resource), None, "{resource}");
    }
}

#[test]
fn resources_that_aws_was_seen_to_refuse() {
    for (resource, text) in [
        ("invalid resource", "Resource invalid resource must be in ARN format or \"*\"."),
        ("", "Resource  must be in ARN format or \"*\"."),
        (
            "a:bsdfdsafsad",
            "Partition \"bsdfdsafsad\" is not valid for resource \"arn:bsdfdsafsad:*:*:*:*\".",
        ),
        ("a:b:cadfsdf", "Partition \"b\" is not valid for resource \"arn:b:cadfsdf:*:*:*\"."),
        ("a:b:c:d:e:f:g:h", "Partition \"b\" is not valid for resource \"arn:b:c:d:e:f:g:h\"."),
        (
            "aws:s3:::example_bucket",
            "Partition \"s3\" is not valid for resource \"arn:s3:::example_bucket:*\".",
        ),
        (
            "arn:error:s3:::example_bucket",
            "Partition \"error\" is not valid for resource \"arn:error:s3:::example_bucket\".",
        ),
        ("arn:aws", "Resource vendor must be fully qualified and cannot contain regexes."),
        ("arn:aws:*:::x", "Resource vendor must be fully qualified and cannot contain regexes."),
        (
            "arn:aws:iam:us-east-1::example_bucket",
            "IAM resource arn:aws:iam:us-east-1::example_bucket cannot contain region information.",
        ),
        (
            "arn:aws:s3:us-east-1::example_bucket",
            "Resource arn:aws:s3:us-east-1::example_bucket can not contain region information.",
        ),
        ("arn:aws:s3::example_bucket", "legacy parsing"),
        ("arn:aws::::example_bucket", "legacy parsing"),
        ("arn:aws::fdsasf", "legacy parsing"),
    ] {
        assert_eq!(answer(resource).as_deref(), Some(text), "{resource}");
    }
}

#[test]
fn iam_resource_names_the_types_in_aws_order() {
    let text = answer("arn:aws:iam:::example_bucket").unwrap();
    assert!(text.starts_with("IAM resource path must either be \"*\", root, or start with user/,"));
    assert!(text.ends_with("report/, access-report/."));
}
