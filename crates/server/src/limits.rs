//! Every limit of the control plane, each with its reason.

/// How often a request is decided and run again when the account moved on under it, before the
/// caller is told `ConcurrentModification`.
pub const COMMIT_ATTEMPTS_MAX: u32 = 8;

/// The longest time one connection may take to send a request's headers, in seconds.
pub const HEADER_READ_SECONDS_MAX: u64 = 30;

/// The longest time one connection may take to send a request's body, in seconds.
pub const BODY_READ_SECONDS_MAX: u64 = 30;

/// The longest time a client may leave an answer unread, in seconds, before its connection is cut.
pub const WRITE_STALL_SECONDS_MAX: u64 = 30;

/// The longest request head (request line and headers), in bytes. The longest header that is
/// expected is a session token; hyper answers 431 to more.
pub const HEAD_BYTES_MAX: usize = 64 * 1024;

/// The longest time requests in flight may take after SIGTERM, in seconds.
pub const DRAIN_SECONDS_MAX: u64 = 20;

/// Requests performed at once; further ones are answered `Throttling`. Each occupies a thread while
/// it is decided and run.
pub const REQUESTS_IN_PROGRESS_MAX: usize = 256;

/// Connections served at once; further ones wait in the listen queue.
///
/// CHOICE: each may hold one body and one head of the longest kind in memory before anything is
/// known of its sender, some 600 MB together; and 1,024 file descriptors is a usual limit of a
/// process.
pub const CONNECTIONS_MAX: usize = 1_000;

/// The longest TLS handshake, in seconds.
pub const TLS_HANDSHAKE_SECONDS_MAX: u64 = 10;

/// Compiled policies that are expected in memory, counted by document.
pub const COMPILED_POLICIES_MAX: usize = 20_000;

/// The bytes that compiled policies may take in memory, about.
pub const COMPILED_POLICIES_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// What one compiled policy takes besides its name and text, in bytes, about.
pub const COMPILED_POLICY_BYTES: u64 = 2 * 1024;

/// Names listed in one page when the caller names no `MaxItems`.
/// AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html>
pub const PAGE_ITEMS_DEFAULT: usize = 100;

/// Managed policies attached to one user, role or group.
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
pub const ATTACHED_POLICIES_MAX: usize = 10;

/// Access keys of one user.
pub const ACCESS_KEYS_PER_USER_MAX: usize = 2;

/// Versions of one managed policy.
pub const POLICY_VERSIONS_MAX: usize = 5;

/// Tags of one user, role or policy.
pub const TAGS_MAX: usize = 50;

/// Roles of one account.
pub const ROLES_PER_ACCOUNT_MAX: u64 = 1_000;

/// Users of one account.
pub const USERS_PER_ACCOUNT_MAX: u64 = 5_000;

/// Customer managed policies of one account.
pub const POLICIES_PER_ACCOUNT_MAX: u64 = 1_500;

/// Instance profiles of one account.
pub const INSTANCE_PROFILES_PER_ACCOUNT_MAX: u64 = 1_000;

/// Roles in one instance profile.
pub const ROLES_PER_INSTANCE_PROFILE_MAX: usize = 1;

/// SAML providers of one account.
pub const SAML_PROVIDERS_PER_ACCOUNT_MAX: u64 = 100;

/// Private keys of one SAML provider.
/// AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetSAMLProvider.html>
pub const SAML_PRIVATE_KEYS_MAX: usize = 2;

/// How long metadata of a SAML provider may be used that names no end, in years.
/// AWS: measured, see <https://github.com/hashicorp/terraform-provider-aws/issues/45699>.
pub const SAML_METADATA_VALID_YEARS: i64 = 100;

/// `OpenID` Connect providers of one account.
pub const OPEN_ID_CONNECT_PROVIDERS_PER_ACCOUNT_MAX: u64 = 100;

/// Client ids (audiences) of one `OpenID` Connect provider.
pub const CLIENT_IDS_PER_PROVIDER_MAX: usize = 100;

/// Thumbprints of one `OpenID` Connect provider.
/// AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html>
pub const THUMBPRINTS_PER_PROVIDER_MAX: usize = 5;

/// Characters of a managed policy, white space not counted.
pub const MANAGED_POLICY_CHARACTERS_MAX: usize = 6_144;

/// Characters of a role's trust policy, white space not counted.
pub const TRUST_POLICY_CHARACTERS_MAX: usize = 2_048;

/// Characters of all inline policies of a user together, white space not counted.
pub const USER_INLINE_POLICY_CHARACTERS_MAX: usize = 2_048;

/// Characters of all inline policies of a role together, white space not counted.
pub const ROLE_INLINE_POLICY_CHARACTERS_MAX: usize = 10_240;

/// Bytes of all inline policies of a user, role or group together, white space counted.
///
/// CHOICE: AWS does not count white space, and takes 131,072 characters of it in each document. All
/// of them are part of the holder's record, which every request of its principals reads.
pub const INLINE_POLICIES_BYTES_MAX: usize = 256 * 1024;

/// Groups of one account.
pub const GROUPS_PER_ACCOUNT_MAX: u64 = 300;

/// Groups that one user is in.
pub const GROUPS_PER_USER_MAX: usize = 10;

/// Characters of all inline policies of a group together, white space not counted.
pub const GROUP_INLINE_POLICY_CHARACTERS_MAX: usize = 5_120;

/// Characters of the inline session policy, and managed session policies.
/// AWS: <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>
pub const SESSION_POLICY_CHARACTERS_MAX: usize = 2_048;

/// Managed policies named as session policies.
pub const SESSION_POLICY_ARNS_MAX: usize = 10;

/// The packed size of session policies and tags, in bytes.
// CHOICE: AWS packs in a form it does not publish; ours is the length of the session's JSON.
pub const PACKED_POLICY_BYTES_MAX: usize = 12_288;

/// The length of a session of a role, in seconds, when the caller names none; also the longest
/// session of a role that was created without naming one.
/// AWS: <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>
pub const ROLE_SESSION_SECONDS_DEFAULT: u32 = 3_600;

/// The length of a session of a user itself, in seconds, when the caller names none.
/// AWS: <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html>
pub const USER_SESSION_SECONDS_DEFAULT: i64 = 43_200;

/// The longest session of root itself, in seconds.
pub const ROOT_SESSION_SECONDS_MAX: i64 = 3_600;

/// The longest session of a chained role, in seconds.
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining>
pub const CHAINED_SESSION_SECONDS_MAX: i64 = 3_600;

/// The longest access key id that is logged, in characters; AWS's have 20 and 128 at most. Until the
/// signature is verified it is whatever the client wrote.
pub const LOGGED_ACCESS_KEY_ID_CHARACTERS_MAX: usize = 128;

/// The longest member of an audit event, in bytes of JSON; longer ones are left out.
/// AWS: <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html>
pub const AUDIT_ELEMENT_BYTES_MAX: usize = 100 * 1024;

/// How deep the name of a parameter may go that an audit event shows. The deepest that a service
/// model has is five, and what reads JSON has limits of its own.
pub const AUDIT_ELEMENT_DEPTH_MAX: usize = 12;

/// The longest `User-Agent` in an audit event, in characters.
pub const AUDIT_USER_AGENT_CHARACTERS_MAX: usize = 1_024;

/// The longest error message in an audit event, in characters.
pub const AUDIT_ERROR_MESSAGE_CHARACTERS_MAX: usize = 1_024;

/// Things that one part of an audit baseline tells of, so that it fits a transaction.
pub const AUDIT_BASELINE_RECORDS_MAX: usize = 50;

/// Audit events that stay in the store once they are in the log, about.
pub const AUDIT_EVENTS_KEPT_MAX: u64 = 10_000;

/// Audit events that one transaction takes out of the store.
pub const AUDIT_REMOVAL_EVENTS_MAX: usize = 90;

/// Audit events that are appended to the log with one sync to the disk.
pub const AUDIT_FOLLOW_EVENTS_MAX: usize = 1_000;

/// How long the audit log waits for more events before it syncs them, in milliseconds. They are safe
/// in the store meanwhile.
pub const AUDIT_FOLLOW_PAUSE_MILLISECONDS: u64 = 50;

/// How long the audit log waits before it tries again what failed, in seconds.
pub const AUDIT_FOLLOW_RETRY_SECONDS: u64 = 1;

/// The size after which the audit log begins another file, in bytes, when none is given.
pub const AUDIT_LOG_FILE_BYTES_DEFAULT: u64 = 64 * 1024 * 1024;

/// How often last-used records are written, in seconds. Losing the newest ones in a crash is
/// acceptable: AWS itself updates them with a delay.
pub const LAST_USED_FLUSH_SECONDS: u64 = 10;

/// The most questions (an action on a resource) that one call of `AnalyzeBoundaryImpact` compares.
/// A principal that may do everything has some 20,000 for each resource that its boundary names.
pub const IMPACT_QUESTIONS_PER_CALL_MAX: usize = 200_000;

/// How a refusal names that limit.
pub const IMPACT_QUESTIONS_QUOTA: &str = "ActionsComparedPerCall";
