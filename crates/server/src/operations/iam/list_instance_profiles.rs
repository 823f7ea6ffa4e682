//! `ListInstanceProfiles` — the instance profiles of the account.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfiles.html>

use entail_lineage::Standing;
use entail_store::{
    Transaction,
    records::{InstanceProfile, NameKind},
};
use entail_wire::shapes::iam::{ListInstanceProfilesRequest, ListInstanceProfilesResponse};

use crate::{
    arns,
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    instance_profiles,
    operation::{Effect, Operation},
    paging::{self, PageRequest},
};

/// The operation.
#[derive(Debug)]
pub struct ListInstanceProfiles;

impl Operation for ListInstanceProfiles {
    type Input = ListInstanceProfilesRequest;
    type Output = ListInstanceProfilesResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        _view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let prefix = input.path_prefix.as_deref().unwrap_or("/");
        let arn = arns::instance_profile(context.account(), prefix, "");
        Ok(vec![Question::new("iam:ListInstanceProfiles", arn)])
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let view = transaction.covered();
        let account = permit.context().account();
        let request = PageRequest::new(input.marker.as_deref(), input.max_items)?;
        let prefix = input.path_prefix.as_deref().unwrap_or("/");
        let kind = NameKind::InstanceProfile;
        let page = paging::page_of_entities(&view, kind, &request, |it: &InstanceProfile| {
            it.path.starts_with(prefix)
        })?;
        let profiles =
            page.items.iter().map(|it| instance_profiles::describe_listed(it, account, &view));
        Ok(ListInstanceProfilesResponse {
            instance_profiles: profiles.collect::<Result<_, _>>()?,
            is_truncated: page.is_truncated(),
            marker: page.marker,
        })
    }
}
