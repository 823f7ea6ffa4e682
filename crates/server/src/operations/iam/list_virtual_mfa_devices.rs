//! `ListVirtualMFADevices` — the virtual MFA devices of the account. There are none: they are not served yet.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListVirtualMFADevices.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::iam::{ListVirtualMFADevicesRequest, ListVirtualMFADevicesResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
    paging::PageRequest,
};

/// The operation.
#[derive(Debug)]
pub struct ListVirtualMFADevices;

impl Operation for ListVirtualMFADevices {
    type Input = ListVirtualMFADevicesRequest;
    type Output = ListVirtualMFADevicesResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        _input: &Self::Input,
        _context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        _view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![Question::new("iam:ListVirtualMFADevices", "*")])
    }

    fn run(
        input: Self::Input,
        _permit: &Permit<'_>,
        _transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        PageRequest::new(input.marker.as_deref(), input.max_items)?;
        Ok(ListVirtualMFADevicesResponse {
            virtual_mfa_devices: Vec::new(),
            is_truncated: false,
            marker: None,
        })
    }
}
