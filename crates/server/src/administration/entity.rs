//! Anything with a lineage, by ARN or by unique id.

use entail_lineage::{
    Label, ObjectId, ObjectLineage, PrincipalId, PrincipalKind, PrincipalLineage, Reference,
    SessionRecord, world::label_of,
};
use entail_policy::arn::{AccountId, Arn};
use entail_store::{
    Records, Transaction,
    records::{InstanceProfile, Name, NameKind, OpenIdConnectProvider, SamlProvider, Tags},
};
use entail_wire::shapes::entail::EntityKind;

use crate::{
    arns,
    caller::root_lineage,
    context::RequestContext,
    control_error::ControlError,
    entities::{self, ManagedPolicy},
    identifiers::IdKind,
    lineage_world::LineageWorld,
    principals::PrincipalRecord,
};

/// A principal or object with its lineage.
#[derive(Debug, Clone)]
pub(crate) struct Entity {
    pub(crate) arn: String,
    pub(crate) reference: Reference,
    pub(crate) lineage: EntityLineage,
    pub(crate) tags: Tags,
}

/// The lineage of either kind.
#[derive(Debug, Clone)]
pub(crate) enum EntityLineage {
    Principal(Box<PrincipalLineage>),
    Object(Box<ObjectLineage>),
}

impl Entity {
    /// Its unique id.
    pub(crate) fn id(&self) -> String {
        self.reference.to_string()
    }

    /// What it is.
    pub(crate) fn kind(&self) -> EntityKind {
        match &self.lineage {
            EntityLineage::Principal(lineage) => kind_of_principal(lineage.kind),
            EntityLineage::Object(lineage) => kind_of_object(lineage.kind),
        }
    }

    /// Its own record, where it is a user, role or root.
    pub(crate) const fn as_principal(&self) -> Option<&PrincipalLineage> {
        match &self.lineage {
            EntityLineage::Principal(lineage) => Some(lineage),
            EntityLineage::Object(_) => None,
        }
    }

    /// The sessions that led to its creation.
    pub(crate) fn created_by(&self) -> &[SessionRecord] {
        match &self.lineage {
            EntityLineage::Principal(lineage) => &lineage.created_by,
            EntityLineage::Object(lineage) => &lineage.created_by,
        }
    }

    /// Its label as every gate sees it: what it inherited, cascades included, and the account's.
    pub(crate) fn label(&self, world: &LineageWorld<'_>) -> Result<Label, ControlError> {
        label_of(world, &self.reference)
    }

    fn of_principal(record: &PrincipalRecord, account: &AccountId) -> Self {
        Self {
            arn: record.arn(account),
            reference: Reference::Principal(record.id().clone()),
            tags: record.tags().clone(),
            lineage: EntityLineage::Principal(Box::new(record.lineage().clone())),
        }
    }

    fn of_object(arn: String, lineage: &ObjectLineage, tags: Tags) -> Self {
        Self {
            arn,
            reference: Reference::Object(lineage.id.clone()),
            tags,
            lineage: EntityLineage::Object(Box::new(lineage.clone())),
        }
    }

    fn root(account: &AccountId) -> Self {
        Self {
            arn: arns::root(account),
            reference: Reference::Principal(PrincipalId::new(account.as_str())),
            tags: Tags::default(),
            lineage: EntityLineage::Principal(Box::new(root_lineage(account))),
        }
    }
}

/// The world of a request.
pub(crate) fn world<'a>(context: &RequestContext<'a>, view: &'a Transaction) -> LineageWorld<'a> {
    LineageWorld::new(view, &context.services.account, context.now())
}

/// The entity with this ARN, if this account has it.
pub(crate) fn look_up(
    arn: &str,
    account: &AccountId,
    view: &impl Records,
) -> Result<Option<Entity>, ControlError> {
    if arn == arns::root(account) {
        return Ok(Some(Entity::root(account)));
    }
    let Ok(parsed) = Arn::parse(arn) else { return Ok(None) };
    if parsed.service() != "iam" || parsed.account() != account.as_str() {
        return Ok(None);
    }
    let Some((kind, rest)) = parsed.resource().split_once('/') else { return Ok(None) };
    let found = match name_kind(kind) {
        // The name of an OpenID Connect provider is its URL, slashes and all.
        Some(kind @ NameKind::OpenIdConnectProvider) => view.name(kind, rest)?,
        Some(kind) => view.name(kind, rest.rsplit('/').next().unwrap_or_default())?,
        None => None,
    };
    let Some(found) = found else { return Ok(None) };
    // The path is part of the ARN, and names are looked up in any case.
    Ok(by_id(&found.id, account, view)?.filter(|entity| entity.arn == arn))
}

/// The entity with this ARN, or `NoSuchEntity`.
pub(crate) fn find(
    arn: &str,
    account: &AccountId,
    view: &impl Records,
) -> Result<Entity, ControlError> {
    look_up(arn, account, view)?.ok_or_else(|| {
        ControlError::no_such_entity(format!("The resource with ARN {arn} cannot be found."))
    })
}

/// The user, role or root with this ARN, or `NoSuchEntity`.
pub(crate) fn find_principal(
    arn: &str,
    account: &AccountId,
    view: &impl Records,
) -> Result<Entity, ControlError> {
    let entity = look_up(arn, account, view)?;
    entity.filter(|entity| entity.as_principal().is_some()).ok_or_else(|| {
        ControlError::no_such_entity(format!("The user or role with ARN {arn} cannot be found."))
    })
}

/// The entity with this unique id, if it exists.
pub(crate) fn by_id(
    id: &str,
    account: &AccountId,
    view: &impl Records,
) -> Result<Option<Entity>, ControlError> {
    if id == account.as_str() {
        return Ok(Some(Entity::root(account)));
    }
    let kind = IdKind::of(id);
    if let Some(record) = principal_by_id(kind, id, view)? {
        return Ok(Some(Entity::of_principal(&record, account)));
    }
    Ok(match kind {
        Some(IdKind::ManagedPolicy) => view.policy(&id.into())?.map(|policy| {
            let arn = arns::of_policy(account, &policy);
            Entity::of_object(arn, &policy.lineage, policy.tags)
        }),
        Some(IdKind::Group) => view.group(&ObjectId::new(id))?.map(|group| {
            Entity::of_object(arns::of_group(account, &group), &group.lineage, Tags::default())
        }),
        Some(IdKind::InstanceProfile) => view.find::<InstanceProfile>(id)?.map(|profile| {
            let arn = arns::of_instance_profile(account, &profile);
            Entity::of_object(arn, &profile.lineage, profile.tags)
        }),
        Some(IdKind::SamlProvider) => view.find::<SamlProvider>(id)?.map(|provider| {
            let arn = arns::saml_provider(account, &provider.name);
            Entity::of_object(arn, &provider.lineage, provider.tags)
        }),
        Some(IdKind::OpenIdConnectProvider) => {
            view.find::<OpenIdConnectProvider>(id)?.map(|provider| {
                let arn = arns::open_id_connect_provider(account, &provider.url);
                Entity::of_object(arn, &provider.lineage, provider.tags)
            })
        }
        _ => None,
    })
}

fn principal_by_id(
    kind: Option<IdKind>,
    id: &str,
    view: &impl Records,
) -> Result<Option<PrincipalRecord>, ControlError> {
    let id = PrincipalId::new(id);
    Ok(match kind {
        Some(IdKind::User) => view.user(&id)?.map(Box::new).map(PrincipalRecord::User),
        Some(IdKind::Role) => view.role(&id)?.map(Box::new).map(PrincipalRecord::Role),
        _ => None,
    })
}

/// The entity that a reference of the lineage names, if it exists.
pub(crate) fn by_reference(
    reference: &Reference,
    account: &AccountId,
    view: &impl Records,
) -> Result<Option<Entity>, ControlError> {
    by_id(&reference.to_string(), account, view)
}

/// Every user, role, policy and other named thing of the account.
pub(crate) fn all(account: &AccountId, view: &impl Records) -> Result<Vec<Entity>, ControlError> {
    let mut found = Vec::new();
    for (_, kind) in KINDS {
        found.extend(all_of(*kind, account, view)?);
    }
    Ok(found)
}

/// Every entity of one kind, by name.
pub(crate) fn all_of(
    kind: NameKind,
    account: &AccountId,
    view: &impl Records,
) -> Result<Vec<Entity>, ControlError> {
    let names = crate::scan::to_the_end(|last: Option<&Name>| {
        let after = last.map(|name| name.name.as_str());
        view.names(kind, after, entail_store::limits::SCAN_ENTRIES_MAX)
    })?;
    let found = names.iter().map(|name| by_id(&name.id, account, view));
    Ok(found.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// The managed policy that a request names as a boundary.
pub(crate) fn seal(
    arn: &str,
    account: &AccountId,
    view: &impl Records,
) -> Result<ManagedPolicy, ControlError> {
    entities::check_policy_arn(arn)?;
    entities::managed_policy(view, account, arn)?.ok_or_else(|| entities::no_such_policy(arn))
}

/// The kinds of named things by the type in their ARNs.
const KINDS: &[(&str, NameKind)] = &[
    ("user", NameKind::User),
    ("role", NameKind::Role),
    ("policy", NameKind::Policy),
    ("group", NameKind::Group),
    ("instance-profile", NameKind::InstanceProfile),
    ("saml-provider", NameKind::SamlProvider),
    ("oidc-provider", NameKind::OpenIdConnectProvider),
];

fn name_kind(resource_type: &str) -> Option<NameKind> {
    KINDS.iter().find(|(name, _)| *name == resource_type).map(|(_, kind)| *kind)
}

const fn kind_of_principal(kind: PrincipalKind) -> EntityKind {
    match kind {
        PrincipalKind::User => EntityKind::User,
        PrincipalKind::Role => EntityKind::Role,
        PrincipalKind::ServiceLinkedRole => EntityKind::ServiceLinkedRole,
        PrincipalKind::Root => EntityKind::Root,
    }
}

const fn kind_of_object(kind: entail_lineage::ObjectKind) -> EntityKind {
    use entail_lineage::ObjectKind;
    match kind {
        ObjectKind::Policy => EntityKind::Policy,
        ObjectKind::Group => EntityKind::Group,
        ObjectKind::InstanceProfile => EntityKind::InstanceProfile,
        ObjectKind::SamlProvider => EntityKind::SAMLProvider,
        ObjectKind::OpenIdConnectProvider => EntityKind::OpenIDConnectProvider,
        _ => EntityKind::Other,
    }
}
