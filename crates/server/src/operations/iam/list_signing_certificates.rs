//! `ListSigningCertificates` — the certificates of a user. There are none: they are not served yet.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSigningCertificates.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::iam::{ListSigningCertificatesRequest, ListSigningCertificatesResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
    paging::PageRequest,
    users,
};

/// The operation.
#[derive(Debug)]
pub struct ListSigningCertificates;

impl Operation for ListSigningCertificates {
    type Input = ListSigningCertificatesRequest;
    type Output = ListSigningCertificatesResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        users::questions("iam:ListSigningCertificates", input.user_name.as_deref(), context, view)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        users::check_exists(input.user_name.as_deref(), permit.context(), transaction)?;
        PageRequest::new(input.marker.as_deref(), input.max_items)?;
        Ok(ListSigningCertificatesResponse {
            certificates: Vec::new(),
            is_truncated: false,
            marker: None,
        })
    }
}
