//! The policies of the story. What is shown is what is sent, byte for byte.

/// A policy with its name.
pub(in crate::demo) struct NamedPolicy {
    /// What the story calls it.
    pub(in crate::demo) name: &'static str,
    /// Its text.
    pub(in crate::demo) text: &'static str,
}

/// The path under which a managed policy, set as a boundary, is a transitive one.
pub(super) const TRANSITIVE_PATH: &str = "/entail/transitive/";

pub(super) const ADMINISTRATOR_ACCESS_ARN: &str = "arn:aws:iam::aws:policy/AdministratorAccess";

/// AWS: <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html>
pub(super) const ADMINISTRATOR_ACCESS: NamedPolicy =
    NamedPolicy { name: "AdministratorAccess", text: EVERYTHING };

pub(super) const EVERYTHING: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }]
}"#;

pub(super) const BASELINE_ARN: &str = "arn:aws:iam::111122223333:policy/entail/transitive/baseline";

/// The policy that names itself, of Shuichi Takahashi's article "Using Permission Boundaries for
/// IAM Role Creation in AWS Organizations Management Account", and a Deny by which the cap is seen.
pub(super) const BASELINE: NamedPolicy = NamedPolicy {
    name: "baseline",
    text: r#"{
  "Version": "2012-10-17",
  "Statement": [
    { "Sid": "Everything", "Effect": "Allow",
      "Action": "*", "Resource": "*" },
    { "Sid": "BornBounded", "Effect": "Deny", "Resource": "*",
      "Action": ["iam:CreateUser", "iam:CreateRole"],
      "Condition": { "StringNotEquals": {
        "iam:PermissionsBoundary":
          "arn:aws:iam::111122223333:policy/entail/transitive/baseline"
      } } },
    { "Sid": "StayBounded", "Effect": "Deny", "Resource": "*",
      "Action": ["iam:PutRolePermissionsBoundary",
                 "iam:DeleteRolePermissionsBoundary"] },
    { "Sid": "NoAccessKeys", "Effect": "Deny",
      "Action": "iam:CreateAccessKey", "Resource": "*" }
  ]
}"#,
};

/// Lets everybody in the account in, as far as their own policies do.
pub(super) const TRUST_THE_ACCOUNT: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [{ "Effect": "Allow", "Action": "sts:AssumeRole",
    "Principal": { "AWS": "arn:aws:iam::111122223333:root" } }]
}"#;

/// Lets an account of somebody else's in.
pub(super) const TRUST_A_STRANGER: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [{ "Effect": "Allow", "Action": "sts:AssumeRole",
    "Principal": { "AWS": "arn:aws:iam::444455556666:root" } }]
}"#;

pub(super) const ALICES_ARN: &str = "arn:aws:iam::111122223333:policy/entail/transitive/for-alice";

pub(super) const ALICES: NamedPolicy = NamedPolicy {
    name: "for-alice",
    text: r#"{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Action": "*", "Resource": "*" },
    { "Effect": "Deny", "Action": "iam:ListUsers", "Resource": "*" }
  ]
}"#,
};

pub(super) const BOBS_ARN: &str = "arn:aws:iam::111122223333:policy/entail/transitive/for-bob";

pub(super) const BOBS: NamedPolicy = NamedPolicy {
    name: "for-bob",
    text: r#"{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Action": "*", "Resource": "*" },
    { "Effect": "Deny", "Action": "iam:ListRoles", "Resource": "*" }
  ]
}"#,
};

pub(super) const READERS_ARN: &str = "arn:aws:iam::111122223333:policy/readers";

/// An ordinary boundary: its path does not mark it.
pub(super) const READERS: NamedPolicy = NamedPolicy {
    name: "readers",
    text: r#"{
  "Version": "2012-10-17",
  "Statement": [{ "Effect": "Allow", "Resource": "*",
    "Action": ["iam:Get*", "iam:List*"] }]
}"#,
};

/// A boundary that says nothing of S3.
pub(super) const ONLY_IAM: NamedPolicy = NamedPolicy {
    name: "only-iam",
    text: r#"{
  "Version": "2012-10-17",
  "Statement": [{ "Effect": "Allow", "Action": "iam:*", "Resource": "*" }]
}"#,
};

/// A bucket policy that names a user.
pub(super) const BUCKET_POLICY: NamedPolicy = NamedPolicy {
    name: "bucket policy",
    text: r#"{
  "Version": "2012-10-17",
  "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject",
    "Principal": { "AWS": "arn:aws:iam::111122223333:user/helper" },
    "Resource": "arn:aws:s3:::payroll/*" }]
}"#,
};
