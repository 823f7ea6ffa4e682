//! The operations and structures of AWS's service models as Rust types, generated.
//!
//! One file per operation holds its request and its response; a structure that several share has a
//! file of its own. `cargo xtask codegen` writes them from `models/`, and a test in `xtask` fails
//! when they are stale.

pub mod entail;
pub mod iam;
pub mod sts;

use crate::query::Parameters;
use crate::service::Service;
use crate::validation::{Reader, Structure, ValidationErrors};
use crate::xml::{self, Writer};

/// What an operation is asked.
pub trait Request: Structure {
    /// The service that has the operation.
    const SERVICE: Service;
    /// The operation's name: the `Action` parameter.
    const OPERATION: &'static str;
    /// The names of its parameters; a list's name stands for all of its entries.
    const MEMBERS: &'static [&'static str];

    /// Reads the request and checks every constraint of the service model. Parameters that the
    /// model does not know are ignored, as AWS ignores them.
    fn from_parameters(parameters: &Parameters) -> Result<Self, ValidationErrors> {
        let mut reader = Reader::new(parameters, Self::SERVICE);
        let request = Self::read(&mut reader);
        reader.finish(request)
    }
}

/// What an operation answers, as the body of an HTTP answer.
pub trait Answer {
    /// The body, with remarks for the caller.
    fn to_body(&self, request_id: &str, notes: &[String]) -> String;
}

impl<R: Response> Answer for R {
    fn to_body(&self, request_id: &str, notes: &[String]) -> String {
        xml::response_with_notes(self, request_id, notes)
    }
}

/// What an operation of a Query service answers.
pub trait Response {
    /// The service that has the operation.
    const SERVICE: Service;
    /// The operation's name.
    const OPERATION: &'static str;
    /// The element around the members, where the operation answers any.
    const RESULT: Option<&'static str>;

    /// Writes the members in the order of the service model.
    fn write_xml(&self, writer: &mut Writer);
}
