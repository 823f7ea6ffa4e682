//! Engine and [`reference`](mod@crate::reference) must answer alike: on the corpus, and on as many
//! made-up cases as anybody has patience for.
//!
//! Cases are made from a seed or from the bytes of a fuzzer, never from a clock, so that a
//! disagreement can be shown again. One that is found is made as small as it stays one, and printed
//! as a case of `corpus/decisions/`.

mod choices;
mod compare;
mod generate;
mod minimise;

use entail_engine::Effect;

use crate::reference::json::Json;

pub use choices::Choices;
pub use compare::Disagreement;

/// Makes up a case in the format of `corpus/decisions/`, without a name and an expectation.
pub fn generate(choices: &mut Choices<'_>) -> Json {
    generate::case(choices)
}

/// Asks both, and tells the smallest case on which they still differ; none where they agree.
pub fn disagreement(case: &Json) -> Option<Disagreement> {
    let found = compare::disagreement(case)?;
    Some(minimise::smallest(found))
}

/// How many cases of a run came to which answer, so that a run that never meets a policy is seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Cases that both allowed.
    pub allowed: u64,
    /// Cases that a statement, or a policy that cannot be read, denied.
    pub explicitly_denied: u64,
    /// Cases in which some layer had no Allow.
    pub implicitly_denied: u64,
}

impl Tally {
    /// Both together.
    #[must_use]
    pub fn with(self, other: Tally) -> Tally {
        Tally {
            allowed: self.allowed + other.allowed,
            explicitly_denied: self.explicitly_denied + other.explicitly_denied,
            implicitly_denied: self.implicitly_denied + other.implicitly_denied,
        }
    }
}

/// Makes up cases `first..first + count` of a seed and compares the answers; ends at the first
/// disagreement.
pub fn run(seed: u64, first: u64, count: u64) -> Result<Tally, Box<Disagreement>> {
    let mut tally = Tally::default();
    for number in first..first + count {
        let case = generate(&mut Choices::of_seed(seed, number));
        match compare::agreed(&case) {
            Ok(Effect::Allow) => tally.allowed += 1,
            Ok(Effect::ExplicitDeny) => tally.explicitly_denied += 1,
            Ok(Effect::ImplicitDeny) => tally.implicitly_denied += 1,
            Err(disagreement) => return Err(Box::new(minimise::smallest(*disagreement))),
        }
    }
    Ok(tally)
}

/// The law of the fuzz target of this name: from any bytes a case comes on which both agree.
///
/// # Panics
///
/// Where they do not.
pub fn engine_equals_reference(input: &[u8]) {
    let disagreement = disagreement(&generate(&mut Choices::of_bytes(input)));
    assert!(
        disagreement.is_none(),
        "{}",
        disagreement.map(|it| it.to_string()).unwrap_or_default()
    );
}
