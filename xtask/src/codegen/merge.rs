//! Overlays: the way botocore merges a `sdk-extras` file into a service model.

use serde_json::Value;

/// Merges `overlay` into `target`: objects member by member, anything else replaces what was there.
pub(super) fn deep_merge(target: &mut Value, overlay: &Value) {
    match (target, overlay) {
        (Value::Object(target), Value::Object(overlay)) => {
            for (key, value) in overlay {
                deep_merge(target.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (target, overlay) => *target = overlay.clone(),
    }
}
