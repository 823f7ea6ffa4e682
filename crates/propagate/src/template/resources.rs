//! Which resource types make principals, and where their boundary stands.
//!
//! What the Serverless transform makes of its own types is in [`super::sam`].

use super::{changes::is_made_on_aws, document::Node};

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

/// A type that makes principals which no template can bound.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UnboundedType {
    /// The type.
    resource_type: &'static str,
    /// When it makes them.
    when: When,
    /// How, and what to do about it.
    pub(crate) why: &'static str,
}

/// When a resource makes principals.
#[derive(Clone, Copy, Debug)]
enum When {
    /// Whatever its properties are.
    Always,
    /// As long as it has this property.
    With(&'static str),
    /// Unless it has this property.
    Without(&'static str),
    /// Unless this property is one of these texts.
    Unless(&'static str, &'static [&'static str]),
    /// Unless this property is an attribute of the same name, of a resource of the same template: that
    /// is bounded itself.
    FromElsewhere(&'static str),
}

/// All of CloudFormation's types whose own handlers make roles, stacks or accounts, but for
/// service-linked roles.
pub(crate) const UNBOUNDED: &[UnboundedType] = &[
    UnboundedType {
        resource_type: "AWS::ServiceCatalog::CloudFormationProvisionedProduct",
        when: When::Always,
        why: "the product's own template makes its principals: put the boundary into the product",
    },
    // AWS: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateProject.html
    UnboundedType {
        resource_type: "AWS::SageMaker::Project",
        when: When::Always,
        why: "the product or template that the project is made of makes principals of its own: put \
              the boundary into that",
    },
    UnboundedType {
        resource_type: "AWS::CloudFormation::ChangeSet",
        when: When::Always,
        why: "the template in it or at its TemplateURL is not rewritten: make the change set with \
              `entail run`, or a stack inside this one instead",
    },
    // AWS: https://docs.aws.amazon.com/launchwizard/latest/APIReference/API_CreateDeployment.html
    UnboundedType {
        resource_type: "AWS::LaunchWizard::Deployment",
        when: When::Always,
        why: "the deployment is a stack with a template of AWS's, which may make roles: put the \
              boundary on those with iam:PutRolePermissionsBoundary",
    },
    // AWS: https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-quick-setup.html
    UnboundedType {
        resource_type: "AWS::SSMQuickSetup::ConfigurationManager",
        when: When::Always,
        why: "the configurations of Quick Setup are stacks with templates of AWS's, which make \
              roles: put the boundary on those with iam:PutRolePermissionsBoundary",
    },
    // AWS: https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateDataCatalog.html
    UnboundedType {
        resource_type: "AWS::Athena::DataCatalog",
        when: When::Unless("Type", &["GLUE", "HIVE", "LAMBDA"]),
        why: "Athena makes a stack of its own of a federated catalog, with a function and its role: \
              make the connector yourself, and a catalog of the type LAMBDA",
    },
    // AWS: https://docs.aws.amazon.com/security-lake/latest/userguide/prereqs-creating-subscriber.html
    UnboundedType {
        resource_type: "AWS::SecurityLake::Subscriber",
        when: When::Always,
        why: "Security Lake makes a role for the subscriber, under a boundary of AWS's: put the \
              required one on it with iam:PutRolePermissionsBoundary",
    },
    // AWS: https://docs.aws.amazon.com/controltower/latest/userguide/how-control-tower-works.html
    UnboundedType {
        resource_type: "AWS::ControlTower::LandingZone",
        when: When::Always,
        why: CONTROL_TOWER,
    },
    UnboundedType {
        resource_type: "AWS::ControlTower::EnabledBaseline",
        when: When::Always,
        why: CONTROL_TOWER,
    },
    UnboundedType {
        resource_type: "AWS::Organizations::Account",
        when: When::Always,
        why: "a new account begins with a role for administrators: bound it in the account itself",
    },
    // AWS: https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreateAccountAssignment.html
    UnboundedType {
        resource_type: "AWS::SSO::Assignment",
        when: When::FromElsewhere("PermissionSetArn"),
        why: "it makes a role in the account, with the boundary of a permission set that is not of \
              this template: put the boundary on the permission set",
    },
    // AWS: https://docs.aws.amazon.com/datazone/latest/userguide/security-iam-awsmanpol-AmazonDataZoneEnvironmentRolePermissionsBoundary.html
    UnboundedType {
        resource_type: "AWS::DataZone::Environment",
        when: When::Without("EnvironmentRoleArn"),
        why: DATA_ZONE,
    },
    UnboundedType {
        resource_type: "AWS::DataZone::Project",
        when: When::With("ProjectProfileId"),
        why: DATA_ZONE,
    },
    // AWS: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-secretsmanager-rotationschedule.html
    UnboundedType {
        resource_type: "AWS::SecretsManager::RotationSchedule",
        when: When::With("HostedRotationLambda"),
        why: "the transform AWS::SecretsManager makes a role for the hosted function: use a \
              rotation function of your own (RotationLambdaARN) with a bounded role",
    },
];

const CONTROL_TOWER: &str = "Control Tower makes roles in the accounts that it governs: bound them in \
                             those accounts";
const DATA_ZONE: &str = "DataZone makes roles of it, with the boundary that its blueprint's \
                         configuration has: see that EnvironmentRolePermissionBoundary is the \
                         required one there";

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

impl UnboundedType {
    /// The entry of a type.
    pub(crate) fn find(resource_type: &str) -> Option<&'static Self> {
        UNBOUNDED.iter().find(|entry| entry.resource_type == resource_type)
    }

    /// Whether a resource with these properties makes principals, or may do so because they are not
    /// all written out.
    pub(crate) fn makes_principals(&self, properties: Option<Node<'_>>) -> bool {
        let given = |name: &str| properties.is_some_and(|properties| properties.has(name));
        let is = |name: &str, expected: &dyn Fn(Node<'_>) -> bool| {
            let of_name = |(key, value): (Node<'_>, Node<'_>)| {
                (key.text() == Some(name)).then_some(expected(value))
            };
            let mut found =
                properties.into_iter().flat_map(Node::entries).filter_map(of_name).peekable();
            found.peek().is_some() && found.all(|is_expected| is_expected)
        };
        let is_made = match self.when {
            When::Always => true,
            When::With(name) => given(name),
            When::Without(name) => !given(name),
            When::Unless(name, texts) => {
                !is(name, &|value| value.text().is_some_and(|text| texts.contains(&text)))
            }
            When::FromElsewhere(name) => !is(name, &|value| is_attribute(value, name)),
        };
        is_made || properties.is_some_and(is_not_written_out)
    }

    /// Whether an operation of a patch at this place may make principals.
    pub(crate) fn is_of_matter(&self, pointer: &str) -> bool {
        let property = pointer.split('/').nth(1).unwrap_or_default();
        property.is_empty()
            || match self.when {
                When::Always => property != "Tags",
                When::With(name)
                | When::Without(name)
                | When::Unless(name, _)
                | When::FromElsewhere(name) => property == name,
            }
    }
}

/// Whether it is `Fn::GetAtt` of this attribute.
fn is_attribute(value: Node<'_>, name: &str) -> bool {
    let Some(("GetAtt", argument)) = value.function() else { return false };
    match argument.text() {
        Some(text) => text.split_once('.').is_some_and(|(_, attribute)| attribute == name),
        None => {
            argument.items().len() == 2
                && argument.items().nth(1).and_then(Node::text) == Some(name)
        }
    }
}

/// Whether more may come among these properties on AWS, or through YAML's aliases.
fn is_not_written_out(properties: Node<'_>) -> bool {
    properties.function().is_some()
        || !(properties.is_mapping() || properties.is_null())
        || properties.entries().any(|(key, _)| is_made_on_aws(key) || key.text() == Some("<<"))
}
