//! The beginning of a trail: all lineage that the store holds when nothing was recorded yet, so that
//! the log alone tells the rest.
//!
//! It is written once for each epoch of a store: for a new account, for one of a version before the
//! trail, and for one that was restored from a backup.

use entail_lineage::Label;
use entail_policy::arn::AccountId;
use entail_store::{OpId, ReadAt, Records as _, Store, Transaction, records::AuditBaseline};
use jiff::Timestamp;

use super::{
    draft,
    event::{AdditionalEventData, EVENT_VERSION, Entail, Event, Part, UserIdentity},
    lineage::{Change, Lineage},
};
use crate::{
    condition_keys::{GLOBAL_SERVICE_REGION, iso_8601},
    control_error::ControlError,
    identifiers,
    limits::AUDIT_BASELINE_RECORDS_MAX,
};

/// The name of its events.
pub const EVENT_NAME: &str = "RecordLineageBaseline";

/// Writes the baseline unless this epoch has one. Nobody may write to the store meanwhile. When it
/// is cut off, the next call begins again.
pub async fn write_if_missing(store: &dyn Store, account: &AccountId) -> Result<(), ControlError> {
    let epoch = store.head().await?.epoch;
    let transaction = Transaction::begin(store, account.as_str()).await?;
    let known = transaction.find::<AuditBaseline>(&())?;
    if known.is_some_and(|baseline| baseline.epoch == epoch) {
        return Ok(());
    }
    drop(transaction);
    let snapshot = store.read(ReadAt::Latest).await?;
    let lineage = Lineage::of_store(snapshot.as_ref(), account.as_str())?;
    drop(snapshot);
    let records: Vec<Change> = lineage.records().cloned().collect();
    let parts: Vec<&[Change]> = records.chunks(AUDIT_BASELINE_RECORDS_MAX).collect();
    let of = parts.len();
    for (index, part) in parts.into_iter().enumerate() {
        let part = (Part { number: index + 1, of }, part.to_vec());
        let mut transaction = Transaction::begin(store, account.as_str()).await?;
        if part.0.number == of {
            transaction.put(&AuditBaseline { epoch })?;
        }
        let now = Timestamp::now();
        let event = event(part, account, now)?;
        transaction.put_audit_event(&draft::stored(now.as_millisecond(), &event)?);
        transaction.commit(store, OpId::new(identifiers::random_bytes()?)).await?;
    }
    Ok(())
}

fn event(
    (part, lineage): (Part, Vec<Change>),
    account: &AccountId,
    now: Timestamp,
) -> Result<Event, ControlError> {
    let entail = Entail { seals: Label::new(), lineage, baseline: Some(part), ..Entail::default() };
    Ok(Event {
        event_version: EVENT_VERSION.to_owned(),
        user_identity: UserIdentity {
            kind: "AWSService".to_owned(),
            principal_id: None,
            arn: None,
            account_id: None,
            access_key_id: None,
            user_name: None,
            session_context: None,
            invoked_by: Some("entail.amazonaws.com".to_owned()),
        },
        event_time: iso_8601(now),
        event_source: "entail.amazonaws.com".to_owned(),
        event_name: EVENT_NAME.to_owned(),
        aws_region: GLOBAL_SERVICE_REGION.to_owned(),
        source_ip_address: "entail.amazonaws.com".to_owned(),
        user_agent: Some("entail.amazonaws.com".to_owned()),
        error_code: None,
        error_message: None,
        request_parameters: None,
        response_elements: None,
        additional_event_data: AdditionalEventData { entail },
        request_id: None,
        event_id: identifiers::request_id()?,
        read_only: false,
        resources: Vec::new(),
        event_type: "AwsServiceEvent".to_owned(),
        management_event: true,
        recipient_account_id: account.to_string(),
        event_category: "Management".to_owned(),
        tls_details: None,
    })
}
