//! What is asked after AWS's answer to a call, while the client waits for that answer.

use std::time::Duration;

use tokio::time::timeout;

use crate::limits::AFTER_ANSWER_SECONDS_MAX;

/// It took too long.
#[derive(Debug, thiserror::Error)]
#[error("AWS was asked, and had not answered after {AFTER_ANSWER_SECONDS_MAX} s")]
pub(super) struct Late;

/// What comes of a question, if it does not take too long.
pub(super) async fn in_time<T>(question: impl Future<Output = T>) -> Result<T, Late> {
    let limit = Duration::from_secs(AFTER_ANSWER_SECONDS_MAX);
    timeout(limit, question).await.map_err(|_| Late)
}
