//! `GetAccessKeyLastUsed` — when, where and for what an access key was last used.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html>

use entail_lineage::Standing;
use entail_store::{
    Records as _, Transaction,
    records::{AccessKey, AccessKeyLastUsed},
};
use entail_wire::shapes::iam::{self, GetAccessKeyLastUsedRequest, GetAccessKeyLastUsedResponse};

use crate::{
    access_keys, arns,
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    describe,
    operation::{Effect, Operation},
};

/// The operation.
#[derive(Debug)]
pub struct GetAccessKeyLastUsed;

impl Operation for GetAccessKeyLastUsed {
    type Input = GetAccessKeyLastUsedRequest;
    type Output = GetAccessKeyLastUsedResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let user = access_keys::user_of_key(&input.access_key_id, view)?;
        let resource = match user {
            Some(user) => arns::of_user(context.account(), &user),
            None => "*".to_owned(),
        };
        Ok(vec![Question::new("iam:GetAccessKeyLastUsed", resource)])
    }

    fn run(
        input: Self::Input,
        _permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let id = input.access_key_id;
        let key = transaction.find::<AccessKey>(&id)?.ok_or_else(|| access_keys::missing(&id))?;
        let owner = access_keys::user_of_key(&key.id, transaction)?;
        let used = transaction.find::<AccessKeyLastUsed>(&key.id)?;
        Ok(GetAccessKeyLastUsedResponse {
            user_name: owner.map(|user| user.name),
            access_key_last_used: iam::AccessKeyLastUsed {
                last_used_date: used.as_ref().map(|it| describe::date(it.used)),
                service_name: used.as_ref().map_or_else(not_applicable, |it| it.service.clone()),
                region: used.map_or_else(not_applicable, |it| it.region),
            },
        })
    }
}

/// What AWS answers for a key that was never used.
fn not_applicable() -> String {
    "N/A".to_owned()
}
