//! Who signed a request: the principal's record and the credentials it used.

use entail_engine::Principal;
use entail_lineage::{PrincipalId, PrincipalKind, PrincipalLineage, SessionId, SessionLineage};
use entail_policy::arn::AccountId;
use entail_store::records::{Role, Tags, User};

use crate::{
    arns,
    session_token::{Session, SessionKind},
};

/// An authenticated caller. Only `authenticate.rs` makes one.
#[derive(Debug)]
pub struct Caller {
    /// The account it belongs to.
    pub account: AccountId,
    /// The principal behind the credentials, as recorded now.
    pub identity: Identity,
    /// The credentials.
    pub credentials: Credentials,
}

/// The principal behind the credentials.
#[derive(Debug)]
pub enum Identity {
    /// The account's root user.
    Root(Box<PrincipalLineage>),
    /// An IAM user.
    User(Box<User>),
    /// A role.
    Role(Box<Role>),
}

/// What the request was signed with.
#[derive(Debug)]
pub enum Credentials {
    /// A long-term access key.
    AccessKey {
        /// Its id.
        id: String,
    },
    /// Temporary credentials.
    Session(Box<Session>),
}

impl Identity {
    /// The principal's record of lineage.
    pub fn lineage(&self) -> &PrincipalLineage {
        match self {
            Self::Root(lineage) => lineage,
            Self::User(user) => &user.lineage,
            Self::Role(role) => &role.lineage,
        }
    }
}

impl Caller {
    /// The access key id of the signature.
    pub fn access_key_id(&self) -> &str {
        match &self.credentials {
            Credentials::AccessKey { id } => id,
            Credentials::Session(session) => &session.access_key_id,
        }
    }

    /// The session behind temporary credentials.
    pub fn session(&self) -> Option<&Session> {
        match &self.credentials {
            Credentials::AccessKey { .. } => None,
            Credentials::Session(session) => Some(session),
        }
    }

    /// The user, if the caller is one: with long-term keys or `GetSessionToken` credentials.
    pub fn user(&self) -> Option<&User> {
        match (&self.identity, self.session().map(|session| &session.kind)) {
            (Identity::User(user), None | Some(SessionKind::SessionToken)) => Some(user),
            _ => None,
        }
    }

    /// The principal's record of lineage.
    pub fn lineage(&self) -> &PrincipalLineage {
        self.identity.lineage()
    }

    /// The session as the lineage sees it; long-term keys are a session of their own principal.
    pub fn session_lineage(&self) -> SessionLineage {
        match &self.credentials {
            Credentials::Session(session) => session.lineage.clone(),
            Credentials::AccessKey { id } => {
                SessionLineage::long_term(SessionId::new(id.as_str()), self.lineage().id.clone())
            }
        }
    }

    /// The unique id of the principal; the account number for root.
    pub fn principal_id(&self) -> &PrincipalId {
        &self.lineage().id
    }

    /// The ARN as AWS names the caller: of the user, the session, or root.
    pub fn arn(&self) -> String {
        self.principal().display_name().to_owned()
    }

    /// The ARN of the recorded principal: of the user, the role, or root.
    pub fn principal_arn(&self) -> String {
        match &self.identity {
            Identity::Root(_) => arns::root(&self.account),
            Identity::User(user) => arns::of_user(&self.account, user),
            Identity::Role(role) => arns::of_role(&self.account, role),
        }
    }

    /// `aws:userid`.
    ///
    /// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable>
    pub fn user_id(&self) -> String {
        let id = self.principal_id();
        match self.session().map(|session| &session.kind) {
            Some(SessionKind::AssumedRole { session_name }) => format!("{id}:{session_name}"),
            Some(SessionKind::FederatedUser { name }) => format!("{}:{name}", self.account),
            Some(SessionKind::SessionToken) | None => id.to_string(),
        }
    }

    /// The caller as the engine sees it.
    pub fn principal(&self) -> Principal {
        let recorded = self.principal_arn();
        match (self.session().map(|session| &session.kind), &self.identity) {
            (Some(SessionKind::AssumedRole { session_name }), Identity::Role(role)) => {
                Principal::AssumedRole {
                    session_arn: arns::assumed_role(&self.account, &role.name, session_name),
                    role_arn: recorded,
                }
            }
            (Some(SessionKind::FederatedUser { name }), _) => Principal::FederatedUser {
                arn: arns::federated_user(&self.account, name),
                federated_by: recorded,
            },
            (_, Identity::Root(_)) => Principal::Root { arn: recorded },
            (_, Identity::User(_) | Identity::Role(_)) => Principal::User { arn: recorded },
        }
    }

    /// The tags of the recorded principal; root has none.
    pub fn recorded_tags(&self) -> Option<&Tags> {
        match &self.identity {
            Identity::Root(_) => None,
            Identity::User(user) => Some(&user.tags),
            Identity::Role(role) => Some(&role.tags),
        }
    }
}

/// Root's record of lineage: an unlabelled principal whose id is the account's number.
pub(crate) fn root_lineage(account: &AccountId) -> PrincipalLineage {
    PrincipalLineage::unlabelled(
        PrincipalId::new(account.as_str()),
        PrincipalKind::Root,
        entail_lineage::AccountId::new(account.as_str()),
    )
}
