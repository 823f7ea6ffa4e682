//! The operations of Identity and Access Management.

mod create_role;
mod delete_role;
mod delete_role_permissions_boundary;
mod delete_user_permissions_boundary;
mod get_role;
mod list_instance_profiles_for_role;
mod list_policy_tags;
mod list_role_tags;
mod list_roles;
mod list_user_tags;
mod put_role_permissions_boundary;
mod put_user_permissions_boundary;
mod tag_policy;
mod tag_role;
mod tag_user;
mod untag_policy;
mod untag_role;
mod untag_user;
mod update_assume_role_policy;
mod update_role;
mod update_role_description;

pub use create_role::CreateRole;
pub use delete_role::DeleteRole;
pub use delete_role_permissions_boundary::DeleteRolePermissionsBoundary;
pub use delete_user_permissions_boundary::DeleteUserPermissionsBoundary;
pub use get_role::GetRole;
pub use list_instance_profiles_for_role::ListInstanceProfilesForRole;
pub use list_policy_tags::ListPolicyTags;
pub use list_role_tags::ListRoleTags;
pub use list_roles::ListRoles;
pub use list_user_tags::ListUserTags;
pub use put_role_permissions_boundary::PutRolePermissionsBoundary;
pub use put_user_permissions_boundary::PutUserPermissionsBoundary;
pub use tag_policy::TagPolicy;
pub use tag_role::TagRole;
pub use tag_user::TagUser;
pub use untag_policy::UntagPolicy;
pub use untag_role::UntagRole;
pub use untag_user::UntagUser;
pub use update_assume_role_policy::UpdateAssumeRolePolicy;
pub use update_role::UpdateRole;
pub use update_role_description::UpdateRoleDescription;

use crate::operation::AnyOperation;

/// Every operation of the service.
pub static OPERATIONS: &[&dyn AnyOperation] = &[
    &CreateRole,
    &DeleteRole,
    &DeleteRolePermissionsBoundary,
    &DeleteUserPermissionsBoundary,
    &GetRole,
    &ListInstanceProfilesForRole,
    &ListPolicyTags,
    &ListRoleTags,
    &ListRoles,
    &ListUserTags,
    &PutRolePermissionsBoundary,
    &PutUserPermissionsBoundary,
    &TagPolicy,
    &TagRole,
    &TagUser,
    &UntagPolicy,
    &UntagRole,
    &UntagUser,
    &UpdateAssumeRolePolicy,
    &UpdateRole,
    &UpdateRoleDescription,
];
