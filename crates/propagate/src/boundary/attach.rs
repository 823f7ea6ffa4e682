//! Putting a boundary, and the marker by which `entail run` finds it, on users and roles.
//!
//! What is there is looked at first, and nothing is replaced that was not meant to be. The boundary
//! comes before its marker: whatever fails in between, the principal is bounded and not only marked.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePermissionsBoundary.html>

use std::fmt;
use std::sync::Arc;

use entail_policy::arn::Arn;
use entail_wire::sigv4::Credentials;

use super::TRANSITIVE_PATH;
use crate::find::{FindError, Finder, NamedPrincipal, PRINCIPAL_TAG, PrincipalKind};
use crate::intercept::Fronted;
use crate::upstream::{Upstream, UpstreamError};

/// Paths of roles that only AWS changes.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html>
const PATHS_OF_AWS: [&str; 2] = ["role/aws-service-role/", "role/aws-reserved/"];

/// What to put on users and roles.
#[derive(Clone, Debug)]
pub struct Attaching {
    /// The boundary.
    pub boundary: Arn,
    /// Whether they are marked with it.
    pub marking: Marking,
    /// What becomes of another boundary, or another marker, that is there.
    pub replacing: Replacing,
}

/// Whether principals are marked with the boundary that they pass on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marking {
    /// By the tag `entail:transitive-boundary`.
    Tag,
    /// Not at all: `entail run` finds a boundary under `/entail/transitive/`, and one that demands
    /// itself, without it.
    None,
}

impl Marking {
    /// By the tag, unless the policy's path is a marker already.
    pub fn of(boundary: &Arn) -> Self {
        let path = format!("policy{TRANSITIVE_PATH}");
        if boundary.resource().starts_with(&path) { Self::None } else { Self::Tag }
    }
}

/// What becomes of another boundary, or another marker, that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replacing {
    /// It stays, and the principal is left as it is.
    Refuse,
    /// The new one takes its place.
    Replace,
}

/// A user or a role, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A user.
    User(String),
    /// A role.
    Role(String),
}

/// A call that changes a principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Puts the boundary.
    PutBoundary,
    /// Puts the marker.
    Tag,
}

/// What a principal is like, and what would be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Who.
    pub target: Target,
    /// Its boundary now.
    pub boundary: Option<String>,
    /// What its marker names now.
    pub marker: Option<String>,
    /// The calls, in their order; none where all is as it should be.
    pub steps: Vec<Step>,
    /// Why nothing is done.
    pub refusal: Option<String>,
}

/// What came of a plan.
#[derive(Debug)]
pub struct Outcome {
    /// The calls that were made.
    pub done: Vec<Step>,
    /// The call that failed, and why.
    pub failed: Option<(Step, UpstreamError)>,
    /// The calls that were not made any more.
    pub not_done: Vec<Step>,
}

/// IAM, as somebody sees it who looks after boundaries.
#[derive(Debug)]
pub struct Desk {
    finder: Finder,
    upstream: Arc<Upstream>,
    region: String,
    credentials: Credentials,
}

impl Desk {
    /// Works with these credentials; the region says the partition.
    pub fn new(upstream: Arc<Upstream>, region: String, credentials: Credentials) -> Self {
        let finder = Finder::new(Arc::clone(&upstream), region.clone(), None);
        Self { finder, upstream, region, credentials }
    }

    /// The document of a policy's default version.
    ///
    /// # Errors
    ///
    /// Where AWS refuses to say, or can't be asked.
    pub async fn policy(&self, arn: &Arn) -> Result<String, FindError> {
        match self.finder.policy(arn, &self.credentials).await? {
            Ok(policy) => Ok(policy.text.clone()),
            Err(refused) => Err(FindError::Upstream(refused)),
        }
    }

    /// Looks at a principal, and says what would be done.
    ///
    /// # Errors
    ///
    /// Where AWS can't be asked; what it refuses to show is told in the plan.
    pub async fn plan(&self, target: &Target, attaching: &Attaching) -> Result<Plan, FindError> {
        let account = attaching.boundary.account();
        let principal = NamedPrincipal::new(target.kind(), target.name(), account);
        let mut plan = Plan::of(target);
        let read = match self.finder.read(&principal, &self.credentials).await {
            Ok(read) => read,
            Err(FindError::Upstream(refused @ UpstreamError::Refused { .. })) => {
                plan.refusal = Some(refused.to_string());
                return Ok(plan);
            }
            Err(error) => return Err(error),
        };
        (plan.boundary, plan.marker) = (read.boundary, read.tag);
        if !read.unread.is_empty() {
            plan.refusal = Some(read.unread.join("; "));
            return Ok(plan);
        }
        let arn = read.arn.as_deref().and_then(|arn| Arn::parse(arn).ok());
        decide(&mut plan, arn.as_ref(), attaching);
        Ok(plan)
    }

    /// Carries a plan out, as far as it goes.
    pub async fn apply(&self, plan: &Plan, attaching: &Attaching) -> Outcome {
        let mut outcome = Outcome { done: Vec::new(), failed: None, not_done: Vec::new() };
        for step in plan.steps.iter().copied() {
            if outcome.failed.is_some() {
                outcome.not_done.push(step);
                continue;
            }
            match self.take(step, &plan.target, attaching).await {
                Ok(()) => outcome.done.push(step),
                Err(error) => outcome.failed = Some((step, error)),
            }
        }
        outcome
    }

    async fn take(
        &self,
        step: Step,
        target: &Target,
        attaching: &Attaching,
    ) -> Result<(), UpstreamError> {
        let parameters = step.parameters(target, attaching);
        let parameters: Vec<(&str, &str)> =
            parameters.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let asked = self.upstream.query(Fronted::Iam, &self.region, &self.credentials, &parameters);
        asked.await.map(drop)
    }
}

/// Says what has to be done, or why nothing may be.
fn decide(plan: &mut Plan, arn: Option<&Arn>, attaching: &Attaching) {
    let boundary = attaching.boundary.to_string();
    let may_replace = attaching.replacing == Replacing::Replace;
    let is_of_aws = |arn: &Arn| PATHS_OF_AWS.iter().any(|path| arn.resource().starts_with(path));
    let other = |there: &Option<String>| there.as_deref().is_some_and(|there| there != boundary);
    let is_of_another_account = |arn: &Arn| {
        attaching.boundary.account() != "aws" && arn.account() != attaching.boundary.account()
    };
    plan.refusal = if arn.is_some_and(is_of_aws) {
        let instead = match arn.map(Arn::resource) {
            Some(resource) if resource.starts_with("role/aws-reserved/sso.amazonaws.com/") => {
                "; give the policy to its permission set as the boundary, in IAM Identity Center"
            }
            _ => "",
        };
        Some(format!("only AWS changes this role: no boundary can be put on it{instead}"))
    } else if let Some(arn) = arn.filter(|arn| is_of_another_account(arn)) {
        Some(format!("it is in account {}, and the boundary is not", arn.account()))
    } else if other(&plan.boundary) && !may_replace {
        Some("it has another boundary; `--replace` puts this one in its place".to_owned())
    } else if attaching.marking == Marking::Tag && other(&plan.marker) && !may_replace {
        Some("it is marked with another boundary; `--replace` changes the marker".to_owned())
    } else {
        None
    };
    if plan.refusal.is_some() {
        return;
    }
    if plan.boundary.as_deref() != Some(&boundary) {
        plan.steps.push(Step::PutBoundary);
    }
    if attaching.marking == Marking::Tag && plan.marker.as_deref() != Some(&boundary) {
        plan.steps.push(Step::Tag);
    }
}

impl Plan {
    fn of(target: &Target) -> Plan {
        let target = target.clone();
        Plan { target, boundary: None, marker: None, steps: Vec::new(), refusal: None }
    }
}

impl Target {
    fn kind(&self) -> PrincipalKind {
        match self {
            Target::User(_) => PrincipalKind::User,
            Target::Role(_) => PrincipalKind::Role,
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Target::User(name) | Target::Role(name) => name,
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} `{}`", self.kind().word(), self.name())
    }
}

impl Step {
    /// The call, as `iam:TagRole`.
    pub fn call(self, target: &Target) -> String {
        format!("iam:{}", self.action(target))
    }

    fn action(self, target: &Target) -> &'static str {
        match (self, target) {
            (Step::PutBoundary, Target::User(_)) => "PutUserPermissionsBoundary",
            (Step::PutBoundary, Target::Role(_)) => "PutRolePermissionsBoundary",
            (Step::Tag, Target::User(_)) => "TagUser",
            (Step::Tag, Target::Role(_)) => "TagRole",
        }
    }

    /// What the call is made with, `Action` first.
    pub fn parameters(self, target: &Target, attaching: &Attaching) -> Vec<(&'static str, String)> {
        let boundary = attaching.boundary.to_string();
        let name = match target {
            Target::User(_) => "UserName",
            Target::Role(_) => "RoleName",
        };
        let mut parameters =
            vec![("Action", self.action(target).to_owned()), (name, target.name().to_owned())];
        match self {
            Step::PutBoundary => parameters.push(("PermissionsBoundary", boundary)),
            Step::Tag => parameters.extend([
                ("Tags.member.1.Key", PRINCIPAL_TAG.to_owned()),
                ("Tags.member.1.Value", boundary),
            ]),
        }
        parameters
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDARY: &str = "arn:aws:iam::111122223333:policy/Dev";
    const OTHER: &str = "arn:aws:iam::111122223333:policy/Other";
    const ROLE: &str = "arn:aws:iam::111122223333:role/app";

    fn attaching(replacing: Replacing) -> Attaching {
        let boundary = Arn::parse(BOUNDARY).unwrap();
        Attaching { boundary, marking: Marking::Tag, replacing }
    }

    fn planned(arn: &str, boundary: Option<&str>, marker: Option<&str>, how: Replacing) -> Plan {
        let mut plan = Plan::of(&Target::Role("app".to_owned()));
        plan.boundary = boundary.map(str::to_owned);
        plan.marker = marker.map(str::to_owned);
        decide(&mut plan, Some(&Arn::parse(arn).unwrap()), &attaching(how));
        plan
    }

    #[test]
    fn the_boundary_comes_before_its_marker() {
        let both = [Step::PutBoundary, Step::Tag];
        assert_eq!(planned(ROLE, None, None, Replacing::Refuse).steps, both);
        let marked = planned(ROLE, None, Some(BOUNDARY), Replacing::Refuse);
        assert_eq!(marked.steps, [Step::PutBoundary]);
        let bounded = planned(ROLE, Some(BOUNDARY), None, Replacing::Refuse);
        assert_eq!(bounded.steps, [Step::Tag]);
        let done = planned(ROLE, Some(BOUNDARY), Some(BOUNDARY), Replacing::Refuse);
        assert_eq!((done.steps, done.refusal), (Vec::new(), None));
    }

    #[test]
    fn another_boundary_or_marker_is_replaced_only_where_that_is_said() {
        for (boundary, marker) in [(Some(OTHER), None), (Some(BOUNDARY), Some(OTHER))] {
            let refused = planned(ROLE, boundary, marker, Replacing::Refuse);
            assert!(refused.steps.is_empty() && refused.refusal.is_some());
            let replaced = planned(ROLE, boundary, marker, Replacing::Replace);
            assert!(!replaced.steps.is_empty() && replaced.refusal.is_none());
        }
    }

    #[test]
    fn what_cannot_carry_it_is_refused_beforehand() {
        for arn in [
            "arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/app",
            "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/app",
            "arn:aws:iam::444455556666:role/app",
        ] {
            let plan = planned(arn, None, None, Replacing::Replace);
            assert!(plan.steps.is_empty() && plan.refusal.is_some(), "{arn}");
            let is_told = plan.refusal.unwrap_or_default().contains("permission set");
            assert_eq!(is_told, arn.contains("/sso.amazonaws.com/"), "{arn}");
        }
    }
}
