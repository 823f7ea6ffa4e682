//! Every limit of this crate, by name.

/// Bytes of the longest template that is rewritten: what CloudFormation takes from S3.
///
/// AWS: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>
pub const TEMPLATE_BYTES_MAX: usize = 1_048_576;

/// Bytes of the longest template that CloudFormation takes inline, as `TemplateBody`.
///
/// AWS: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>
pub const INLINE_TEMPLATE_BYTES_MAX: usize = 51_200;

/// Mappings and sequences of a template inside one another.
pub const TEMPLATE_NESTING_DEPTH_MAX: usize = 128;

/// Bytes of a YAML template that are read, all in all, to find lines that need more indentation, and
/// of what they may get.
pub const YAML_REREAD_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Characters of a template's text that a message shows.
pub const SHOWN_CHARACTERS_MAX: usize = 200;

/// Lines of a template that a message names.
pub const SHOWN_LINES_MAX: usize = 8;

/// Stacks that one refactoring can have.
///
/// AWS: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-refactoring.html>
pub const REFACTORED_STACKS_MAX: usize = 5;

/// Refused calls that are kept for the report, each once; more are counted only.
pub const REFUSED_MAX: usize = 1_000;

/// Stacks inside one another that are rewritten.
pub const NESTED_STACK_DEPTH_MAX: usize = 16;

/// Folders inside one another in which the file of a template is looked for.
pub const TEMPLATE_FILE_DEPTH_MAX: usize = 8;

/// Files and folders that are looked at to find the file of one template.
pub const TEMPLATE_FILES_LOOKED_AT_MAX: usize = 20_000;

/// Bytes of the longest state file that is read.
pub const STATE_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Seconds that a change of the state file waits for others. A client waits for its answer meanwhile.
pub const STATE_LOCK_SECONDS_MAX: u64 = 5;

/// Milliseconds after which the lock is tried again.
pub const STATE_LOCK_TRIED_MILLISECONDS: u64 = 10;

/// Templates of one stack that are remembered: of the stack, of change sets that wait, and of the
/// stacks inside it.
pub const STATE_TEMPLATES_PER_STACK_MAX: usize = 64;

/// Bytes of the longest shared configuration or credentials file that is read.
pub const SHARED_CONFIG_BYTES_MAX: u64 = 1_048_576;

/// Seconds after which keys that stand in a profile are read anew: tools renew them during a run.
pub const PROFILE_KEYS_SECONDS_MAX: i64 = 60;

/// Seconds in which an access key id that is nowhere is not looked for again.
pub const UNKNOWN_KEYS_SECONDS_MAX: i64 = 1;

/// Access key ids that are remembered to be nowhere.
pub const UNKNOWN_KEYS_MAX: usize = 1_000;

/// Bytes of the longest token that is read from a file: of an identity provider, of a container.
pub const TOKEN_FILE_BYTES_MAX: u64 = 65_536;

/// Bytes of the longest file of a client's cache of credentials that is read.
pub const CACHED_CREDENTIALS_BYTES_MAX: u64 = 65_536;

/// Files of clients' caches that are looked at for one access key.
pub const CACHED_CREDENTIALS_FILES_MAX: usize = 1_000;

/// Seconds before their end from which the run's credentials are found anew. Clients that are given
/// them ask for new ones 5 to 15 minutes before.
pub const CREDENTIALS_REFRESHED_SECONDS_BEFORE: i64 = 300;

/// Bytes of the longest name of a region; AWS's have some fifteen.
pub const REGION_BYTES_MAX: usize = 32;

/// Bytes of the longest head of a request that the proxy takes (request line and headers). The longest
/// header that is expected is a session token.
pub const REQUEST_HEAD_BYTES_MAX: usize = 64 * 1024;

/// Bytes of the longest body that the proxy takes.
///
/// The longest policy document that IAM takes has 131,072 characters, and percent encoding triples it;
/// a template of [`INLINE_TEMPLATE_BYTES_MAX`] and Cloud Control's `DesiredState` of 262,144
/// characters with the escapes of JSON are shorter.
pub const REQUEST_BODY_BYTES_MAX: usize = 512 * 1024;

/// Bytes of a body over [`REQUEST_BODY_BYTES_MAX`] that are still taken before the connection is
/// closed, so that its sender reads why it was refused.
pub const REFUSED_BODY_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Bytes of the longest answer that is read whole. A template of [`TEMPLATE_BYTES_MAX`] grows sixfold
/// when all of it is escaped as XML; a page of a thousand roles has some ten megabytes.
pub const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Bytes of the longest answer with an error that is read to find its code and message.
pub const ERROR_ANSWER_BYTES_MAX: usize = 64 * 1024;

/// Connections that the proxy serves at once; further ones wait in the listen queue.
pub const PROXY_CONNECTIONS_MAX: usize = 256;

/// Seconds that a client may take to send a head. A connection that is kept alive waits as long for
/// the next request.
pub const HEAD_READ_SECONDS_MAX: u64 = 120;

/// Bytes of an access key's id.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKey.html>
pub const ACCESS_KEY_ID_BYTES_MAX: usize = 128;

/// Seconds after which a connection is closed over which no call with a good signature has come, and
/// none is under way.
pub const FIRST_CALL_SECONDS_MAX: u64 = 10;

/// Seconds that a client may take to send a body.
pub const BODY_READ_SECONDS_MAX: u64 = 30;

/// Seconds that calls on their way may take once the proxy ends.
pub const DRAIN_SECONDS_MAX: u64 = 5;

/// Seconds in which the word must be out on calls that were cut off.
pub const CUT_OFF_SECONDS_MAX: u64 = 3;

/// Seconds in which a service must be connected to, the proxy before it and TLS included.
pub const CONNECT_SECONDS_MAX: u64 = 10;

/// Seconds in which one of the addresses of a host must answer before the next one is tried.
pub const CONNECT_ADDRESS_SECONDS_MAX: u64 = 4;

/// Seconds from a call's arrival until a service must begin to answer it, whatever has to be asked
/// before it is sent. Clients wait for a minute; so they hear of it before they give up.
///
/// AWS: <https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-options.html>
pub const FIRST_BYTE_SECONDS_MAX: u64 = 55;

/// Seconds that a question may take that is asked after the service's answer to a call: the client
/// waits for that answer.
pub const AFTER_ANSWER_SECONDS_MAX: u64 = 3;

/// Seconds that a service may pause in the middle of an answer.
pub const ANSWER_PAUSE_SECONDS_MAX: u64 = 30;

/// Connections to one server that are kept for the next call.
pub const IDLE_CONNECTIONS_PER_SERVER_MAX: usize = 16;

/// Seconds after which a connection is not used again: servers close theirs, and a call that meets
/// one being closed is lost.
pub const IDLE_CONNECTION_SECONDS_MAX: u64 = 15;

/// How often the connections that have waited too long are closed, in seconds.
pub const IDLE_CONNECTIONS_CLOSED_SECONDS: u64 = 5;

/// Signing keys that are kept, each good for a day in one region and service.
pub const SIGNING_KEYS_MAX: usize = 256;

/// Terraform's files in a folder that are looked at for whether they assume a role.
pub const TERRAFORM_FILES_MAX: usize = 200;

/// Bytes of the longest of them.
pub const TERRAFORM_FILE_BYTES_MAX: u64 = 1_048_576;

/// Milliseconds after a signal in which it shows whether the whole process group got it.
pub const GROUP_SIGNAL_MILLISECONDS_MAX: u64 = 300;

/// Milliseconds between two signals that are taken as one.
pub const SAME_SIGNAL_MILLISECONDS_MAX: u64 = 50;

/// Seconds between two lines that tell how far a run is.
pub const PROGRESS_SECONDS: u64 = 30;

/// Characters of a managed policy, white space left out.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
pub const MANAGED_POLICY_CHARACTERS_MAX: usize = 6_144;

/// Characters of a policy's name.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
pub const POLICY_NAME_CHARACTERS_MAX: usize = 128;

/// Characters of a policy's path.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
pub const POLICY_PATH_CHARACTERS_MAX: usize = 512;

/// Bytes of what a `credential_process` writes that are read.
pub const CREDENTIAL_PROCESS_BYTES_MAX: u64 = 65_536;

/// Seconds that a `credential_process` has.
pub const CREDENTIAL_PROCESS_SECONDS_MAX: u64 = 60;

/// Seconds that the credentials endpoint of a container has for an answer.
pub const CONTAINER_SECONDS_MAX: u64 = 5;

/// Seconds that the instance metadata service has for an answer. Where there is none, nobody
/// answers.
pub const INSTANCE_METADATA_SECONDS_MAX: u64 = 1;

/// Seconds before the end of the child's credentials from which the user is warned of it.
pub const CHILD_CREDENTIALS_WARNED_SECONDS_BEFORE: i64 = 1_800;

/// Connections to the credentials endpoint of the child at a time.
pub const CREDENTIALS_ENDPOINT_CONNECTIONS_MAX: usize = 64;

/// Seconds that a client has to send the head of its request to the credentials endpoint.
pub const CREDENTIALS_ENDPOINT_HEAD_SECONDS_MAX: u64 = 10;

/// How often a call of our own that only reads is tried while the service is busy or fails.
pub const READ_ATTEMPTS_MAX: u32 = 4;

/// Milliseconds before the second try; each further pause is twice the one before.
pub const READ_PAUSE_MILLISECONDS: u64 = 200;

/// Stacks inside a template, however deep, that are rewritten.
pub const NESTED_STACKS_MAX: usize = 512;

/// Elements of an answer inside one another; of a deeper one nothing is taken out.
pub const ANSWER_NESTING_DEPTH_MAX: usize = 64;

/// Roles whose credentials are remembered to read and write templates with.
pub const LEARNED_CREDENTIALS_MAX: usize = 64;

/// Texts and names of one kind that are remembered while the proxy runs: what was told once, change
/// sets that were made, principals that were looked at, accounts of access keys. What is forgotten is
/// told, looked at or asked again.
pub const REMEMBERED_MAX: usize = 4_096;

/// Events that are kept for the report; of more the oldest are counted only, those that tell of what
/// is bounded first.
pub const EVENTS_MAX: usize = 20_000;

/// Bytes of the longest `entail.toml` that is read.
pub const CONFIGURATION_BYTES_MAX: u64 = 65_536;

/// Conditions that one `Fn::Or` takes.
///
/// AWS: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html>
pub const COMBINED_CONDITIONS_MAX: usize = 10;

/// Seconds after which it is asked anew who a caller is and which boundary has to be passed on: a
/// proxy may run for long, and boundaries change.
pub const FOUND_SECONDS_MAX: u64 = 300;

/// Seconds after which it is tried again to read what may not be read: new rights take a moment.
pub const UNREAD_SECONDS_MAX: u64 = 15;

/// Callers, principals and policies, each, after which all are asked for anew before that.
pub const FOUND_MAX: usize = 1_000;

/// Credentials that are known besides those of the run; of more, those that end first are forgotten.
pub const KNOWN_CREDENTIALS_MAX: usize = 10_000;
