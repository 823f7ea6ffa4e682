//! From a request to its event: who asks and for what before it is run, what came of it after.

use entail_lineage::{
    Refusal, SealSet, SessionLineage, Standing,
    gates::table::{GateRule, gate_rule},
    refusal::{Closure, GateRefusal},
};
use entail_store::{OpId, Store, Transaction, Txn, records::AuditEvent, records::audit};
use entail_wire::{
    error::ErrorCode,
    json,
    query::Parameters,
    secret::Secret,
    service::{Protocol, Service},
};

use super::{
    elements,
    event::{
        AdditionalEventData, EVENT_VERSION, Entail, Event, Gate, GateAnswer, Resource, TlsDetails,
    },
    lineage, user_identity,
};
use crate::{
    condition_keys::{iso_8601, requested_region},
    context::{Arrival, RequestContext},
    control_error::ControlError,
    identifiers,
    limits::{AUDIT_ERROR_MESSAGE_CHARACTERS_MAX, AUDIT_USER_AGENT_CHARACTERS_MAX},
    lineage_world::LineageWorld,
    listen::Transport,
    operation::{AnyOperation, Effect},
};

/// The event of a request whose outcome is not known yet.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    event: Event,
    unix_milliseconds: i64,
    protocol: Protocol,
    /// What was sent and must not be told again.
    secrets: Vec<Secret>,
}

impl Draft {
    /// What is known before the operation runs. The seals are those of the transaction's revision:
    /// it must have written nothing yet.
    pub(crate) fn begin(
        operation: &dyn AnyOperation,
        parameters: &Parameters,
        context: &RequestContext<'_>,
        view: &Transaction,
    ) -> Result<Self, ControlError> {
        let world = LineageWorld::new(view, context.account(), context.now());
        let standing = Standing::read(&world, &context.session)?;
        let entail = Entail {
            seals: standing.label().clone(),
            provenance: standing.provenance().clone(),
            creator: context.session.creation_records(context.unix_seconds()),
            gate: gate_name(operation.name()).map(|name| Gate {
                name: name.to_owned(),
                answer: if standing.is_unsealed() {
                    GateAnswer::Unsealed
                } else {
                    GateAnswer::Passed
                },
                closure: None,
                missing: SealSet::new(),
                object: None,
            }),
            ..Entail::default()
        };
        let arrival = context.arrival;
        let account = context.account().to_string();
        let event = Event {
            event_version: EVENT_VERSION.to_owned(),
            user_identity: user_identity::of(&context.caller),
            event_time: iso_8601(arrival.now),
            event_source: format!("{}.amazonaws.com", operation.service().signing_name()),
            event_name: operation.name().to_owned(),
            aws_region: requested_region(arrival, operation.service()).to_owned(),
            source_ip_address: arrival.source_ip.to_canonical().to_string(),
            user_agent: arrival
                .user_agent
                .as_deref()
                .map(|agent| agent.chars().take(AUDIT_USER_AGENT_CHARACTERS_MAX).collect()),
            error_code: None,
            error_message: None,
            request_parameters: elements::of_request(parameters, operation.members()),
            response_elements: None,
            additional_event_data: AdditionalEventData { entail },
            request_id: Some(arrival.request_id.clone()),
            event_id: identifiers::request_id()?,
            read_only: operation.effect() == Effect::Reads,
            resources: resources(operation, parameters, &account),
            event_type: "AwsApiCall".to_owned(),
            management_event: true,
            recipient_account_id: account,
            event_category: "Management".to_owned(),
            tls_details: tls_details(arrival),
        };
        let secrets = elements::secrets_of(parameters, operation.members());
        let protocol = operation.service().protocol();
        Ok(Self { event, unix_milliseconds: arrival.now.as_millisecond(), protocol, secrets })
    }

    /// Puts the event of a success into the transaction that it tells of: last of all writes.
    pub(crate) fn put_success(
        &self,
        answer: &str,
        obtained: Option<SessionLineage>,
        transaction: &mut Transaction,
    ) -> Result<(), ControlError> {
        let mut event = self.event.clone();
        event.response_elements = elements::of_answer(answer);
        let changes = lineage::of_transaction(transaction)?;
        let entail = &mut event.additional_event_data.entail;
        entail.inherited = changes.born.map(|born| born.inherited()).transpose()?;
        entail.session = obtained;
        entail.lineage = changes.all;
        transaction.put_audit_event(&stored(self.unix_milliseconds, &event)?);
        Ok(())
    }

    /// Commits the event of a refusal.
    pub(crate) async fn store_refusal(
        self,
        error: &ControlError,
        store: &dyn Store,
    ) -> Result<(), ControlError> {
        let mut event = self.event;
        event.error_code = Some(error_code(error.code, self.protocol));
        let message = elements::message_without(&self.secrets, &error.public);
        event.error_message =
            Some(message.chars().take(AUDIT_ERROR_MESSAGE_CHARACTERS_MAX).collect());
        let entail = &mut event.additional_event_data.entail;
        entail.denied_by = error.denied_by.map(str::to_owned);
        match (&mut entail.gate, error.refusal.as_deref()) {
            (_, Some(Refusal::Gate(refusal))) => entail.gate = Some(refused(refusal)),
            (Some(gate), _) if gate.answer == GateAnswer::Passed => {
                gate.answer = GateAnswer::NotAsked;
            }
            _ => {}
        }
        let account = event.recipient_account_id.clone();
        let addition = addition(&account, &stored(self.unix_milliseconds, &event)?)?;
        store.commit(addition).await.map_err(|error| unrecorded(&error))?;
        Ok(())
    }
}

/// The event as the store keeps it.
pub(super) fn stored(unix_milliseconds: i64, event: &Event) -> Result<AuditEvent, ControlError> {
    let text = serde_json::to_string(event)
        .map_err(|error| ControlError::internal(format!("an event can't be written: {error}")))?;
    Ok(AuditEvent::new(unix_milliseconds, &event.event_id, text))
}

fn addition(account: &str, event: &AuditEvent) -> Result<Txn, ControlError> {
    Ok(audit::addition(account, event, OpId::new(identifiers::random_bytes()?)))
}

/// What can't be recorded is not answered as if it were.
fn unrecorded(error: &entail_store::CommitError) -> ControlError {
    ControlError {
        internal: Some(format!("a refusal could not be recorded: {error}")),
        ..ControlError::new(
            ErrorCode::ServiceUnavailable,
            "The request has failed due to a temporary failure of the server.",
        )
    }
}

/// The gate that an operation meets; `None` for what is never gated.
fn gate_name(operation: &str) -> Option<&'static str> {
    match gate_rule(operation)? {
        GateRule::Ungated => None,
        GateRule::CreatePrincipal
        | GateRule::CreateServiceLinkedRole
        | GateRule::CreateObject(_)
        | GateRule::AcquireRole => Some("create"),
        GateRule::WriteAndPass(_) => Some("write and pass"),
        GateRule::Pass => Some("pass"),
        GateRule::Obtain | GateRule::SamePrincipal => Some("obtain"),
        _ => Some("write"),
    }
}

fn refused(refusal: &GateRefusal) -> Gate {
    Gate {
        name: refusal.gate.to_string(),
        answer: GateAnswer::Refused,
        closure: Some(closure_name(refusal.closure).to_owned()),
        missing: refusal.missing.clone(),
        object: Some(refusal.object.clone()),
    }
}

const fn closure_name(closure: Closure) -> &'static str {
    match closure {
        Closure::Label => "label",
        Closure::W1 => "w1",
        Closure::W2 => "w2",
        Closure::W3 => "w3",
        Closure::W4 => "w4",
        Closure::W5 => "w5",
        Closure::OwnTransitiveBoundary => "own transitive boundary",
        Closure::UnsealedOnly => "unsealed only",
    }
}

/// AWS: `CloudTrail` names an error of IAM's and STS's models as the model does, with `Exception` at
/// the end.
fn error_code(code: ErrorCode, protocol: Protocol) -> String {
    match (protocol, code.as_str()) {
        (Protocol::Json, _) => json::error_name(code),
        (Protocol::Query, name) if MODELLED.contains(&name) => format!("{name}Exception"),
        (Protocol::Query, name) => name.to_owned(),
    }
}

/// Codes whose error has a shape of its own in the service models.
pub(super) const MODELLED: &[&str] = &[
    "ConcurrentModification",
    "DeleteConflict",
    "EntityAlreadyExists",
    "EntityTemporarilyUnmodifiable",
    "InvalidInput",
    "LimitExceeded",
    "MalformedPolicyDocument",
    "NoSuchEntity",
    "OpenIdIdpCommunicationError",
    "PackedPolicyTooLarge",
    "PolicyNotAttachable",
    "ServiceFailure",
    "UnmodifiableEntity",
];

/// AWS: STS names the role that a session was asked of.
fn resources(
    operation: &dyn AnyOperation,
    parameters: &Parameters,
    account: &str,
) -> Vec<Resource> {
    let role = parameters.get("RoleArn").filter(|_| operation.service() == Service::Sts);
    let role = role.map(|arn| Resource {
        arn: arn.to_owned(),
        account_id: account.to_owned(),
        kind: "AWS::IAM::Role".to_owned(),
    });
    role.into_iter().collect()
}

fn tls_details(arrival: &Arrival) -> Option<TlsDetails> {
    match arrival.transport {
        Transport::Plain => None,
        Transport::Tls { version, cipher_suite } => Some(TlsDetails {
            tls_version: version.to_owned(),
            // The library tells the suites of TLS 1.3 from older ones by their prefix.
            cipher_suite: cipher_suite.replacen("TLS13_", "TLS_", 1),
            client_provided_host_header: arrival.host.clone(),
        }),
    }
}
