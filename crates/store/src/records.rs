//! The records of an account: what is stored under which key, and how it is written.
//!
//! A record is JSON that begins with its format version and its noun (`{"v":1,"kind":"role",...`),
//! so that a person can query it with `sqlite3`. A value that is not a readable record of the
//! expected noun and version is an error, never an empty record.
//!
//! All keys stand under `a/{account}/`, so that one prefix is one tenant:
//!
//! | key after `a/{account}/` | value |
//! |---|---|
//! | `account` | [`Account`] |
//! | `e/{id}` | entity: [`User`], [`Role`], [`Group`], [`Policy`], [`OpenIdConnectProvider`], [`SamlProvider`] or [`InstanceProfile`] |
//! | `n/{kind}/{lower(name)}` | [`Name`]: the id of the entity with that name |
//! | `p/{policy}/v/{number}` | [`PolicyVersion`], immutable |
//! | `at/{principal}/{policy}`, `ar/{policy}/{principal}` | [`Attachment`] and its reverse |
//! | `ug/{user}/{group}`, `gu/{group}/{user}` | [`Membership`] and its reverse |
//! | `rf/{policy}/{boundary,transitive,inherited}/{entity}` | [`reference::Reference`] |
//! | `cu/{policy}` | [`CarriedUntil`] |
//! | `hu/{policy}` | [`HeldUntil`] |
//! | `sm/{provider}` | [`SamlMetadata`] |
//! | `sk/{id}` | the sealed private key of a SAML provider, opaque bytes |
//! | `ip/{role}/{profile}` | [`ProfileOfRole`] |
//! | `k/{id}`, `ko/{owner}/{id}` | [`AccessKey`] and its owner's list |
//! | `ks/{id}` | the sealed secret of an access key, opaque bytes |
//! | `ku/{id}` | [`AccessKeyLastUsed`] |
//! | `ru/{role}` | [`RoleLastUsed`] |
//! | `l/{child}`, `lr/{parent}/{child}` | [`LineageEdge`] and its reverse |
//! | `ld/{id}` | [`Departed`] |
//! | `lc/{root}` | [`RootCascades`] |
//! | `cascades` | [`CascadeCount`] |
//! | `au/{event}` | [`AuditEvent`] |
//! | `audit` | [`AuditBaseline`] |
//! | `q/{quota}` | a number, see [`Quota`] |
//! | `authz` | bumped by writes that can change a decision, see [`authorization`] |

pub mod access_key;
pub mod account;
pub mod attachment;
pub mod audit;
pub mod authorization;
pub mod carried;
pub mod codec;
pub mod group;
pub mod identity_provider;
pub mod instance_profile;
pub mod last_used;
pub mod lineage;
pub mod membership;
pub mod name;
pub mod policy;
pub mod quota;
pub mod reference;
pub mod role;
pub mod tags;
pub mod timestamp;
pub mod user;

pub use access_key::{AccessKey, AccessKeyStatus, SealedSecret};
pub use account::Account;
pub use attachment::{Attachment, PolicyReference};
pub use audit::{AuditBaseline, AuditEvent};
pub use carried::{CarriedUntil, HeldUntil};
pub use codec::Record;
pub use group::Group;
pub use identity_provider::{
    AssertionEncryption, OpenIdConnectProvider, SamlMetadata, SamlPrivateKey, SamlProvider,
};
pub use instance_profile::{InstanceProfile, PassedRole, ProfileOfRole};
pub use last_used::{AccessKeyLastUsed, RoleLastUsed};
pub use lineage::{CascadeCount, Departed, LineageEdge, RootCascades};
pub use membership::Membership;
pub use name::{Name, NameKind};
pub use policy::{Policy, PolicyVersion, PolicyVersionId, PolicyVersionSummary};
pub use quota::Quota;
pub use reference::ReferenceKind;
pub use role::Role;
pub use tags::{Tag, Tags};
pub use timestamp::Timestamp;
pub use user::User;
