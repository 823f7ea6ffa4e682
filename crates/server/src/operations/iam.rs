//! The operations of Identity and Access Management.

mod create_role;
mod delete_role_permissions_boundary;
mod delete_user_permissions_boundary;
mod get_role;
mod put_role_permissions_boundary;
mod put_user_permissions_boundary;

pub use create_role::CreateRole;
pub use delete_role_permissions_boundary::DeleteRolePermissionsBoundary;
pub use delete_user_permissions_boundary::DeleteUserPermissionsBoundary;
pub use get_role::GetRole;
pub use put_role_permissions_boundary::PutRolePermissionsBoundary;
pub use put_user_permissions_boundary::PutUserPermissionsBoundary;

use crate::operation::AnyOperation;

/// Every operation of the service.
pub static OPERATIONS: &[&dyn AnyOperation] = &[
    &CreateRole,
    &DeleteRolePermissionsBoundary,
    &DeleteUserPermissionsBoundary,
    &GetRole,
    &PutRolePermissionsBoundary,
    &PutUserPermissionsBoundary,
];
