//! Taking existing resources into a stack: nothing else may change meanwhile.
// AWS: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-manually.html

use std::collections::{BTreeMap, BTreeSet};

use entail_wire::query::QueryError;

use super::{
    deployment::Deployment,
    walk::{Walk, Walked, unreadable},
};
use crate::{
    endpoints::Partition,
    intercept::{
        Call, Interceptor, Refusal, form::Form, iam::unreadable as unreadable_form,
        names::principal_kind, note::Subject,
    },
    journal::{Bounded, Event, NotBounded},
    required::RequiredBoundary,
    template::{
        NamedPrincipal, Placement, TemplateError, default_of, logical_ids, named_principals,
    },
    upstream::UpstreamError,
};

const IMPORTING: &str = "CloudFormation changes nothing while it imports: deploy the stack again after \
                         the import, and it gets its boundary";

impl Interceptor {
    /// Takes out of a rewritten template what the stack does not have yet: `CloudFormation` refuses
    /// an import that changes a property, of the imported resources and of others.
    pub(super) async fn without_changes(
        &self,
        call: &Call,
        form: &Form,
        walk: &mut Walk<'_>,
        walked: Walked,
    ) -> Result<Walked, Refusal> {
        let stack = form.get("StackName").map_err(unreadable_form)?.unwrap_or_default();
        let imported = form.members("ResourcesToImport", "LogicalResourceId");
        let imported: BTreeSet<String> = imported.map_err(unreadable_form)?.into_iter().collect();
        let stand = match self.deployed(call, &stack).await? {
            Some(text) => walk.stand_in(&text, &walked.placements).await?,
            None => vec![false; walked.placements.len()],
        };
        let is_imported = |placement: &Placement| {
            placement.path.get(1).is_some_and(|logical_id| imported.contains(logical_id))
        };
        let all = walked.placements.iter().zip(stand);
        let stays: Vec<bool> =
            all.map(|(placement, stands)| stands && !is_imported(placement)).collect();
        walk.keeping(walked, &stays, IMPORTING)
    }

    /// The template that a stack has; none where there is no such stack yet.
    pub(super) async fn deployed(
        &self,
        call: &Call,
        stack: &str,
    ) -> Result<Option<String>, Refusal> {
        match self.template_of_stack(call, stack).await {
            Ok(text) => Ok(text),
            Err(UpstreamError::Refused { code, .. }) if code == "ValidationError" => Ok(None),
            Err(error) => Err(Refusal::denied(format!(
                "the template of `{stack}` can't be read, and it must not be changed: {error}"
            ))),
        }
    }

    /// Looks at the roles and users that have names of their own: one that is there already under its
    /// name is taken into the stack as it is, whatever the template says.
    // AWS: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-automatically.html
    pub(super) async fn told_existing(
        &self,
        call: &Call,
        form: &Form,
        deployment: &Deployment,
        required: &RequiredBoundary,
        walked: Walked,
    ) -> Result<Walked, Refusal> {
        let fault = |error| unreadable(&deployment.name, None, &error);
        let deployed = self.deployed(call, &deployment.reference).await?;
        let is_new = deployed.is_none();
        let there = deployed.map(|text| logical_ids(&text)).transpose().map_err(fault)?;
        let there = there.unwrap_or_default();
        let values = self.values(call, form, deployment).await.map_err(unreadable_form)?;
        let value = |name: &str| match values.get(name) {
            Some(value) => value.clone(),
            // What a stack has already may have another value than the template's.
            None if is_new => default_of(&walked.text, name).ok().flatten(),
            None => None,
        };
        let named = named_principals(&walked.text, &value).map_err(fault)?;
        let mut events = walked.events;
        for principal in named.iter().filter(|it| !there.contains(&it.logical_id)) {
            let of_it = |event: &&mut Event| matches!(event, Event::Bounded(it) if it.name == principal.logical_id);
            if let Some(event) = events.iter_mut().find(of_it)
                && let Event::Bounded(it) = event
                && let Some(told) = self.existing(call, principal, it, required).await
            {
                *event = told;
            }
        }
        Ok(Walked { events, ..walked })
    }

    /// What the call says of the stack that names may be made of: pseudo parameters, and parameters,
    /// without a value where it is the one that the stack has.
    async fn values(
        &self,
        call: &Call,
        form: &Form,
        deployment: &Deployment,
    ) -> Result<BTreeMap<String, Option<String>>, QueryError> {
        let mut values = BTreeMap::new();
        for index in form.indices("Parameters") {
            let field = |field| form.get(&format!("Parameters.member.{index}.{field}"));
            let Some(name) = field("ParameterKey")? else { continue };
            values.insert(name, field("ParameterValue")?);
        }
        let account = self.account(call).await.ok();
        let (account, partition) = account.map(|it| (it.id, it.partition)).unzip();
        let suffix = Partition::of(&call.region).suffix().to_owned();
        for (name, value) in [
            ("AWS::AccountId", account),
            ("AWS::Partition", partition),
            ("AWS::Region", Some(call.region.clone())),
            ("AWS::StackName", Some(deployment.name.clone())),
            ("AWS::URLSuffix", Some(suffix)),
        ] {
            values.insert(name.to_owned(), value);
        }
        Ok(values)
    }

    /// What is told of a principal that may be there already; none where it is made, or has the
    /// boundary.
    async fn existing(
        &self,
        call: &Call,
        principal: &NamedPrincipal,
        event: &Bounded,
        required: &RequiredBoundary,
    ) -> Option<Event> {
        let Bounded { kind, name, place, .. } = event.clone();
        let unseen = |reason: &str| unseen(event, reason);
        let Some(own) = principal.name.clone() else {
            return Some(unseen("only CloudFormation knows its name"));
        };
        let subject = Subject { kind: principal_kind(&kind)?, name: own, changed: None };
        match self.boundary_of(call, &subject).await {
            Ok(None) => None,
            Ok(Some(Some(boundary))) if boundary == required.arn.to_string() => None,
            Ok(Some(boundary)) => {
                let identical = match boundary {
                    Some(boundary) => self.is_identical(&boundary, required, call).await,
                    None => Ok(false),
                };
                match identical {
                    Ok(true) => return None,
                    Ok(false) => {}
                    Err(refusal) => return Some(unseen(&refusal.message)),
                }
                let why = format!(
                    "it is there already without the boundary, and a change set with \
                     ImportExistingResources takes it in as it is: put `{}` on it with \
                     iam:PutRolePermissionsBoundary or iam:PutUserPermissionsBoundary",
                    required.arn
                );
                Some(Event::Unbounded(NotBounded { kind, name, place, why }))
            }
            Err(reason) => Some(unseen(&reason)),
        }
    }
}

/// What is told of a stack inside: of its roles and users with names of their own, nobody knows which
/// stack they would be those of.
pub(super) fn may_be_there(
    text: &str,
    mut events: Vec<Event>,
    is_told: impl Fn(&Bounded) -> bool,
) -> Result<Vec<Event>, TemplateError> {
    let named = named_principals(text, &|_| None)?;
    for event in &mut events {
        if let Event::Bounded(it) = event
            && is_told(it)
            && named.iter().any(|principal| principal.logical_id == it.name)
        {
            *event = unseen(it, "it is of a stack inside, of which it is not asked");
        }
    }
    Ok(events)
}

fn unseen(event: &Bounded, reason: &str) -> Event {
    let Bounded { kind, name, place, .. } = event.clone();
    let why = format!(
        "a change set with ImportExistingResources takes it in as it is where it is there already, and \
         that can't be seen: {reason}"
    );
    Event::Unseen(NotBounded { kind, name, place, why })
}
