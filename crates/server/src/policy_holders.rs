//! Users, roles and groups where an operation treats them alike: policies are attached to them, and
//! inline in them.

use std::collections::BTreeMap;

use entail_lineage::{Aspect, PrincipalId, Reference, SealSet, gates::write::Write};
use entail_store::{RecordError, Records as _, Transaction, records::Group};

use crate::{
    authorize::Question,
    context::RequestContext,
    control_error::ControlError,
    entities,
    limits::{
        GROUP_INLINE_POLICY_CHARACTERS_MAX, ROLE_INLINE_POLICY_CHARACTERS_MAX,
        USER_INLINE_POLICY_CHARACTERS_MAX,
    },
    principals::{PrincipalName, PrincipalRecord},
    questions,
};

/// A user, role or group by the name in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HolderName<'a> {
    /// `UserName` or `RoleName`.
    Principal(PrincipalName<'a>),
    /// `GroupName`.
    Group(&'a str),
}

impl<'a> From<PrincipalName<'a>> for HolderName<'a> {
    fn from(name: PrincipalName<'a>) -> Self {
        Self::Principal(name)
    }
}

impl HolderName<'_> {
    /// What AWS's texts call it.
    pub(crate) const fn noun(self) -> &'static str {
        match self {
            Self::Principal(name) => name.noun(),
            Self::Group(_) => "group",
        }
    }

    /// The record, or AWS's `NoSuchEntity`.
    pub(crate) fn find(self, view: &Transaction) -> Result<HolderRecord, ControlError> {
        Ok(match self {
            Self::Principal(name) => HolderRecord::Principal(name.find(view)?),
            Self::Group(name) => HolderRecord::Group(Box::new(entities::group(view, name)?)),
        })
    }

    /// The record, if there is one.
    pub(crate) fn look_up(self, view: &Transaction) -> Result<Option<HolderRecord>, ControlError> {
        Ok(match self {
            Self::Principal(name) => name.look_up(view)?.map(HolderRecord::Principal),
            Self::Group(name) => view.group_named(name)?.map(Box::new).map(HolderRecord::Group),
        })
    }

    /// A question about it.
    pub(crate) fn question(
        self,
        action: &'static str,
        context: &RequestContext<'_>,
        view: &Transaction,
    ) -> Result<Question, ControlError> {
        match self {
            Self::Principal(name) => questions::on_principal(action, name, context, view),
            Self::Group(name) => questions::on_group(action, name, context, view),
        }
    }
}

/// The record of a user, role or group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum HolderRecord {
    Principal(PrincipalRecord),
    Group(Box<Group>),
}

impl HolderRecord {
    /// How attachments name it.
    pub(crate) fn id(&self) -> PrincipalId {
        match self {
            Self::Principal(record) => record.id().clone(),
            Self::Group(group) => group.holder(),
        }
    }

    /// How the lineage names it.
    pub(crate) fn reference(&self) -> Reference {
        match self {
            Self::Principal(record) => Reference::Principal(record.id().clone()),
            Self::Group(group) => Reference::Object(group.id.clone()),
        }
    }

    /// What the gate looks at before its policies change.
    pub(crate) fn write(&self) -> Write {
        match self {
            Self::Principal(record) => Write::Principal(record.id().clone()),
            Self::Group(group) => Write::Group(group.id.clone()),
        }
    }

    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Principal(PrincipalRecord::User(user)) => &user.name,
            Self::Principal(PrincipalRecord::Role(role)) => &role.name,
            Self::Group(group) => &group.name,
        }
    }

    pub(crate) fn path(&self) -> &str {
        match self {
            Self::Principal(PrincipalRecord::User(user)) => &user.path,
            Self::Principal(PrincipalRecord::Role(role)) => &role.path,
            Self::Group(group) => &group.path,
        }
    }

    /// AWS's name of the quota of policies attached to it.
    pub(crate) const fn attachment_quota(&self) -> &'static str {
        match self {
            Self::Principal(PrincipalRecord::User(_)) => "PoliciesPerUser",
            Self::Principal(PrincipalRecord::Role(_)) => "PoliciesPerRole",
            Self::Group(_) => "PoliciesPerGroup",
        }
    }

    /// Characters that all its inline policies together may have.
    pub(crate) const fn inline_characters_max(&self) -> usize {
        match self {
            Self::Principal(PrincipalRecord::User(_)) => USER_INLINE_POLICY_CHARACTERS_MAX,
            Self::Principal(PrincipalRecord::Role(_)) => ROLE_INLINE_POLICY_CHARACTERS_MAX,
            Self::Group(_) => GROUP_INLINE_POLICY_CHARACTERS_MAX,
        }
    }

    /// Refuses changes to roles that only AWS changes.
    pub(crate) fn refuse_service_linked(&self) -> Result<(), ControlError> {
        match self {
            Self::Principal(record) => record.refuse_service_linked(),
            Self::Group(_) => Ok(()),
        }
    }

    /// The documents of its inline policies by name.
    pub(crate) const fn inline_policies(&self) -> &BTreeMap<String, String> {
        match self {
            Self::Principal(record) => record.inline_policies(),
            Self::Group(group) => &group.inline_policies,
        }
    }

    pub(crate) const fn inline_policies_mut(&mut self) -> &mut BTreeMap<String, String> {
        match self {
            Self::Principal(record) => record.inline_policies_mut(),
            Self::Group(group) => &mut group.inline_policies,
        }
    }

    /// Records who wrote a policy.
    pub(crate) fn record_writer(&mut self, aspect: Aspect, seals: &SealSet) {
        match self {
            Self::Principal(record) => record.lineage_mut().record_writer(aspect, seals),
            Self::Group(group) => group.lineage.record_writer(aspect, seals),
        }
    }

    /// Forgets the writer of a policy that is gone.
    pub(crate) fn forget_writer(&mut self, aspect: &Aspect) {
        match self {
            Self::Principal(record) => record.lineage_mut().forget_writer(aspect),
            Self::Group(group) => group.lineage.forget_writer(aspect),
        }
    }

    /// Writes the record; its boundaries and label must be as they were.
    pub(crate) fn put(&self, transaction: &mut Transaction) -> Result<(), RecordError> {
        match self {
            Self::Principal(record) => record.put(transaction),
            Self::Group(group) => transaction.put(group.as_ref()),
        }
    }
}
