//! The error codes of IAM and STS, as they stand on the wire.

mod register;

use std::fmt;

pub use register::ErrorCode;

/// Whose fault an error is: the `Type` element of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// The client's: sending the same again will not help.
    Sender,
    /// The server's: sending the same again may help.
    Receiver,
}

impl Fault {
    /// The text of the `Type` element.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sender => "Sender",
            Self::Receiver => "Receiver",
        }
    }
}

impl ErrorCode {
    /// Whose fault the error is; server errors are the receiver's.
    pub const fn fault(self) -> Fault {
        if self.status() >= 500 { Fault::Receiver } else { Fault::Sender }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{ErrorCode, Fault};

    #[test]
    fn wire_strings_are_distinct_and_statuses_are_errors() {
        let strings: BTreeSet<_> = ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(strings.len(), ErrorCode::ALL.len());
        assert!(ErrorCode::ALL.iter().all(|code| (400..600).contains(&code.status())));
    }

    #[test]
    fn statuses_are_those_that_aws_answers() {
        assert_eq!(ErrorCode::NoSuchEntity.status(), 404);
        assert_eq!(ErrorCode::EntityAlreadyExists.status(), 409);
        assert_eq!(ErrorCode::AccessDenied.status(), 403);
        assert_eq!(ErrorCode::ValidationError.status(), 400);
        assert_eq!(ErrorCode::ServiceFailure.fault(), Fault::Receiver);
        assert_eq!(ErrorCode::AccessDenied.fault(), Fault::Sender);
    }
}
