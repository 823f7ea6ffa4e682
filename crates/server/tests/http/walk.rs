//! Random sequences of real requests, by everybody who has credentials, beside the pure state
//! machine of the lineage: after every request both say the same, about the request and about every
//! label and boundary.
//!
//! Everybody's policies allow everything, so that nothing but the lineage refuses.

mod compare;
mod mirror;
mod steps;

use self::steps::Walk;

/// Walks of `cargo test`, and steps of each. Walk by walk the same in every run.
const WALKS: u64 = 4;
const STEPS: usize = 40;
/// How many walks to take instead, for a longer run on demand.
const WALKS_VARIABLE: &str = "ENTAIL_WALKS";

/// A small generator: the same numbers for the same seed.
#[derive(Debug)]
struct Random(u64);

impl Random {
    /// A number below a bound.
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % bound as u64).unwrap()
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        if from.is_empty() { None } else { from.get(self.below(from.len())) }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_and_the_state_machine_agree_after_every_request() {
    let walks = std::env::var(WALKS_VARIABLE).map_or(WALKS, |text| text.parse().unwrap());
    let (mut done, mut gated, mut refused) = (0, 0, 0);
    for seed in 1..=walks {
        let mut walk = Walk::new(Random(seed)).await;
        for _ in 0..STEPS {
            let Some(outcome) = walk.step().await else { continue };
            match outcome {
                mirror::Outcome::Done => done += 1,
                mirror::Outcome::Gate => gated += 1,
                mirror::Outcome::Refused => refused += 1,
            }
            walk.compare().await;
        }
    }
    println!("{walks} walks: {done} done, {gated} refused by a gate, {refused} refused otherwise");
    assert!(
        done > 0 && gated > 0,
        "a walk that never succeeds or never meets a gate tells nothing"
    );
}
