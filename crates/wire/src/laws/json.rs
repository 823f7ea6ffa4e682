//! Parameters out of any JSON.

use serde_json::{Map, Value};

use crate::json;
use crate::query::Parameters;
use crate::shapes::{Request, entail};

/// Any bytes are parameters or a fault with a text; parameters written as an object and read again
/// are the same texts; no request panics over them.
pub fn json_parse_never_panics(input: &[u8]) {
    let parameters = match json::parameters(input) {
        Ok(parameters) => parameters,
        Err(fault) => return assert!(!fault.to_string().is_empty(), "a fault without a text"),
    };
    let flat: Map<String, Value> = parameters
        .iter()
        .filter(|(name, _)| !name.contains('.'))
        .map(|(name, value)| (name.to_owned(), Value::from(value)))
        .collect();
    let expected: Vec<(String, Value)> = flat.clone().into_iter().collect();
    let again = json::parameters(Value::Object(flat).to_string().as_bytes()).unwrap_or_default();
    let again: Vec<(String, Value)> =
        again.iter().map(|(name, value)| (name.to_owned(), Value::from(value))).collect();
    assert_eq!(again, expected, "members changed when they were written and read again");
    says_why::<entail::AdoptRequest>(&parameters);
    says_why::<entail::ListDescendantsRequest>(&parameters);
    says_why::<entail::AnalyzeBoundaryImpactRequest>(&parameters);
    says_why::<entail::WithdrawReferenceRequest>(&parameters);
}

/// A refusal always has a text.
fn says_why<T: Request>(parameters: &Parameters) {
    if let Err(errors) = T::from_parameters(parameters) {
        assert!(!errors.to_string().starts_with("0 "), "a refusal without a reason");
    }
}
