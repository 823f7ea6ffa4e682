//! Creating a user or a role: what is asked before, and the lineage it is born with.

use entail_lineage::{
    PrincipalKind, PrincipalLineage, Standing,
    condition::boundary_values_on_create,
    create::{CreatePrincipal, create_principal},
};
use entail_policy::arn::AccountId;
use entail_store::{Transaction, records::NameKind};
use entail_wire::{error::ErrorCode, shapes::iam::Tag};

use crate::{
    arns,
    authorize::{Permit, Question},
    boundaries,
    context::RequestContext,
    control_error::ControlError,
    identifiers::{self, IdKind},
    lineage_keys::INHERITED_BOUNDARIES,
    lineage_records,
    lineage_world::LineageWorld,
    names,
    principals::PrincipalName,
    questions::{self, PERMISSIONS_BOUNDARY},
    tagging::{self, Tagged},
};

/// A user or role that is asked for.
#[derive(Debug)]
pub(crate) struct Birth<'a> {
    pub(crate) name: PrincipalName<'a>,
    pub(crate) path: &'a str,
    pub(crate) permissions_boundary: Option<&'a str>,
    pub(crate) transitive_parameter: Option<&'a str>,
    pub(crate) tags: &'a [Tag],
}

impl Birth<'_> {
    fn arn(&self, account: &AccountId) -> String {
        match self.name {
            PrincipalName::User(name) => arns::user(account, self.path, name),
            PrincipalName::Role(name) => arns::role(account, self.path, name),
        }
    }

    /// The transitive boundary that will be set, if one will: by parameter, by tag, or because the
    /// permissions boundary is marked.
    fn transitive(
        &self,
        account: &AccountId,
        view: &Transaction,
    ) -> Result<Option<String>, ControlError> {
        let named =
            self.transitive_parameter.or_else(|| tagging::transitive_boundary_arn(self.tags));
        boundaries::transitive_asked_for(self.permissions_boundary, named, account, view)
    }
}

/// May the caller create it, tag it, and set a transitive boundary on it? The boundary key holds
/// what will be in force: the boundary named and the creator's own seals.
pub(crate) fn questions(
    birth: &Birth<'_>,
    context: &RequestContext<'_>,
    standing: &Standing<'_>,
    view: &Transaction,
) -> Result<Vec<Question>, ControlError> {
    let account = context.account();
    let (create, tag) = match birth.name {
        PrincipalName::User(_) => ("iam:CreateUser", "iam:TagUser"),
        PrincipalName::Role(_) => ("iam:CreateRole", "iam:TagRole"),
    };
    let requested = birth.permissions_boundary;
    let in_force = boundaries::values_with_requested(requested, account, view, |requested| {
        Ok(boundary_values_on_create(standing, requested))
    })?;
    let arn = birth.arn(account);
    let inherited = questions::policy_arns(standing.seals(), account, &view.covered())?;
    let transitive = birth.transitive(account, view)?;
    let question = |action| {
        Question::new(action, arn.as_str())
            .with_request_tags(tagging::pairs(birth.tags))
            .with_set(INHERITED_BOUNDARIES, inherited.clone())
            .with_optional(questions::TRANSITIVE_BOUNDARY, transitive.as_deref())
    };
    let mut questions = vec![question(create).with_set(PERMISSIONS_BOUNDARY, in_force.clone())];
    if !birth.tags.is_empty() {
        questions.push(question(tag));
    }
    let is_set_apart = birth.transitive_parameter.is_some()
        || tagging::transitive_boundary_arn(birth.tags).is_some();
    if is_set_apart {
        let put = question(boundaries::put_action(birth.name));
        questions.push(put.with_set(PERMISSIONS_BOUNDARY, in_force));
    }
    Ok(questions)
}

/// Gives it an id, a lineage and its name. The record itself is the operation's to write.
pub(crate) fn create(
    birth: &Birth<'_>,
    permit: &Permit<'_>,
    transaction: &mut Transaction,
) -> Result<PrincipalLineage, ControlError> {
    check_path(birth.path)?;
    let (kind, id_kind, name_kind, tagged, name) = match birth.name {
        PrincipalName::User(name) => {
            (PrincipalKind::User, IdKind::User, NameKind::User, Tagged::User, name)
        }
        PrincipalName::Role(name) => {
            (PrincipalKind::Role, IdKind::Role, NameKind::Role, Tagged::Role, name)
        }
    };
    tagging::check(birth.tags, tagged)?;
    let context = permit.context();
    let account = context.account();
    let named = |arn| boundaries::named_transitive(arn, account, transaction);
    let request = CreatePrincipal {
        id: identifiers::unique_id(id_kind)?.into(),
        kind,
        account: account.as_str().into(),
        permissions_boundary: boundaries::named(birth.permissions_boundary, account, transaction)?,
        transitive_parameter: named(birth.transitive_parameter)?,
        transitive_tag: named(tagging::transitive_boundary_arn(birth.tags))?,
        time: context.unix_seconds(),
    };
    let world = LineageWorld::new(transaction, account, context.now());
    let created = create_principal(&world, permit.standing(), &request)?;
    permit.note(&created.notes);
    let id = request.id.as_str();
    names::claim(name_kind, name, id, transaction)?;
    lineage_records::reindex_principal(transaction, None, Some(&created.record))?;
    let created_by = &created.record.created_by;
    lineage_records::record_birth(transaction, id, created_by, context.record_time())?;
    Ok(created.record)
}

/// Refuses the paths of roles that only AWS makes: a role under them would count as
/// service-linked, and no ceiling binds those.
fn check_path(path: &str) -> Result<(), ControlError> {
    if !path.starts_with("/aws-service-role/") && !path.starts_with("/aws-reserved/") {
        return Ok(());
    }
    Err(ControlError::new(
        ErrorCode::InvalidInput,
        format!("The path {path} is reserved for roles that AWS creates."),
    ))
}
