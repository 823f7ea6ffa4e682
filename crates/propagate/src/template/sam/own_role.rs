//! Resources that make one role, which no property bounds, but which a property may name.

use super::{
    Added, ExplicitRole, New, Resource, Role, Step, cannot_be_copied, keys, managed_policy,
    unbounded,
};

/// A type of such a resource.
struct Kind {
    /// Its name, without `AWS::Serverless::`.
    name: &'static str,
    /// The property that names the role.
    property: &'static str,
    /// What the role's logical id ends in.
    suffix: &'static str,
    /// The policy that AWS manages for it.
    managed_policy: Option<&'static str>,
    /// When the resource's tags are the role's too.
    tags: Tags,
}

/// When the resource's tags are the role's too.
#[derive(PartialEq)]
enum Tags {
    Always,
    WhenPropagated,
}

const KINDS: [Kind; 4] = [
    Kind {
        name: "CapacityProvider",
        property: "OperatorRole",
        suffix: "OperatorRole",
        managed_policy: Some("AWSLambdaManagedEC2ResourceOperator"),
        tags: Tags::WhenPropagated,
    },
    Kind {
        name: "NetworkConnector",
        property: "OperatorRole",
        suffix: "OperatorRole",
        managed_policy: Some("AWSLambdaNetworkConnectorOperatorPolicy"),
        tags: Tags::WhenPropagated,
    },
    Kind {
        name: "MicrovmImage",
        property: "BuildRoleArn",
        suffix: "BuildRole",
        managed_policy: None,
        tags: Tags::WhenPropagated,
    },
    Kind {
        name: "WebFunction",
        property: "ExecutionRoleArn",
        suffix: "Role",
        managed_policy: Some("service-role/AWSLambdaBasicExecutionRole"),
        tags: Tags::Always,
    },
];

/// The attributes that SAM passes on to these roles.
const PASSED_ON: [&str; 3] = ["Condition", "DeletionPolicy", "UpdateReplacePolicy"];

/// What has to be done to a resource of one of these types; of an unknown type it is not known.
pub(super) fn steps(resource: &Resource<'_>, partition: &str) -> Vec<Step> {
    let Some(kind) = KINDS.iter().find(|kind| kind.name == resource.kind) else {
        return vec![unbounded(
            "it is not known which roles SAM makes of this type: name roles of your own where it \
             takes them",
        )];
    };
    if resource.is_given(kind.property) {
        return Vec::new();
    }
    vec![explicit_role(kind, resource, partition).unwrap_or_else(|| {
        cannot_be_copied("what SAM takes from the resource for it (tags, attributes, code)")
    })]
}

fn explicit_role(kind: &Kind, resource: &Resource<'_>, partition: &str) -> Option<Step> {
    let logical_id = format!("{}{}", resource.logical_id, kind.suffix);
    let mut tags = vec![("lambda:createdBy".to_owned(), New::text("SAM"))];
    if kind.tags == Tags::Always || resource.propagates_tags() {
        tags.extend(resource.tags()?);
    }
    let policies = if kind.name == "MicrovmImage" { vec![build_policy(resource)?] } else { vec![] };
    let managed = kind.managed_policy.map(|name| managed_policy(partition, name));
    let role = Role {
        service: "lambda.amazonaws.com",
        managed_policies: managed.into_iter().collect(),
        policies,
        tags,
    };
    let reference = New::attribute(&logical_id, "Arn");
    Some(Step::ExplicitRole(ExplicitRole {
        keys: keys(&["Properties", kind.property]),
        reference,
        added: vec![Added::role(logical_id, resource.passed_on(&PASSED_ON)?, role)],
    }))
}

/// What building an image takes: to read the code's bucket, and to write logs.
fn build_policy(image: &Resource<'_>) -> Option<New> {
    let actions = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];
    let read = allow(&["s3:GetObject"], code_of(image)?);
    let log = allow(&actions, New::text("*"));
    let document =
        New::map([("Version", New::text("2012-10-17")), ("Statement", New::List(vec![read, log]))]);
    Some(New::map([
        ("PolicyName", New::text("MicrovmImageBuildPolicy")),
        ("PolicyDocument", document),
    ]))
}

fn allow(actions: &[&str], resource: New) -> New {
    let actions = actions.iter().map(|action| New::text(action)).collect();
    New::map([
        ("Effect", New::text("Allow")),
        ("Action", New::List(actions)),
        ("Resource", resource),
    ])
}

/// The objects of the bucket that an image's code is in.
fn code_of(image: &Resource<'_>) -> Option<New> {
    let uri = image.own("CodeUri")?;
    let Some(text) = uri.text() else { return Some(bucket_at_deployment(New::of(uri)?)) };
    let bucket = text.strip_prefix("s3://")?.split('/').next()?;
    let arn = format!("arn:${{AWS::Partition}}:s3:::{bucket}/*");
    (!bucket.is_empty()).then_some(New::Sub(arn))
}

fn bucket_at_deployment(uri: New) -> New {
    let split = New::map([("Fn::Split", New::List(vec![New::text("/"), uri]))]);
    let select = New::map([("Fn::Select", New::List(vec![New::text("2"), split]))]);
    New::substitution("arn:${AWS::Partition}:s3:::${Bucket}/*", New::map([("Bucket", select)]))
}
