//! `CreateGroup` — adds a group, which bears its creator's seals.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateGroup.html>

use std::collections::BTreeMap;

use entail_lineage::{
    ObjectKind, Standing,
    create::{CreateObject, create_object},
};
use entail_store::{
    Transaction,
    records::{Group, NameKind},
};
use entail_wire::shapes::iam::{CreateGroupRequest, CreateGroupResponse};

use crate::{
    arns,
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    describe,
    identifiers::{self, IdKind},
    lineage_records, names,
    operation::{Effect, Operation},
};

/// The operation.
#[derive(Debug)]
pub struct CreateGroup;

impl Operation for CreateGroup {
    type Input = CreateGroupRequest;
    type Output = CreateGroupResponse;
    const EFFECT: Effect = Effect::Creates;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        _view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let path = input.path.as_deref().unwrap_or("/");
        let arn = arns::group(context.account(), path, &input.group_name);
        Ok(vec![Question::new("iam:CreateGroup", arn)])
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let context = permit.context();
        let (account, created) = (context.account(), context.record_time());
        let id = identifiers::unique_id(IdKind::Group)?;
        names::claim(NameKind::Group, &input.group_name, &id, transaction)?;
        let request = CreateObject {
            id: id.as_str().into(),
            kind: ObjectKind::Group,
            account: account.as_str().into(),
            time: context.unix_seconds(),
        };
        let lineage = create_object::<ControlError>(permit.standing(), &request)?;
        lineage_records::reindex_object(transaction, None, Some(&lineage))?;
        lineage_records::record_birth(transaction, &id, &lineage.created_by, created)?;
        let group = Group {
            id: request.id,
            name: input.group_name,
            path: input.path.unwrap_or_else(|| "/".to_owned()),
            created,
            inline_policies: BTreeMap::new(),
            lineage,
        };
        transaction.put(&group)?;
        Ok(CreateGroupResponse { group: describe::group(&group, account) })
    }
}
