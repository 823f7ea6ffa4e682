//! One event, member by member as `CloudTrail` has them.
//!
//! AWS: <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html>,
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html>

use entail_lineage::{Label, Reference, SealSet, SessionLineage, SessionRecord};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::lineage::Change;

/// The version of the format that events are written in.
pub const EVENT_VERSION: &str = "1.11";

/// An event.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// [`EVENT_VERSION`].
    pub event_version: String,
    /// Who asked.
    pub user_identity: UserIdentity,
    /// When the request came, to the second.
    pub event_time: String,
    /// `iam.amazonaws.com` and the like.
    pub event_source: String,
    /// The operation.
    pub event_name: String,
    /// The region that the request is for: of STS the one that it was signed for.
    pub aws_region: String,
    /// The client's address.
    #[serde(rename = "sourceIPAddress")]
    pub source_ip_address: String,
    /// The `User-Agent` header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    /// Why it was refused, as AWS names it; absent where it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
    /// The message that the client read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
    /// What was asked, without secrets.
    pub request_parameters: Option<Value>,
    /// What a write answered, without secrets.
    pub response_elements: Option<Value>,
    /// What Entail adds.
    pub additional_event_data: AdditionalEventData,
    /// The id in the answer; absent where no request stands behind the event.
    #[serde(rename = "requestID", default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The id of the event itself.
    #[serde(rename = "eventID")]
    pub event_id: String,
    /// Whether the operation only reads: then it was refused.
    pub read_only: bool,
    /// What the request is about, where STS names it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<Resource>,
    /// `AwsApiCall`, or `AwsServiceEvent` for what the server did by itself.
    pub event_type: String,
    /// Always true.
    pub management_event: bool,
    /// The account.
    pub recipient_account_id: String,
    /// `Management`.
    pub event_category: String,
    /// Absent where the request came in the clear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls_details: Option<TlsDetails>,
}

/// Who asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserIdentity {
    /// `Root`, `IAMUser`, `AssumedRole`, `FederatedUser`, or `AWSService` for the server itself.
    #[serde(rename = "type")]
    pub kind: String,
    /// The unique id, with the session's name where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal_id: Option<String>,
    /// The caller's ARN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// The account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_id: Option<String>,
    /// The key that signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_key_id: Option<String>,
    /// The user's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_name: Option<String>,
    /// How temporary credentials were obtained.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_context: Option<SessionContext>,
    /// The service that acted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoked_by: Option<String>,
}

/// How temporary credentials were obtained.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionContext {
    /// Whose they are; absent for `GetSessionToken`, whose credentials are the user itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_issuer: Option<SessionIssuer>,
    /// When they were issued, and how.
    pub attributes: SessionAttributes,
    /// `SourceIdentity`, once set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_identity: Option<String>,
}

/// The principal behind a session.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionIssuer {
    /// `Root`, `IAMUser` or `Role`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its unique id.
    pub principal_id: String,
    /// Its ARN.
    pub arn: String,
    /// Its account.
    pub account_id: String,
    /// Its name; root has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_name: Option<String>,
}

/// When and how a session was made.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionAttributes {
    /// When, to the second.
    pub creation_date: String,
    /// `false`: no MFA device can be used here.
    pub mfa_authenticated: String,
}

/// What a request is about.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Resource {
    /// Its ARN.
    #[serde(rename = "ARN")]
    pub arn: String,
    /// Its account.
    pub account_id: String,
    /// `AWS::IAM::Role`.
    #[serde(rename = "type")]
    pub kind: String,
}

/// The connection.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TlsDetails {
    /// `TLSv1.3`.
    pub tls_version: String,
    /// As IANA names it.
    pub cipher_suite: String,
    /// The `Host` header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_provided_host_header: Option<String>,
}

/// What stands in `additionalEventData`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct AdditionalEventData {
    /// All of it.
    pub entail: Entail,
}

/// What Entail adds to an event: the lineage behind the request, and what became of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entail {
    /// The revision that the event was committed at, `cell.epoch.revision`: known once it is in the
    /// log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// The caller's seals, each with its origins, when it asked.
    #[serde(default)]
    pub seals: Label,
    /// Seals that the caller lost to roles that admit them.
    #[serde(default, skip_serializing_if = "Label::is_empty")]
    pub provenance: Label,
    /// The sessions that led to the caller's, and that one last: what is made now, they made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub creator: Vec<SessionRecord>,
    /// The gate of the operation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<Gate>,
    /// The layer of the decision that denied the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denied_by: Option<String>,
    /// The label that what was made was born with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inherited: Option<Label>,
    /// What the session that was obtained carries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionLineage>,
    /// Every lineage that the request changed, as it is after it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lineage: Vec<Change>,
    /// Which part of a baseline this is: all that the store held when the trail began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Part>,
}

/// A part of a baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// From 1.
    pub number: usize,
    /// How many there are.
    pub of: usize,
}

/// Which gate of the lineage was asked, and what it said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gate {
    /// `write`, `obtain`, `pass`, or `create` where a label is given and nothing is refused.
    pub name: String,
    /// What it said.
    pub answer: GateAnswer,
    /// The rule that refused: `label`, `w1` to `w5`, and the like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closure: Option<String>,
    /// The seals that were missing.
    #[serde(default, skip_serializing_if = "SealSet::is_empty")]
    pub missing: SealSet,
    /// What lacks them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<Reference>,
}

/// What a gate said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GateAnswer {
    /// The caller has no seals, so that it meets no gate.
    Unsealed,
    /// The caller has seals, and the gate let it through.
    Passed,
    /// The gate refused.
    Refused,
    /// The request was refused before.
    NotAsked,
}
