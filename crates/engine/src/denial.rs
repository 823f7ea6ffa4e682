//! The text AWS answers a denied request with, word for word.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>

use crate::decision::{Decision, Effect, Layer};
use crate::request::Request;

/// The reason of a denial by a lineage gate, which is no policy layer and stands after all of them.
const GATE_REASON: &str = "with an explicit deny in a transitive permissions boundary";

/// The condition key that requests through a VPC endpoint have, and no others.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourcevpce>
const VPC_ENDPOINT_KEY: &str = "aws:SourceVpce";

/// The message of a denied request, such as `User: ARN is not authorized to perform: s3:GetObject
/// on resource: "ARN" because no identity-based policy allows the s3:GetObject action`. For an
/// allowed request it is empty.
pub fn denial_message(request: &Request, decision: &Decision<'_>) -> String {
    let action = &request.action;
    let reason = match decision.effect {
        Effect::Allow => return String::new(),
        Effect::ExplicitDeny => {
            format!("with an explicit deny in {}", denying(request, decision.layer))
        }
        Effect::ImplicitDeny => {
            format!("because no {} allows the {action} action", not_allowing(decision.layer))
        }
    };
    message_with_reason(request, &reason)
}

/// The message of a request that every policy allows and a lineage gate refuses.
pub fn gate_denial_message(request: &Request) -> String {
    message_with_reason(request, GATE_REASON)
}

fn message_with_reason(request: &Request, reason: &str) -> String {
    let principal = request.principal.display_name();
    let action = &request.action;
    format!(
        "User: {principal} is not authorized to perform: {action}{} {reason}",
        on_resource(request)
    )
}

/// S3 alone puts the ARN in double quotes; an action without a resource names none.
fn on_resource(request: &Request) -> String {
    let resource = &request.resource;
    let is_s3 = request
        .action
        .split_once(':')
        .is_some_and(|(service, _)| service.eq_ignore_ascii_case("s3"));
    if **resource == *"*" {
        String::new()
    } else if is_s3 {
        format!(" on resource: \"{resource}\"")
    } else {
        format!(" on resource: {resource}")
    }
}

fn denying(request: &Request, layer: Layer) -> &'static str {
    match layer {
        // AWS: the page shows these words for a request through a VPC endpoint that an SCP denies.
        // CHOICE: it does not say when an endpoint's request gets them; here every one does.
        Layer::ServiceControl if request.context.get(VPC_ENDPOINT_KEY).is_some() => {
            "a VPC endpoint policy transitively through a service control policy"
        }
        Layer::ServiceControl => "a service control policy",
        Layer::ResourceControl => "a resource control policy",
        Layer::VpcEndpoint => "a VPC endpoint policy",
        Layer::InheritedBoundary => "an inherited permissions boundary",
        Layer::PermissionsBoundary => "a permissions boundary",
        // CHOICE: the documentation's table writes "a sessions policy"; replies seen have this.
        Layer::Session => "a session policy",
        Layer::Identity => "an identity-based policy",
        Layer::Resource => "a resource-based policy",
        Layer::Trust => "the role trust policy",
    }
}

fn not_allowing(layer: Layer) -> &'static str {
    match layer {
        Layer::ServiceControl => "service control policy",
        // No implicit form is documented: `RCPFullAWSAccess` cannot be detached.
        Layer::ResourceControl => "resource control policy",
        Layer::VpcEndpoint => "VPC endpoint policy",
        Layer::InheritedBoundary => "inherited permissions boundary",
        Layer::PermissionsBoundary => "permissions boundary",
        Layer::Session => "session policy",
        Layer::Identity => "identity-based policy",
        Layer::Resource => "resource-based policy",
        Layer::Trust => "role trust policy",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::Principal;

    fn message(action: &str, resource: &str, effect: Effect, layer: Layer) -> String {
        let request = Request::new(Principal::root("111122223333"), action, resource);
        denial_message(&request, &Decision { effect, layer, statement: None })
    }

    #[test]
    fn s3_alone_quotes_the_resource() {
        assert_eq!(
            message("s3:GetObject", "arn:aws:s3:::b/k", Effect::ImplicitDeny, Layer::Session),
            "User: arn:aws:iam::111122223333:root is not authorized to perform: s3:GetObject on \
             resource: \"arn:aws:s3:::b/k\" because no session policy allows the s3:GetObject action"
        );
        assert_eq!(
            message("sqs:SendMessage", "arn:x", Effect::ExplicitDeny, Layer::InheritedBoundary),
            "User: arn:aws:iam::111122223333:root is not authorized to perform: sqs:SendMessage on \
             resource: arn:x with an explicit deny in an inherited permissions boundary"
        );
    }

    #[test]
    fn an_action_without_a_resource_names_none() {
        assert_eq!(
            message("ec2:DescribeInstances", "*", Effect::ExplicitDeny, Layer::Identity),
            "User: arn:aws:iam::111122223333:root is not authorized to perform: \
             ec2:DescribeInstances with an explicit deny in an identity-based policy"
        );
    }

    #[test]
    fn an_scp_denies_a_request_through_a_vpc_endpoint_transitively() {
        let mut request = Request::new(Principal::root("111122223333"), "SNS:Publish", "*");
        let mut reason = |effect, layer| {
            request.context.insert("aws:SourceVpce", "vpce-0a1b2c3d");
            let text = denial_message(&request, &Decision { effect, layer, statement: None });
            text.split_once("SNS:Publish ").map(|(_, reason)| reason.to_owned()).unwrap()
        };
        assert_eq!(
            reason(Effect::ExplicitDeny, Layer::ServiceControl),
            "with an explicit deny in a VPC endpoint policy transitively through a service \
             control policy"
        );
        assert_eq!(
            reason(Effect::ImplicitDeny, Layer::ServiceControl),
            "because no service control policy allows the SNS:Publish action"
        );
        assert_eq!(
            reason(Effect::ExplicitDeny, Layer::ResourceControl),
            "with an explicit deny in a resource control policy"
        );
    }

    #[test]
    fn an_allowed_request_has_no_denial() {
        assert_eq!(message("a:B", "*", Effect::Allow, Layer::Identity), "");
    }
}
