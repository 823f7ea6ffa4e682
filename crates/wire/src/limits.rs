//! Every limit of this crate, by name.

/// The longest request body, in bytes, that is read.
///
/// CHOICE: AWS STS takes 10,000,000 bytes. The longest policy document that IAM accepts has 131,072
/// characters; percent encoding triples it to 393,216 bytes. 512 KiB leaves room for the fifty tags
/// beside it and bounds what an unauthenticated client can make us hash. Metadata of a SAML provider
/// may have 10,000,000 characters on AWS; here it is as long as fits, some 350,000, where what
/// identity providers give out has some thousands.
pub const BODY_BYTES_MAX: usize = 512 * 1024;

/// The longest query string, in bytes, that is parsed: a presigned request carries its session
/// token there.
pub const QUERY_STRING_BYTES_MAX: usize = 48 * 1024;

/// The most parameters of one request. The largest request that the models allow has some 250
/// (fifty tags of key and value, fifty transitive keys, policy ARNs and provided contexts).
pub const PARAMETERS_MAX: usize = 1_024;

/// The longest name of one parameter, in bytes.
pub const PARAMETER_NAME_BYTES_MAX: usize = 512;

/// How deep a JSON body may nest; the deepest request of the models has two levels.
pub const JSON_DEPTH_MAX: usize = 8;

/// How far a request's date may lie from ours, in seconds, either way.
pub const CLOCK_SKEW_SECONDS_MAX: i64 = 5 * 60;

/// The longest life of a presigned request, in seconds (seven days).
// AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html
pub const PRESIGNED_EXPIRES_SECONDS_MAX: i64 = 604_800;

/// The longest `Authorization` header, in bytes, that is parsed.
pub const AUTHORIZATION_BYTES_MAX: usize = 8 * 1024;

/// The longest session token, in bytes, that is taken.
///
/// CHOICE: AWS names no maximum. A token carries its session's policies and tags, up to the packed
/// size; the server issues none that is longer than this.
pub const SESSION_TOKEN_BYTES_MAX: usize = 32 * 1024;

/// How deep the elements of a SAML metadata document may nest. What the schema has is under twenty
/// deep.
pub const SAML_METADATA_DEPTH_MAX: usize = 64;

/// The most attributes of one element of a SAML metadata document.
pub const SAML_METADATA_ATTRIBUTES_MAX: usize = 64;

/// The most header names in a `SignedHeaders` list.
pub const SIGNED_HEADERS_MAX: usize = 64;

/// The most violations that one `ValidationError` text lists.
pub const VIOLATIONS_MAX: usize = 100;

/// The longest echoed value, in characters, inside a `ValidationError` text.
pub const ECHOED_VALUE_CHARACTERS_MAX: usize = 1_024;
