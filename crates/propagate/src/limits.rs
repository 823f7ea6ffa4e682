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

/// Stacks inside one another that are rewritten.
pub const NESTED_STACK_DEPTH_MAX: usize = 16;

/// Folders inside one another in which the file of a template is looked for.
pub const TEMPLATE_FILE_DEPTH_MAX: usize = 8;

/// Files and folders that are looked at to find the file of one template.
pub const TEMPLATE_FILES_LOOKED_AT_MAX: usize = 20_000;

/// Bytes of the longest state file that is read.
pub const STATE_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Templates of one stack that are remembered: of the stack, of change sets that wait, and of the
/// stacks inside it.
pub const STATE_TEMPLATES_PER_STACK_MAX: usize = 64;
