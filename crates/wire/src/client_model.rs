//! The overlays that teach stock AWS clients Entail's extra parameters and elements, and the model of
//! the administrator's API.
//!
//! botocore merges a file named `service-2.sdk-extras.json` into the service model beside it, so
//! that awscli and boto3 accept `TransitivePermissionsBoundary` and show
//! `InheritedPermissionsBoundaries`. These texts are the very files that the shapes of
//! [`crate::shapes`] are generated from: what a client learns is what the server reads.

/// The overlay of IAM: goes to `iam/2010-05-08/service-2.sdk-extras.json` in a data path of
/// botocore, for example under `~/.aws/models/`.
pub const IAM_SDK_EXTRAS: &str = include_str!("../../../models/entail-iam.sdk-extras.json");

/// The overlay of STS: goes to `sts/2011-06-15/service-2.sdk-extras.json`, as above.
pub const STS_SDK_EXTRAS: &str = include_str!("../../../models/entail-sts.sdk-extras.json");

/// The whole model of the administrator's API: goes to `entail/2026-11-01/service-2.json`, as above.
pub const ENTAIL_MODEL: &str = include_str!("../../../models/entail-2026-11-01.json");
