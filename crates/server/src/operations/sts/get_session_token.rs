//! `GetSessionToken` — temporary credentials of the calling user itself.
//!
//! AWS: <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html>

use std::collections::{BTreeMap, BTreeSet};

use entail_lineage::{
    SessionId, Standing,
    gates::obtain::{SamePrincipalKind, same_principal},
};
use entail_store::Transaction;
use entail_wire::shapes::sts::{GetSessionTokenRequest, GetSessionTokenResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
    session_token::SessionKind,
    sessions::{self, NewSession, SessionPolicies},
};

/// The operation.
#[derive(Debug)]
pub struct GetSessionToken;

impl Operation for GetSessionToken {
    type Input = GetSessionTokenRequest;
    type Output = GetSessionTokenResponse;
    const EFFECT: Effect = Effect::Creates;

    /// No policy governs it; the engine says so.
    fn questions(
        _input: &Self::Input,
        _context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        _view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![Question::new("sts:GetSessionToken", "*")])
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        sessions::refuse_multi_factor(input.serial_number.as_ref().or(input.token_code.as_ref()))?;
        let context = permit.context();
        let seconds = sessions::duration_of_user_session(input.duration_seconds, context);
        let access_key_id = sessions::access_key_id(context)?;
        let lineage = same_principal(
            permit.standing(),
            SamePrincipalKind::SessionToken,
            SessionId::new(access_key_id.as_str()),
            &BTreeSet::new(),
        );
        let new = NewSession {
            access_key_id,
            kind: SessionKind::SessionToken,
            seconds,
            policies: SessionPolicies::default(),
            tags: BTreeMap::new(),
            transitive_tag_keys: Vec::new(),
            source_identity: None,
            lineage,
        };
        let issued = sessions::issue(new, permit, transaction)?;
        Ok(GetSessionTokenResponse {
            credentials: issued.credentials,
            session_token_utilization: None,
            session_token_size: None,
        })
    }
}
