//! What a call deploys, and who deploys it.

use entail_policy::arn::Arn;
use entail_wire::query::QueryError;

use super::execute::change_set_name;
use crate::{
    intercept::{Call, Interceptor, Refusal, form::Form, xml::Element},
    upstream::UpstreamError,
};

/// A stack or a stack set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Stack,
    StackSet,
}

/// What a call deploys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Deployment {
    pub(super) kind: Kind,
    /// The stack's or stack set's name.
    pub(super) name: String,
    /// As the call has it: a name or an ARN.
    pub(super) reference: String,
    /// The service role that the call names.
    pub(super) role: Option<String>,
    /// Whether the call changes a stack that is there.
    pub(super) is_update: bool,
    /// Whether existing resources are taken into the stack.
    pub(super) is_import: bool,
    /// Whether resources that exist already under their names are taken in, instead of made.
    pub(super) takes_existing: bool,
    /// The name of the change set that the call makes, with the stack's.
    pub(super) change_set: Option<String>,
    /// As whom a stack set is worked on.
    pub(super) call_as: Option<String>,
}

impl Deployment {
    pub(super) fn read(call: &Call, form: &Form) -> Result<Self, QueryError> {
        let operation = call.operation.as_str();
        let is_set = operation.ends_with("StackSet") || operation.ends_with("StackInstances");
        let reference = form.get(if is_set { "StackSetName" } else { "StackName" })?;
        let reference = reference.unwrap_or_default();
        let change = form.get("ChangeSetType")?;
        let change = (operation == "CreateChangeSet").then(|| change.unwrap_or_default());
        let change_set = form.get("ChangeSetName")?.filter(|_| change.is_some());
        let updates_by_change_set = change.as_deref().is_some_and(|change| change != "CREATE");
        let name = name_in(&reference).to_owned();
        Ok(Self {
            kind: if is_set { Kind::StackSet } else { Kind::Stack },
            change_set: change_set.map(|change_set| change_set_name(&name, &change_set)),
            name,
            role: form.get("RoleARN")?.filter(|role| !role.is_empty()),
            is_update: operation.starts_with("Update") || updates_by_change_set,
            is_import: change.as_deref() == Some("IMPORT"),
            takes_existing: change.is_some()
                && form.get("ImportExistingResources")?.is_some_and(|it| !is_no(&it)),
            call_as: form.get("CallAs")?,
            reference,
        })
    }

    /// What it is called in the state file.
    pub(super) fn key(&self) -> String {
        match self.kind {
            Kind::Stack => self.name.clone(),
            // No stack has a name like this.
            Kind::StackSet => format!("stackset/{}", self.name),
        }
    }
}

/// Whether a parameter says no. How else AWS lets a yes be written is not known.
pub(super) fn is_no(text: &str) -> bool {
    text.is_empty() || text.eq_ignore_ascii_case("false")
}

/// The name in `arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/ID`, in a stack set's `NAME:ID`, or
/// the text itself.
pub(super) fn name_in(reference: &str) -> &str {
    let in_arn = || reference.strip_prefix("arn:")?.split('/').nth(1);
    in_arn().unwrap_or_else(|| reference.split(':').next().unwrap_or(reference))
}

impl Interceptor {
    /// The role that makes what a stack makes; none where it is the caller.
    ///
    /// Where an update names none, it is the one that the stack has.
    // AWS: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStack.html
    pub(super) async fn execution_role(
        &self,
        call: &Call,
        deployment: &Deployment,
    ) -> Result<Option<String>, Refusal> {
        let asks = deployment.kind == Kind::Stack && deployment.is_update;
        if deployment.role.is_some() || !asks {
            return Ok(deployment.role.clone());
        }
        self.role_of_stack(call, &deployment.reference).await
    }

    /// The service role that a stack has; none where there is none, or it may not be seen.
    pub(in crate::intercept) async fn role_of_stack(
        &self,
        call: &Call,
        stack: &str,
    ) -> Result<Option<String>, Refusal> {
        let name = name_in(stack);
        let asked = [("Action", "DescribeStacks"), ("StackName", stack)];
        match self.ask(call, &asked).await {
            Ok(answer) => Ok(answer.as_ref().and_then(role_in)),
            // There is no such stack yet: the call itself will say so.
            Err(UpstreamError::Refused { code, .. }) if code == "ValidationError" => Ok(None),
            Err(error @ UpstreamError::Refused { .. }) => {
                self.warn(format!(
                    "whether the stack `{name}` has a service role can't be seen ({error}): it gets \
                     the caller's boundary"
                ));
                Ok(None)
            }
            Err(error) => Err(Refusal::denied(format!(
                "whether the stack `{name}` has a service role can't be seen: {error}"
            ))),
        }
    }
}

fn role_in(answer: &Element) -> Option<String> {
    let role = answer.text_of(&["DescribeStacksResult", "Stacks", "member", "RoleARN"])?.trim();
    Arn::parse(role).ok().map(|role| role.to_string())
}

#[cfg(test)]
mod tests {
    use super::name_in;

    #[test]
    fn a_stack_has_one_name_however_it_is_referred_to() {
        for reference in [
            "app",
            "arn:aws:cloudformation:eu-west-1:123456789012:stack/app/51af3dc0-da77-11e4",
            "app:51af3dc0-da77-11e4",
        ] {
            assert_eq!(name_in(reference), "app");
        }
    }
}
