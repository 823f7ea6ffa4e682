//! `UpdateUser` — renames or moves a user. Both its old and its new ARN must be permitted.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateUser.html>

use entail_lineage::{Attribute, Standing, gates::write::Write};
use entail_store::{Records as _, Transaction, records::NameKind};
use entail_wire::shapes::iam::{UpdateUserRequest, UpdateUserResponse};

use crate::{
    arns,
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    entities, names,
    operation::{Effect, Operation},
    principals::PrincipalName,
    questions,
};

/// The operation.
#[derive(Debug)]
pub struct UpdateUser;

impl Operation for UpdateUser {
    type Input = UpdateUserRequest;
    type Output = UpdateUserResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let name = PrincipalName::User(&input.user_name);
        let question = questions::on_principal("iam:UpdateUser", name, context, view)?;
        let mut questions = vec![question.clone()];
        if let Some(user) = view.user_named(&input.user_name)? {
            let new_path = input.new_path.as_deref().unwrap_or(&user.path);
            let new_name = input.new_user_name.as_deref().unwrap_or(&user.name);
            let new_arn = arns::user(context.account(), new_path, new_name);
            questions.push(question.about(new_arn));
        }
        Ok(questions)
    }

    fn gates(
        input: &Self::Input,
        _context: &RequestContext<'_>,
        view: &Transaction,
    ) -> Result<Vec<Write>, ControlError> {
        PrincipalName::User(&input.user_name).gate(view, Write::Principal)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let mut user = entities::user(transaction, &input.user_name)?;
        let seals = permit.standing().seals();
        if let Some(path) = input.new_path {
            user.path = path;
            user.lineage.record_setter(Attribute::Path, seals);
        }
        if let Some(name) = input.new_user_name.filter(|name| *name != user.name) {
            names::rename(NameKind::User, &user.name, &name, user.id.as_str(), transaction)?;
            user.name = name;
            user.lineage.record_setter(Attribute::Name, seals);
        }
        transaction.put(&user)?;
        Ok(UpdateUserResponse)
    }
}
