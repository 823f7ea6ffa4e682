//! `AssumeRole` — temporary credentials of a role.
//!
//! AWS: <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>

use std::collections::{BTreeMap, BTreeSet};

use entail_lineage::{
    Attribute, ObtainMode, SessionId, Standing,
    gates::obtain::{self, Obtain},
};
use entail_policy::arn::Arn;
use entail_store::{Transaction, records::Role};
use entail_wire::{
    error::ErrorCode,
    shapes::sts::{AssumeRoleRequest, AssumeRoleResponse, AssumedRoleUser},
};

use crate::{
    arns,
    authorize::{Permit, Question},
    caller::Identity,
    context::RequestContext,
    control_error::ControlError,
    entities,
    limits::{CHAINED_SESSION_SECONDS_MAX, ROLE_SESSION_SECONDS_DEFAULT},
    lineage_keys,
    lineage_world::LineageWorld,
    operation::{Effect, Operation},
    questions,
    session_token::{Session, SessionKind},
    sessions::{self, NewSession, SessionPolicies},
};

/// The operation.
#[derive(Debug)]
pub struct AssumeRole;

impl Operation for AssumeRole {
    type Input = AssumeRoleRequest;
    type Output = AssumeRoleResponse;
    const EFFECT: Effect = Effect::Creates;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        check_role_arn(&input.role_arn)?;
        let role = entities::role_by_arn(view, context.account(), &input.role_arn)?;
        let question = |action| {
            let question = question(action, input, context, role.as_ref());
            let Some(role) = &role else { return Ok(question) };
            let account = context.account();
            lineage_keys::with_principal(question, &role.lineage, account, &view.covered())
        };
        let mut questions = vec![question("sts:AssumeRole")?];
        if !input.tags.is_empty() || !inherited_tags(context).is_empty() {
            questions.push(question("sts:TagSession")?);
        }
        if source_identity(input, context)?.is_some() {
            questions.push(question("sts:SetSourceIdentity")?);
        }
        Ok(questions)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let context = permit.context();
        refuse_root(context)?;
        sessions::refuse_multi_factor(input.serial_number.as_ref().or(input.token_code.as_ref()))?;
        let account = context.account();
        let role = entities::role_by_arn(transaction, account, &input.role_arn)?
            .ok_or_else(|| ControlError::internal("a role was permitted and is gone"))?;
        let seconds = duration(&input, &role, context)?;
        let (tags, transitive_tag_keys) = tags(&input, context)?;
        let source_identity = source_identity(&input, context)?;
        let policies =
            SessionPolicies::read(input.policy.clone(), &input.policy_arns, context, transaction)?;
        let access_key_id = sessions::access_key_id(context)?;
        let request = obtain_request(&input, &role, &access_key_id, context);
        let world = LineageWorld::new(transaction, account, context.now());
        let lineage = obtain::assume_role(&world, permit.standing(), &request)?;
        let session_name = input.role_session_name;
        let assumed_role_user = AssumedRoleUser {
            assumed_role_id: format!("{}:{session_name}", role.id),
            arn: arns::assumed_role(account, &role.name, &session_name),
        };
        let new = NewSession {
            access_key_id,
            kind: SessionKind::AssumedRole { session_name },
            seconds,
            policies,
            tags,
            transitive_tag_keys,
            source_identity: source_identity.clone(),
            lineage,
        };
        let issued = sessions::issue(new, permit, transaction)?;
        Ok(AssumeRoleResponse {
            credentials: issued.credentials,
            assumed_role_user,
            packed_policy_size: issued.packed_policy_percent,
            source_identity,
            session_token_utilization: None,
            session_token_size: None,
        })
    }
}

/// Refuses what is no ARN of a role. Nothing but a role has a trust policy that must allow the
/// call, so that for another resource the identity policies alone would decide.
fn check_role_arn(arn: &str) -> Result<(), ControlError> {
    let is_role = Arn::parse(arn)
        .is_ok_and(|arn| arn.service() == "iam" && arn.resource().starts_with("role/"));
    if is_role {
        return Ok(());
    }
    Err(ControlError::new(ErrorCode::ValidationError, "Request ARN is invalid"))
}

/// One question about the role, which its trust policy must answer too.
fn question(
    action: &'static str,
    input: &AssumeRoleRequest,
    context: &RequestContext<'_>,
    role: Option<&Role>,
) -> Question {
    let inherited = inherited_tags(context);
    let requested = input.tags.iter().map(|tag| (tag.key.as_str(), tag.value.as_str()));
    let mut question = Question::new(action, input.role_arn.as_str())
        .with("sts:RoleSessionName", input.role_session_name.as_str())
        .with_optional("sts:ExternalId", input.external_id.as_deref())
        .with_optional("sts:SourceIdentity", input.source_identity.as_deref())
        .with_set("sts:TransitiveTagKeys", input.transitive_tag_keys.clone())
        .with_request_tags(requested);
    if let Some(role) = role {
        // A transitive tag of the calling session stands over the role's own of the same key.
        // AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
        let own = questions::pairs(&role.tags)
            .filter(|(key, _)| !inherited.keys().any(|other| same_key(other, key)));
        let tags = own.chain(inherited.iter().map(|(key, value)| (key.as_str(), value.as_str())));
        let tags: Vec<(&str, &str)> = tags.collect();
        question = question
            .with_resource_tags(tags)
            .with_resource_policy(format!("trust policy of {}", role.name), &role.trust_policy);
    }
    question
}

/// With its access keys or with temporary credentials of `GetSessionToken`.
///
/// AWS: <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>
fn refuse_root(context: &RequestContext<'_>) -> Result<(), ControlError> {
    if matches!(context.caller.identity, Identity::Root(_)) {
        let message = "Roles may not be assumed by root accounts.";
        return Err(ControlError::denied("credentials", message));
    }
    Ok(())
}

fn duration(
    input: &AssumeRoleRequest,
    role: &Role,
    context: &RequestContext<'_>,
) -> Result<i64, ControlError> {
    let seconds = input.duration_seconds.map_or(ROLE_SESSION_SECONDS_DEFAULT.into(), i64::from);
    let is_chained = matches!(context.caller.identity, Identity::Role(_));
    if is_chained && seconds > CHAINED_SESSION_SECONDS_MAX {
        return Err(ControlError::new(
            ErrorCode::ValidationError,
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by \
             role chaining",
        ));
    }
    if seconds > i64::from(role.max_session_duration_seconds) {
        return Err(ControlError::new(
            ErrorCode::ValidationError,
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        ));
    }
    Ok(seconds)
}

/// The session's tags and which of them are transitive: those of the request, and the transitive
/// ones of the calling session, which the request can't set again.
fn tags(
    input: &AssumeRoleRequest,
    context: &RequestContext<'_>,
) -> Result<(BTreeMap<String, String>, Vec<String>), ControlError> {
    let inherited = inherited_tags(context);
    let mut tags = sessions::session_tags(&input.tags)?;
    if tags.keys().any(|key| inherited.keys().any(|other| same_key(key, other))) {
        return Err(ControlError::new(
            ErrorCode::InvalidParameterValue,
            "One of the specified transitive tag keys can't be set because it conflicts with a \
             transitive tag key from the calling session.",
        ));
    }
    let requested = |key: &String| tags.keys().any(|other| same_key(key, other));
    if !input.transitive_tag_keys.iter().all(requested) {
        return Err(ControlError::new(
            ErrorCode::InvalidParameterValue,
            "The specified transitive tag key must be included in the requested tags.",
        ));
    }
    let transitive = input.transitive_tag_keys.iter().chain(inherited.keys()).cloned().collect();
    tags.extend(inherited);
    Ok((tags, transitive))
}

/// The transitive tags of the calling session.
fn inherited_tags(context: &RequestContext<'_>) -> BTreeMap<String, String> {
    let transitive = |session: &Session, key: &str| {
        session.transitive_tag_keys.iter().any(|other| same_key(other, key))
    };
    context
        .caller
        .session()
        .map(|session| {
            let tags = session.tags.iter().filter(|(key, _)| transitive(session, key));
            tags.map(|(key, value)| (key.clone(), value.clone())).collect()
        })
        .unwrap_or_default()
}

fn same_key(left: &str, right: &str) -> bool {
    left.to_lowercase() == right.to_lowercase()
}

/// The source identity of the new session: once set, it stays along the chain.
fn source_identity(
    input: &AssumeRoleRequest,
    context: &RequestContext<'_>,
) -> Result<Option<String>, ControlError> {
    let inherited = context.caller.session().and_then(|session| session.source_identity.clone());
    match (&input.source_identity, inherited) {
        (Some(requested), Some(inherited)) if *requested != inherited => Err(ControlError::new(
            ErrorCode::ValidationError,
            "The source identity is already set for this assume role session",
        )),
        (Some(requested), _) => Ok(Some(requested.clone())),
        (None, inherited) => Ok(inherited),
    }
}

fn obtain_request(
    input: &AssumeRoleRequest,
    role: &Role,
    access_key_id: &str,
    context: &RequestContext<'_>,
) -> Obtain {
    let mut set: BTreeSet<Attribute> =
        input.tags.iter().map(|tag| Attribute::tag(&tag.key)).collect();
    set.insert(Attribute::SessionName);
    let inherited = inherited_tags(context);
    let mut inherited: BTreeSet<Attribute> = sessions::tag_attributes(inherited.keys()).collect();
    let has_identity =
        context.caller.session().is_some_and(|session| session.source_identity.is_some());
    match (has_identity, &input.source_identity) {
        (true, _) => inherited.insert(Attribute::SourceIdentity),
        (false, Some(_)) => set.insert(Attribute::SourceIdentity),
        (false, None) => false,
    };
    Obtain {
        role: role.id.clone(),
        session: SessionId::new(access_key_id),
        mode: ObtainMode::Carry,
        set,
        inherited,
        time: context.unix_seconds(),
    }
}
