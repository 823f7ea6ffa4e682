//! Unique identifiers. They are never names or ARNs: a namesake made after a deletion is another
//! thing, and must not step into the place of the first.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! identifier {
    ($(#[$documentation:meta])* $name:ident) => {
        $(#[$documentation])*
        #[derive(
            Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Wraps an identifier; its form is not checked here.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }
    };
}

identifier! {
    /// Unique id of a managed policy (`ANPA...`). A seal is such an id.
    PolicyId
}
identifier! {
    /// Unique id of a user or role (`AIDA...`, `AROA...`), or whatever names an account's root user.
    PrincipalId
}
identifier! {
    /// Unique id of any other labelled object: group, managed policy, instance profile, provider.
    ObjectId
}
identifier! {
    /// Number of an account, twelve digits.
    AccountId
}
identifier! {
    /// Id of a session: the access key id that signs for it.
    SessionId
}

impl From<&PolicyId> for ObjectId {
    /// A managed policy is itself a labelled object, under the same unique id.
    fn from(policy: &PolicyId) -> Self {
        Self::new(policy.as_str())
    }
}
