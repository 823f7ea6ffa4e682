//! Typed reads, the same on a transaction and on a bare snapshot.

use entail_lineage::{ObjectId, PolicyId, PrincipalId};

use crate::error::{ReadError, RecordError};
use crate::key::{Key, Prefix, Value};
use crate::limits;
use crate::records::attachment::{self, Attachment};
use crate::records::membership;
use crate::records::name::{self, NameId};
use crate::records::reference::{self, Reference};
use crate::records::{
    AccessKey, Account, Group, LineageEdge, Membership, Name, NameKind, Policy, PolicyReference,
    ProfileOfRole, Quota, Record, ReferenceKind, Role, SealedSecret, User, access_key,
    identity_provider, instance_profile, lineage, quota,
};
use crate::revision::Revision;

/// Something that values of one account can be read from at one revision.
pub trait RecordReader {
    /// The account.
    fn account(&self) -> &str;

    /// The revision read.
    fn revision(&self) -> Revision;

    /// The value under a key.
    fn value(&self, key: &Key) -> Result<Option<Value>, ReadError>;

    /// The same without a guard, for what must not make two transactions conflict.
    fn value_unguarded(&self, key: &Key) -> Result<Option<Value>, ReadError> {
        self.value(key)
    }

    /// The first `limit` entries under a prefix after a key, in the order of keys.
    fn entries(
        &self,
        prefix: &Prefix,
        after: Option<&Key>,
        limit: usize,
    ) -> Result<Vec<(Key, Value)>, ReadError>;
}

impl<T: RecordReader + ?Sized> RecordReader for &T {
    fn account(&self) -> &str {
        (**self).account()
    }

    fn revision(&self) -> Revision {
        (**self).revision()
    }

    fn value(&self, key: &Key) -> Result<Option<Value>, ReadError> {
        (**self).value(key)
    }

    fn value_unguarded(&self, key: &Key) -> Result<Option<Value>, ReadError> {
        (**self).value_unguarded(key)
    }

    fn entries(
        &self,
        prefix: &Prefix,
        after: Option<&Key>,
        limit: usize,
    ) -> Result<Vec<(Key, Value)>, ReadError> {
        (**self).entries(prefix, after, limit)
    }
}

/// Typed reads over any [`RecordReader`].
///
/// Lists take the last entry of the page before (`after`) and how many to answer at most.
pub trait Records: RecordReader {
    /// The record with this id.
    fn find<R: Record>(&self, id: &R::Id) -> Result<Option<R>, RecordError> {
        let key = R::key(self.account(), id);
        self.value(&key)?.map(|value| R::decode(&key, &value)).transpose()
    }

    /// The account itself.
    fn account_record(&self) -> Result<Option<Account>, RecordError> {
        self.find(self.account())
    }

    /// The user with this unique id.
    fn user(&self, id: &PrincipalId) -> Result<Option<User>, RecordError> {
        self.find(id.as_str())
    }

    /// The role with this unique id.
    fn role(&self, id: &PrincipalId) -> Result<Option<Role>, RecordError> {
        self.find(id.as_str())
    }

    /// The customer managed policy with this unique id.
    fn policy(&self, id: &PolicyId) -> Result<Option<Policy>, RecordError> {
        self.find(id.as_str())
    }

    /// The group with this unique id.
    fn group(&self, id: &ObjectId) -> Result<Option<Group>, RecordError> {
        self.find(id.as_str())
    }

    /// Whose a name is, in any case.
    fn name(&self, kind: NameKind, name: &str) -> Result<Option<Name>, RecordError> {
        self.find(&NameId::new(kind, name))
    }

    /// The user with this name in any case.
    fn user_named(&self, name: &str) -> Result<Option<User>, RecordError> {
        self.entity_named(NameKind::User, name)
    }

    /// The role with this name in any case.
    fn role_named(&self, name: &str) -> Result<Option<Role>, RecordError> {
        self.entity_named(NameKind::Role, name)
    }

    /// The customer managed policy with this name in any case.
    fn policy_named(&self, name: &str) -> Result<Option<Policy>, RecordError> {
        self.entity_named(NameKind::Policy, name)
    }

    /// The group with this name in any case.
    fn group_named(&self, name: &str) -> Result<Option<Group>, RecordError> {
        self.entity_named(NameKind::Group, name)
    }

    /// The entity of a name. A name without its entity is damage, not absence.
    fn entity_named<R: Record<Id = str>>(
        &self,
        kind: NameKind,
        name: &str,
    ) -> Result<Option<R>, RecordError> {
        let Some(name) = self.name(kind, name)? else { return Ok(None) };
        match self.find::<R>(&name.id)? {
            Some(entity) => Ok(Some(entity)),
            None => Err(ReadError::Damaged(format!(
                "the name `{}` is of `{}`, which does not exist",
                name.name, name.id
            ))
            .into()),
        }
    }

    /// Names of one kind, ordered without regard to case; `after` is a name.
    fn names(
        &self,
        kind: NameKind,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Name>, RecordError> {
        let after = after.map(str::to_lowercase);
        self.list(&name::names(self.account(), kind), after.as_deref(), limit)
    }

    /// The attachments of a principal; `after` is a policy.
    fn attached_policies(
        &self,
        principal: &PrincipalId,
        after: Option<&PolicyReference>,
        limit: usize,
    ) -> Result<Vec<Attachment>, RecordError> {
        let prefix = attachment::policies_of(self.account(), principal);
        self.list(&prefix, after.map(PolicyReference::as_str), limit)
    }

    /// The attachments of a policy; `after` is a principal.
    fn attached_principals(
        &self,
        policy: &PolicyReference,
        after: Option<&PrincipalId>,
        limit: usize,
    ) -> Result<Vec<Attachment>, RecordError> {
        let prefix = attachment::attached_to(self.account(), policy);
        self.list(&prefix, after.map(PrincipalId::as_str), limit)
    }

    /// The memberships of a user; `after` is a group.
    fn groups_of(
        &self,
        user: &PrincipalId,
        after: Option<&ObjectId>,
        limit: usize,
    ) -> Result<Vec<Membership>, RecordError> {
        let prefix = membership::groups_of(self.account(), user);
        self.list(&prefix, after.map(ObjectId::as_str), limit)
    }

    /// The members of a group; `after` is a user.
    fn members_of(
        &self,
        group: &ObjectId,
        after: Option<&PrincipalId>,
        limit: usize,
    ) -> Result<Vec<Membership>, RecordError> {
        let prefix = membership::members_of(self.account(), group);
        self.list(&prefix, after.map(PrincipalId::as_str), limit)
    }

    /// The uses of a policy in one way; `after` is an entity.
    fn references(
        &self,
        policy: &PolicyReference,
        use_as: ReferenceKind,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Reference>, RecordError> {
        self.list(&reference::uses_of(self.account(), policy, use_as), after, limit)
    }

    /// What sessions of a principal made; `after` is a child.
    fn children_of(
        &self,
        parent: &PrincipalId,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<LineageEdge>, RecordError> {
        self.list(&lineage::children_of(self.account(), parent), after, limit)
    }

    /// The access keys of a user or of root, by id.
    fn access_keys_of(&self, owner: &PrincipalId) -> Result<Vec<AccessKey>, RecordError> {
        let prefix = access_key::owned_by(self.account(), owner);
        let entries = self.entries(&prefix, None, limits::SCAN_ENTRIES_MAX)?;
        let keys = entries.iter().map(|(key, _)| {
            let id = key.last_segment();
            self.find::<AccessKey>(&id)?.ok_or_else(|| {
                RecordError::from(ReadError::Damaged(format!("the access key `{id}` is missing")))
            })
        });
        keys.collect()
    }

    /// The sealed secret of an access key.
    fn access_key_secret(&self, id: &str) -> Result<Option<SealedSecret>, RecordError> {
        let key = access_key::secret_key(self.account(), id);
        Ok(self.value(&key)?.map(SealedSecret::from_value))
    }

    /// The instance profiles of a role; `after` is a profile.
    fn profiles_of_role(
        &self,
        role: &PrincipalId,
        after: Option<&ObjectId>,
        limit: usize,
    ) -> Result<Vec<ProfileOfRole>, RecordError> {
        let prefix = instance_profile::profiles_of(self.account(), role);
        self.list(&prefix, after.map(ObjectId::as_str), limit)
    }

    /// The sealed private key of a SAML provider.
    fn saml_private_key(&self, id: &str) -> Result<Option<SealedSecret>, RecordError> {
        let key = identity_provider::private_key(self.account(), id);
        Ok(self.value(&key)?.map(SealedSecret::from_value))
    }

    /// How many keys there are under a prefix.
    fn count(&self, prefix: &Prefix) -> Result<usize, RecordError> {
        let mut count = 0;
        let mut after = None;
        loop {
            let page = self.entries(prefix, after.as_ref(), limits::SCAN_ENTRIES_MAX)?;
            count += page.len();
            match page.into_iter().next_back() {
                Some((last, _)) => after = Some(last),
                None => return Ok(count),
            }
        }
    }

    /// To how many principals a policy is attached.
    fn attachment_count(&self, policy: &PolicyReference) -> Result<usize, RecordError> {
        self.count(&attachment::attached_to(self.account(), policy))
    }

    /// How many entities use a policy in one way.
    fn reference_count(
        &self,
        policy: &PolicyReference,
        use_as: ReferenceKind,
    ) -> Result<usize, RecordError> {
        self.count(&reference::uses_of(self.account(), policy, use_as))
    }

    /// How much of a quota is used, without what the transaction itself counts. It is never
    /// guarded: the commit checks the limit.
    fn used(&self, counted: Quota) -> Result<u64, RecordError> {
        let key = counted.key(self.account());
        Ok(quota::decode_number(&key, self.value_unguarded(&key)?.as_ref())?)
    }

    /// The records under a prefix after one segment.
    fn list<R: Record>(
        &self,
        prefix: &Prefix,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<R>, RecordError> {
        let after = after.map(|segment| prefix.key(segment));
        let entries = self.entries(prefix, after.as_ref(), limit)?;
        entries.iter().map(|(key, value)| R::decode(key, value)).collect()
    }
}

impl<T: RecordReader + ?Sized> Records for T {}
