//! Other boundaries than the required one, in what is rewritten: those that say the same may stay.

use entail_policy::arn::Arn;

use super::{Call, Interceptor, Refusal};
use crate::{
    required::RequiredBoundary,
    template::{Options, Rewritten, TemplateError},
};

/// Boundaries that were compared with the required one, each once.
#[derive(Debug, Default)]
pub(super) struct Compared {
    asked: Vec<Arn>,
    identical: Vec<Arn>,
}

impl Compared {
    /// Rewrites something, again for as long as a boundary that it names turns out to be identical.
    pub(super) async fn rewrite(
        &mut self,
        interceptor: &Interceptor,
        call: &Call,
        required: &RequiredBoundary,
        rewriting: impl Fn(&Options<'_>) -> Result<Rewritten, TemplateError>,
    ) -> Result<Result<Rewritten, TemplateError>, Refusal> {
        loop {
            let result = rewriting(&Options {
                boundary: &required.arn,
                on_conflict: interceptor.options.on_conflict,
                identical: &self.identical,
            });
            let others = match &result {
                Ok(rewritten) => rewritten.others.clone(),
                Err(TemplateError::Conflict { others, .. }) => others.clone(),
                Err(_) => Vec::new(),
            };
            let before = self.identical.len();
            for other in others {
                if other.service() != "iam" || self.asked.contains(&other) {
                    continue;
                }
                if Box::pin(interceptor.is_identical(&other.to_string(), required, call)).await? {
                    self.identical.push(other.clone());
                }
                self.asked.push(other);
            }
            if self.identical.len() == before {
                return Ok(result);
            }
        }
    }
}
