//! `GetAccountAuthorizationDetails`: users, groups, roles and policies of the account in one list.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html>

use std::collections::BTreeMap;

use entail_policy::arn::AccountId;
use entail_store::{
    Records, Transaction,
    limits::SCAN_ENTRIES_MAX,
    records::{Group, Name, NameKind, Policy, Role, RoleLastUsed, User},
};
use entail_wire::shapes::iam::{
    self, AttachedPolicy, EntityType, GetAccountAuthorizationDetailsRequest,
    GetAccountAuthorizationDetailsResponse, GroupDetail, ManagedPolicyDetail, PolicyDetail,
    RoleDetail, UserDetail,
};

use crate::{
    arns, attachments,
    aws_managed_policies::{self, AwsManagedPolicy},
    control_error::ControlError,
    describe,
    entities::ManagedPolicy,
    instance_profiles,
    managed_policies::{self, Shown, Usage},
    memberships,
    paging::{self, PageRequest},
    policy_versions, scan, trust_policies,
};

/// What is listed, in this order.
///
/// CHOICE: AWS documents no order. Each kind is listed by name, so that a marker stays true while
/// entities come and go.
const KINDS: [EntityType; 5] = [
    EntityType::User,
    EntityType::Group,
    EntityType::Role,
    EntityType::LocalManagedPolicy,
    EntityType::AWSManagedPolicy,
];

/// The page that a request asks for.
pub(crate) fn page(
    input: &GetAccountAuthorizationDetailsRequest,
    account: &AccountId,
    view: &Transaction,
) -> Result<GetAccountAuthorizationDetailsResponse, ControlError> {
    let request = PageRequest::new(input.marker.as_deref(), input.max_items)?;
    let reader = Reader { account, view };
    let mut page = empty();
    let (mut count, mut last) = (0, None);
    for candidate in candidates(&input.filter, view)? {
        let key = candidate.key();
        if request.after.as_ref().is_some_and(|after| key <= *after) {
            continue;
        }
        let Some(detail) = reader.detail(candidate)? else { continue };
        if count == request.items_max {
            page.is_truncated = true;
            page.marker = last.as_deref().map(paging::encode_marker);
            return Ok(page);
        }
        match detail {
            Detail::User(user) => page.user_detail_list.push(user),
            Detail::Group(group) => page.group_detail_list.push(group),
            Detail::Role(role) => page.role_detail_list.push(role),
            Detail::Policy(policy) => page.policies.push(policy),
        }
        count += 1;
        last = Some(key);
    }
    Ok(page)
}

const fn empty() -> GetAccountAuthorizationDetailsResponse {
    GetAccountAuthorizationDetailsResponse {
        user_detail_list: Vec::new(),
        group_detail_list: Vec::new(),
        role_detail_list: Vec::new(),
        policies: Vec::new(),
        is_truncated: false,
        marker: None,
    }
}

/// Something that the list may show.
#[derive(Debug)]
enum Candidate {
    User(Name),
    Group(Name),
    Role(Name),
    Customer(Name),
    Aws(&'static AwsManagedPolicy),
}

impl Candidate {
    /// Where it stands in the list.
    fn key(&self) -> String {
        let (rank, name, id) = match self {
            Self::User(name) => (1, &name.name, &name.id),
            Self::Group(name) => (2, &name.name, &name.id),
            Self::Role(name) => (3, &name.name, &name.id),
            Self::Customer(name) => (4, &name.name, &name.id),
            Self::Aws(policy) => (5, &policy.name, &policy.policy_id),
        };
        format!("{rank}/{}/{id}", name.to_lowercase())
    }
}

fn candidates(filter: &[EntityType], view: &Transaction) -> Result<Vec<Candidate>, ControlError> {
    let mut found = Vec::new();
    for kind in KINDS.into_iter().filter(|kind| filter.is_empty() || filter.contains(kind)) {
        match kind {
            EntityType::User => found.extend(names(NameKind::User, Candidate::User, view)?),
            EntityType::Group => found.extend(names(NameKind::Group, Candidate::Group, view)?),
            EntityType::Role => found.extend(names(NameKind::Role, Candidate::Role, view)?),
            EntityType::LocalManagedPolicy => {
                found.extend(names(NameKind::Policy, Candidate::Customer, view)?);
            }
            EntityType::AWSManagedPolicy => {
                found.extend(aws_managed_policies::all().map(Candidate::Aws));
            }
        }
    }
    found.sort_by_cached_key(Candidate::key);
    Ok(found)
}

fn names(
    kind: NameKind,
    candidate: fn(Name) -> Candidate,
    view: &Transaction,
) -> Result<impl Iterator<Item = Candidate>, ControlError> {
    let names = scan::to_the_end(|last: Option<&Name>| {
        view.names(kind, last.map(|it| it.name.as_str()), SCAN_ENTRIES_MAX)
    })?;
    Ok(names.into_iter().map(candidate))
}

enum Detail {
    User(UserDetail),
    Group(GroupDetail),
    Role(RoleDetail),
    Policy(ManagedPolicyDetail),
}

struct Reader<'a> {
    account: &'a AccountId,
    view: &'a Transaction,
}

impl Reader<'_> {
    fn detail(&self, candidate: Candidate) -> Result<Option<Detail>, ControlError> {
        let view = self.view;
        Ok(match candidate {
            Candidate::User(name) => {
                let user = view.find::<User>(&name.id)?;
                user.map(|user| self.user(&user).map(Detail::User)).transpose()?
            }
            Candidate::Group(name) => {
                let group = view.find::<Group>(&name.id)?;
                group.map(|group| self.group(&group).map(Detail::Group)).transpose()?
            }
            Candidate::Role(name) => {
                let role = view.find::<Role>(&name.id)?;
                role.map(|role| self.role(&role).map(Detail::Role)).transpose()?
            }
            Candidate::Customer(name) => {
                let policy = view.find::<Policy>(&name.id)?;
                let policy = policy.map(|policy| ManagedPolicy::Customer(Box::new(policy)));
                policy.map(|policy| self.policy(&policy).map(Detail::Policy)).transpose()?
            }
            Candidate::Aws(policy) => self.aws_policy(policy)?.map(Detail::Policy),
        })
    }

    fn user(&self, user: &User) -> Result<UserDetail, ControlError> {
        let boundaries = describe::boundaries(&user.lineage, self.account, self.view)?;
        let groups = memberships::groups_of(&user.id, self.view)?;
        Ok(UserDetail {
            path: user.path.clone(),
            user_name: user.name.clone(),
            user_id: user.id.to_string(),
            arn: arns::of_user(self.account, user),
            create_date: describe::date(user.created),
            user_policy_list: inline(&user.inline_policies),
            group_list: groups.into_iter().map(|group| group.name).collect(),
            attached_managed_policies: self.attached(&user.id)?,
            permissions_boundary: boundaries.own,
            tags: describe::tag_list(&user.tags),
            transitive_permissions_boundary: boundaries.transitive,
            inherited_permissions_boundaries: boundaries.inherited,
        })
    }

    fn group(&self, group: &Group) -> Result<GroupDetail, ControlError> {
        Ok(GroupDetail {
            path: group.path.clone(),
            group_name: group.name.clone(),
            group_id: group.id.to_string(),
            arn: arns::of_group(self.account, group),
            create_date: describe::date(group.created),
            group_policy_list: inline(&group.inline_policies),
            attached_managed_policies: self.attached(&group.holder())?,
        })
    }

    fn role(&self, role: &Role) -> Result<RoleDetail, ControlError> {
        let (account, view) = (self.account, self.view);
        let boundaries = describe::boundaries(&role.lineage, account, view)?;
        let last_used = view.find::<RoleLastUsed>(role.id.as_str())?;
        let profiles = instance_profiles::of_role(&role.id, view)?;
        let profiles =
            profiles.iter().map(|it| instance_profiles::describe_listed(it, account, view));
        let profiles = profiles.collect::<Result<_, _>>()?;
        Ok(RoleDetail {
            path: role.path.clone(),
            role_name: role.name.clone(),
            role_id: role.id.to_string(),
            arn: arns::of_role(account, role),
            create_date: describe::date(role.created),
            assume_role_policy_document: trust_policies::shown(&role.trust_policy, account, view)?,
            instance_profile_list: profiles,
            role_policy_list: inline(&role.inline_policies),
            attached_managed_policies: self.attached(&role.id)?,
            permissions_boundary: boundaries.own,
            tags: describe::tag_list(&role.tags),
            role_last_used: describe::role_last_used(last_used),
            transitive_permissions_boundary: boundaries.transitive,
            inherited_permissions_boundaries: boundaries.inherited,
        })
    }

    /// CHOICE: of AWS's own policies only those in use are listed. AWS's page leaves that open; what
    /// AWS answers has no others.
    fn aws_policy(
        &self,
        policy: &'static AwsManagedPolicy,
    ) -> Result<Option<ManagedPolicyDetail>, ControlError> {
        let policy = ManagedPolicy::Aws(policy);
        if Usage::of(&policy, self.view)? == Usage::NONE {
            return Ok(None);
        }
        self.policy(&policy).map(Some)
    }

    fn policy(&self, policy: &ManagedPolicy) -> Result<ManagedPolicyDetail, ControlError> {
        let usage = Usage::of(policy, self.view)?;
        let listed = managed_policies::describe(policy, usage, self.account, Shown::Listed);
        let versions = policy_versions::all(policy).into_iter().map(|version| {
            let document = policy_versions::document(policy, &version.id, self.view)?;
            Ok(version.describe(document))
        });
        Ok(ManagedPolicyDetail {
            policy_name: listed.policy_name,
            policy_id: listed.policy_id,
            arn: listed.arn,
            path: listed.path,
            default_version_id: listed.default_version_id,
            attachment_count: listed.attachment_count,
            permissions_boundary_usage_count: listed.permissions_boundary_usage_count,
            is_attachable: listed.is_attachable,
            description: listed.description,
            create_date: listed.create_date,
            update_date: listed.update_date,
            policy_version_list: versions
                .collect::<Result<Vec<iam::PolicyVersion>, ControlError>>()?,
        })
    }

    fn attached(
        &self,
        holder: &entail_lineage::PrincipalId,
    ) -> Result<Vec<AttachedPolicy>, ControlError> {
        let policies = attachments::of(holder, self.view)?;
        Ok(policies.iter().map(|policy| attachments::describe(policy, self.account)).collect())
    }
}

fn inline(documents: &BTreeMap<String, String>) -> Vec<PolicyDetail> {
    let details = documents.iter().map(|(name, document)| PolicyDetail {
        policy_name: name.clone(),
        policy_document: document.clone(),
    });
    details.collect()
}
