//! What principals have used, by the audit trail: the writes and role sessions whose events are in
//! the store. Older events are in the log alone, and reads leave none.

use std::collections::{BTreeMap, BTreeSet};

use entail_store::{Key, Records, limits::SCAN_ENTRIES_MAX, records::audit};

use super::grants::{ANY, Grant};
use crate::{audit::Event, control_error::ControlError};

/// Actions with their resources by the unique id of the principal.
pub(super) type Used = BTreeMap<String, BTreeSet<Grant>>;

/// What the events in the store tell.
pub(super) fn of_events(view: &impl Records) -> Result<Used, ControlError> {
    let prefix = audit::events(view.account());
    let mut used = Used::new();
    let mut after: Option<Key> = None;
    loop {
        let entries = view.entries(&prefix, after.as_ref(), SCAN_ENTRIES_MAX)?;
        let Some((last, _)) = entries.last() else { return Ok(used) };
        after = Some(last.clone());
        for (key, value) in &entries {
            let event = audit::AuditEvent::decode(key, value)?;
            // What a later version has written is not ours to read.
            if let Ok(event) = serde_json::from_str::<Event>(&event.text) {
                add(&event, &mut used);
            }
        }
    }
}

fn add(event: &Event, used: &mut Used) {
    let Some(service) = event.event_source.strip_suffix(".amazonaws.com") else { return };
    let Some(principal) = principal(event).filter(|_| event.error_code.is_none()) else { return };
    let grant = |resource: &str| Grant {
        action: format!("{service}:{}", event.event_name),
        resource: resource.to_owned(),
    };
    let grants = used.entry(principal).or_default();
    grants.insert(grant(ANY));
    grants.extend(event.resources.iter().map(|resource| grant(&resource.arn)));
}

/// The principal behind the caller: of a session its issuer.
fn principal(event: &Event) -> Option<String> {
    let identity = &event.user_identity;
    let issuer = identity.session_context.as_ref().and_then(|it| it.session_issuer.as_ref());
    if let Some(issuer) = issuer {
        return Some(issuer.principal_id.clone());
    }
    identity.principal_id.clone()
}
