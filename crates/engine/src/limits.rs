//! The engine's limits. The sizes of policy documents are limited by `entail-policy`.

/// Bytes of one case in the case format; a longer one is an error and is not read.
pub const CASE_BYTES: usize = 16 * 1024 * 1024;

/// How deep JSON may nest in a case.
pub const CASE_NESTING: usize = 64;

/// Bytes of a text with variables that are filled in without asking for memory; longer ones are
/// filled in too.
pub const FILLED_TEXT_BYTES_INLINE: usize = 512;

/// Condition keys of a case; with more of them the case is an error.
pub const CASE_CONDITION_KEYS: usize = 10_000;

/// Characters of a policy's or a request's text in a sentence of an explanation.
pub const EXPLAINED_TEXT_CHARACTERS: usize = 200;

/// Values listed in a sentence of an explanation; it tells how many more there are.
pub const EXPLAINED_VALUES: usize = 4;

/// Allows that are tried with other condition keys, for each layer that is short.
pub const EXPLAINED_TRIALS: usize = 8;

/// Values that are tried for a condition key.
pub const EXPLAINED_GUESSES: usize = 256;

/// Conditions of a statement for which other values of their keys are sought. An Allow that misses by
/// more is not tried.
pub const EXPLAINED_CONDITIONS: usize = 32;

/// Denies for which a way past them is sought.
pub const EXPLAINED_OBSTACLES: usize = 16;

/// Statements that match, or miss by their conditions alone, and are drawn for each policy; the
/// rest are counted unless everything is asked for. Denies that match are always drawn.
pub const EXPLAINED_STATEMENTS: usize = 8;

/// Statements about other actions that are drawn for each policy, a line each, and as many about
/// other resources or callers; more of them are counted.
pub const EXPLAINED_FAR_STATEMENTS: usize = 3;

/// Actions that a message of advice on permissions boundaries names; it counts the rest.
pub const BOUNDARY_ACTIONS_NAMED: usize = 4;

/// Boundaries that a policy names and is asked with, in advice on permissions boundaries; those
/// named after them are not asked about.
pub const BOUNDARY_NAMES_MAX: usize = 16;

/// Resources that a policy allows an action on, or leaves out of denying it, that it is asked with in
/// such advice; one with more is taken to let the action through.
pub const BOUNDARY_RESOURCES_MAX: usize = 256;

/// Statements about one service that are looked at one after the other; with more of them in a
/// policy they are found by how their actions or resources begin.
pub const STATEMENTS_IN_SEQUENCE: usize = 12;

/// Services of a policy that are compared with a request's one after the other; among more of them
/// it is searched for by halves.
pub const SERVICES_IN_SEQUENCE: usize = 16;

/// Lengths of such beginnings that are looked up; statements with others are looked at always.
pub const BEGINNING_LENGTHS: usize = 24;

/// Patterns of a policy that are looked at for how they begin, those of a resource once for each
/// service of the statement's actions. The statements of services beyond are looked at one after the
/// other. Only a document made for it has so many: the longest has about 30,000 patterns.
pub const PATTERNS_BY_BEGINNING: usize = 1 << 18;

/// Bytes of a pattern of a resource, with wildcards that stay in their segments, that is walked along
/// the text; a longer one without `?` is compared segment by segment, in linear time.
pub const SEGMENTED_BYTES_WALKED: usize = 256;

/// Statements of a policy, and patterns, values and conditions of them all; a policy with more of
/// any is unreadable. A document of the longest size has about half as many.
pub const LIST_ITEMS: usize = u16::MAX as usize;
