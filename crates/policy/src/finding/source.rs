//! The pages that findings rest on.

pub(super) const ABAC: &str = "https://docs.aws.amazon.com/IAM/latest/UserGuide/introduction_attribute-based-access-control.html";
pub(super) const ACTION: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html";
pub(super) const ARN: &str = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html";
pub(super) const BOUNDARIES: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html";
pub(super) const CONDITION: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html";
pub(super) const DEPUTY: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html";
pub(super) const EFFECT: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_effect.html";
pub(super) const EVALUATION: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html";
pub(super) const GLOBAL_KEYS: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html";
pub(super) const GRAMMAR: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html";
pub(super) const IAM_KEYS: &str = "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html";
pub(super) const ID: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_id.html";
pub(super) const NOT_PRINCIPAL: &str = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html";
pub(super) const OIDC: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html";
pub(super) const OPERATORS: &str = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html";
pub(super) const ORGANIZATION: &str =
    "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html";
pub(super) const PASS_ROLE: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html";
pub(super) const PERMISSION_SETS: &str =
    "https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetsconcept.html";
pub(super) const PRINCIPAL: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html";
pub(super) const PROVIDERS: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers.html";
pub(super) const QUOTAS: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html";
pub(super) const RCP: &str = "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html";
pub(super) const RCP_SERVICES: &str =
    "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html";
pub(super) const RESOURCE: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html";
pub(super) const RFC8259: &str = "https://www.rfc-editor.org/rfc/rfc8259";
pub(super) const SERVICES: &str = "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html";
pub(super) const SERVICE_LINKED: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html";
pub(super) const SETS: &str = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html";
pub(super) const SID: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html";
pub(super) const STACK_SETS: &str =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-concepts.html";
pub(super) const STATEMENT: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_statement.html";
pub(super) const TRUST: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html";
pub(super) const VALIDATE: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html";
pub(super) const VARIABLES: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html";
pub(super) const VERSION: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html";
