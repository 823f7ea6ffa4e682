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
