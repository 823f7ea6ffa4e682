//! Users and roles where an operation treats both alike.

use std::collections::BTreeMap;

use entail_lineage::{PrincipalId, PrincipalLineage, gates::write::Write};
use entail_policy::arn::AccountId;
use entail_store::{
    RecordError, Records as _, Transaction,
    records::{Role, Tags, User},
};

use crate::{arns, control_error::ControlError, entities, lineage_records, roles};

/// A user or role by the name in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PrincipalName<'a> {
    /// `UserName`.
    User(&'a str),
    /// `RoleName`.
    Role(&'a str),
}

impl PrincipalName<'_> {
    /// What AWS's texts call it.
    pub(crate) const fn noun(self) -> &'static str {
        match self {
            Self::User(_) => "user",
            Self::Role(_) => "role",
        }
    }

    /// The record, or AWS's `NoSuchEntity`.
    pub(crate) fn find(self, view: &Transaction) -> Result<PrincipalRecord, ControlError> {
        match self {
            Self::User(name) => Ok(PrincipalRecord::User(Box::new(entities::user(view, name)?))),
            Self::Role(name) => Ok(PrincipalRecord::Role(Box::new(entities::role(view, name)?))),
        }
    }

    /// The record, if there is one.
    pub(crate) fn look_up(
        self,
        view: &Transaction,
    ) -> Result<Option<PrincipalRecord>, ControlError> {
        Ok(match self {
            Self::User(name) => view.user_named(name)?.map(Box::new).map(PrincipalRecord::User),
            Self::Role(name) => view.role_named(name)?.map(Box::new).map(PrincipalRecord::Role),
        })
    }

    /// The gate for a write to the principal of this name; a missing one has none, and the
    /// operation answers that it is missing.
    pub(crate) fn gate(
        self,
        view: &Transaction,
        write: impl Fn(PrincipalId) -> Write,
    ) -> Result<Vec<Write>, ControlError> {
        let record = self.look_up(view)?;
        Ok(record.into_iter().map(|record| write(record.id().clone())).collect())
    }

    /// The ARN of a principal of this name at the root path: what is asked about where there is
    /// none, so that a caller without permission does not learn whether it exists.
    pub(crate) fn arn_at_root(self, account: &AccountId) -> String {
        match self {
            Self::User(name) => arns::user(account, "/", name),
            Self::Role(name) => arns::role(account, "/", name),
        }
    }
}

/// The record of a user or role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PrincipalRecord {
    User(Box<User>),
    Role(Box<Role>),
}

impl PrincipalRecord {
    pub(crate) fn id(&self) -> &PrincipalId {
        &self.lineage().id
    }

    pub(crate) fn arn(&self, account: &AccountId) -> String {
        match self {
            Self::User(user) => arns::of_user(account, user),
            Self::Role(role) => arns::of_role(account, role),
        }
    }

    pub(crate) const fn lineage(&self) -> &PrincipalLineage {
        match self {
            Self::User(user) => &user.lineage,
            Self::Role(role) => &role.lineage,
        }
    }

    pub(crate) const fn lineage_mut(&mut self) -> &mut PrincipalLineage {
        match self {
            Self::User(user) => &mut user.lineage,
            Self::Role(role) => &mut role.lineage,
        }
    }

    pub(crate) const fn tags(&self) -> &Tags {
        match self {
            Self::User(user) => &user.tags,
            Self::Role(role) => &role.tags,
        }
    }

    pub(crate) const fn tags_mut(&mut self) -> &mut Tags {
        match self {
            Self::User(user) => &mut user.tags,
            Self::Role(role) => &mut role.tags,
        }
    }

    /// Refuses changes to roles that only AWS changes.
    pub(crate) fn refuse_service_linked(&self) -> Result<(), ControlError> {
        match self {
            Self::User(_) => Ok(()),
            Self::Role(role) => roles::refuse_service_linked(role),
        }
    }

    /// The documents of its inline policies by name.
    pub(crate) const fn inline_policies(&self) -> &BTreeMap<String, String> {
        match self {
            Self::User(user) => &user.inline_policies,
            Self::Role(role) => &role.inline_policies,
        }
    }

    pub(crate) const fn inline_policies_mut(&mut self) -> &mut BTreeMap<String, String> {
        match self {
            Self::User(user) => &mut user.inline_policies,
            Self::Role(role) => &mut role.inline_policies,
        }
    }

    /// Writes the record; the index of policy uses must have been brought up to date.
    pub(crate) fn put(&self, transaction: &mut Transaction) -> Result<(), RecordError> {
        match self {
            Self::User(user) => transaction.put(user.as_ref()),
            Self::Role(role) => transaction.put(role.as_ref()),
        }
    }

    /// Gives the record a new lineage and writes both it and the index of policy uses.
    pub(crate) fn put_with_lineage(
        mut self,
        lineage: PrincipalLineage,
        transaction: &mut Transaction,
    ) -> Result<(), ControlError> {
        lineage_records::reindex_principal(transaction, Some(self.lineage()), Some(&lineage))?;
        *self.lineage_mut() = lineage;
        Ok(self.put(transaction)?)
    }
}
