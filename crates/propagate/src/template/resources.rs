//! Which resource types make principals, and where their boundary stands.
//!
//! What the Serverless transform makes of its own types is in [`super::sam`].

/// A type with a property for the boundary.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BoundedType {
    /// The type.
    pub(crate) resource_type: &'static str,
    /// The property's name.
    pub(crate) property: &'static str,
    /// How the property is written.
    pub(crate) form: Form,
}

/// How a boundary is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// As the policy's ARN.
    Arn,
    /// As `CustomerManagedPolicyReference` with name and path, or as `ManagedPolicyArn`.
    ///
    /// AWS: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-sso-permissionset-permissionsboundary.html>
    PermissionSet,
}

/// All of CloudFormation's types that have one; groups have none.
pub(crate) const BOUNDED: &[BoundedType] = &[
    // AWS: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-iam-role.html
    BoundedType {
        resource_type: "AWS::IAM::Role",
        property: "PermissionsBoundary",
        form: Form::Arn,
    },
    // AWS: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-iam-user.html
    BoundedType {
        resource_type: "AWS::IAM::User",
        property: "PermissionsBoundary",
        form: Form::Arn,
    },
    // AWS: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sso-permissionset.html
    BoundedType {
        resource_type: "AWS::SSO::PermissionSet",
        property: "PermissionsBoundary",
        form: Form::PermissionSet,
    },
    // AWS: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-datazone-environmentblueprintconfiguration.html
    BoundedType {
        resource_type: "AWS::DataZone::EnvironmentBlueprintConfiguration",
        property: "EnvironmentRolePermissionBoundary",
        form: Form::Arn,
    },
];

/// A type whose resources are stacks with templates of their own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NestedType {
    /// The type.
    pub(crate) resource_type: &'static str,
    /// The property that says where the template is.
    pub(crate) property: &'static str,
}

/// A stack set, whose template may also stand in the one that it is part of.
pub(crate) const STACK_SET: &str = "AWS::CloudFormation::StackSet";

/// The property of a template that stands in a stack or stack set itself.
pub(crate) const TEMPLATE_BODY: &str = "TemplateBody";

/// The types that are stacks.
pub(crate) const NESTED: &[NestedType] = &[
    NestedType { resource_type: "AWS::CloudFormation::Stack", property: "TemplateURL" },
    NestedType { resource_type: STACK_SET, property: "TemplateURL" },
    NestedType { resource_type: "AWS::Serverless::Application", property: "Location" },
];

/// Types that make principals which no template can bound, and what to do about each.
pub(crate) const UNBOUNDED: &[(&str, &str)] = &[
    (
        "AWS::ServiceCatalog::CloudFormationProvisionedProduct",
        "the product's own template makes its principals: put the boundary into the product",
    ),
    (
        "AWS::Organizations::Account",
        "a new account begins with a role for administrators: bound it in the account itself",
    ),
];

/// `AWS::SecretsManager::RotationSchedule` makes a role through a stack of its transform's.
///
/// AWS: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-secretsmanager-rotationschedule.html>
pub(crate) const ROTATION_SCHEDULE: (&str, &str) =
    ("AWS::SecretsManager::RotationSchedule", "HostedRotationLambda");

impl BoundedType {
    /// The entry of a type.
    pub(crate) fn find(resource_type: &str) -> Option<&'static Self> {
        BOUNDED.iter().find(|entry| entry.resource_type == resource_type)
    }
}

impl NestedType {
    /// The entry of a type.
    pub(crate) fn find(resource_type: &str) -> Option<&'static Self> {
        NESTED.iter().find(|entry| entry.resource_type == resource_type)
    }
}
