//! Operations that act on the calling user where none is named.

use entail_store::{Records as _, Transaction};
use entail_wire::{error::ErrorCode, shapes::iam};

use crate::{
    arns,
    authorize::Question,
    caller::{Caller, Identity},
    context::RequestContext,
    control_error::ControlError,
    describe as description, entities,
    principals::PrincipalName,
    questions,
};

/// Whom an operation with an optional `UserName` is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// The account's root user, which has no name.
    Root,
    /// A user.
    User(String),
}

/// The named user, or the caller where none is named: a user or root. Sessions of roles and
/// federated users must name one.
pub(crate) fn target(name: Option<&str>, caller: &Caller) -> Result<Target, ControlError> {
    if let Some(name) = name {
        return Ok(Target::User(name.to_owned()));
    }
    match (caller.user(), &caller.identity) {
        (Some(user), _) => Ok(Target::User(user.name.clone())),
        (None, Identity::Root(_)) => Ok(Target::Root),
        (None, _) => Err(ControlError::new(
            ErrorCode::ValidationError,
            "Must specify userName when calling with non-User credentials",
        )),
    }
}

/// The question about the named or calling user.
pub(crate) fn questions(
    action: &'static str,
    name: Option<&str>,
    context: &RequestContext<'_>,
    view: &Transaction,
) -> Result<Vec<Question>, ControlError> {
    Ok(vec![match target(name, &context.caller)? {
        Target::Root => Question::new(action, arns::root(context.account())),
        Target::User(name) => {
            questions::on_principal(action, PrincipalName::User(&name), context, view)?
        }
    }])
}

/// The named or calling user as `GetUser` shows it; root is shown without name and path.
pub(crate) fn describe(
    name: Option<&str>,
    context: &RequestContext<'_>,
    view: &Transaction,
) -> Result<iam::User, ControlError> {
    let account = context.account();
    match target(name, &context.caller)? {
        Target::User(name) => {
            description::user(&entities::user(view, &name)?, account, &view.covered())
        }
        Target::Root => {
            let record = view.account_record()?;
            let created = record.map(|it| it.created).unwrap_or_default();
            Ok(iam::User {
                path: None,
                user_name: None,
                user_id: account.to_string(),
                arn: arns::root(account),
                create_date: description::date(created),
                password_last_used: None,
                permissions_boundary: None,
                tags: None,
                transitive_permissions_boundary: None,
                inherited_permissions_boundaries: None,
            })
        }
    }
}

/// Refuses a user that does not exist.
pub(crate) fn check_exists(
    name: Option<&str>,
    context: &RequestContext<'_>,
    view: &Transaction,
) -> Result<(), ControlError> {
    match target(name, &context.caller)? {
        Target::Root => Ok(()),
        Target::User(name) => entities::user(view, &name).map(|_| ()),
    }
}

/// What is wrong with asking for a console password: no user has one.
pub(crate) fn no_login_profile(
    name: Option<&str>,
    context: &RequestContext<'_>,
    view: &Transaction,
) -> ControlError {
    let name = match target(name, &context.caller) {
        Ok(Target::User(name)) => name,
        Ok(Target::Root) => "root".to_owned(),
        Err(error) => return error,
    };
    match entities::user(view, &name) {
        Ok(_) => {
            ControlError::no_such_entity(format!("Login Profile for User {name} cannot be found."))
        }
        Err(error) => error,
    }
}
