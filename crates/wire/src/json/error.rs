//! Errors as AWS JSON 1.0 answers them.
//!
//! AWS: <https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html#operation-error-serialization>

use serde_json::json;

use crate::error::{ErrorCode, Fault};

/// The error's name on the wire. Services of this protocol end their names in `Exception`, and have
/// names of their own for what AWS's common errors say of requests that can't be read or trusted.
///
/// AWS: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html>
pub fn error_name(code: ErrorCode) -> String {
    let name = match code {
        ErrorCode::InvalidAction | ErrorCode::MissingAction => "UnknownOperation",
        ErrorCode::MalformedInput | ErrorCode::MalformedQueryString => "Serialization",
        ErrorCode::ValidationError => "Validation",
        ErrorCode::InvalidClientTokenId => "UnrecognizedClient",
        ErrorCode::SignatureDoesNotMatch => "InvalidSignature",
        ErrorCode::ServiceFailure => "InternalServer",
        other => other.as_str(),
    };
    if name.ends_with("Exception") { name.to_owned() } else { format!("{name}Exception") }
}

/// The HTTP status: 400 for whatever the client did, except for a body that is too large.
pub const fn error_status(code: ErrorCode) -> u16 {
    match (code, code.fault()) {
        (ErrorCode::RequestEntityTooLarge, _) | (_, Fault::Receiver) => code.status(),
        _ => 400,
    }
}

/// The body of an error answer.
pub fn error_response(code: ErrorCode, message: &str) -> String {
    json!({ "__type": error_name(code), "message": message }).to_string()
}
