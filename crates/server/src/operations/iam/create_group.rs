//! `CreateGroup` — adds a group, which bears its creator's seals.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateGroup.html>

use std::collections::BTreeMap;

use entail_lineage::{ObjectKind, Standing};
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
    identifiers::IdKind,
    objects::{self, CreateActions, NewObject},
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
        standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let path = input.path.as_deref().unwrap_or("/");
        let arn = arns::group(context.account(), path, &input.group_name);
        let actions = CreateActions { create: "iam:CreateGroup", tag: None };
        objects::questions(actions, &arn, &[], context, standing, view)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let new = NewObject {
            kind: ObjectKind::Group,
            id_kind: IdKind::Group,
            name_kind: NameKind::Group,
            name: &input.group_name,
        };
        let lineage = objects::create(&new, permit, transaction)?;
        let group = Group {
            id: lineage.id.clone(),
            name: input.group_name,
            path: input.path.unwrap_or_else(|| "/".to_owned()),
            created: permit.context().record_time(),
            inline_policies: BTreeMap::new(),
            lineage,
        };
        transaction.put(&group)?;
        let account = permit.context().account();
        Ok(CreateGroupResponse { group: describe::group(&group, account) })
    }
}
