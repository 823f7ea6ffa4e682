//! Random walks through the state machine, with an attacker who holds every permission: only the
//! gates stand in its way. After each step the invariants, the containment theorem and the ground
//! truth behind the closures are checked. Each gate switched off in the driver (never in the
//! crate) must be found out.

mod administrator;
mod check;
mod driver;
mod mutation;
mod state;

use proptest::prelude::{ProptestConfig, any, proptest};

use self::driver::step;
use self::state::{Gates, State};

/// One step: operation, actor, two arguments.
pub(crate) type Choice = [u8; 4];

/// Walks until something is broken; returns what, and the steps that were taken.
pub(crate) fn walk(gates: Gates, choices: &[Choice]) -> Option<(String, Vec<String>)> {
    let mut state = State::new();
    let mut taken = Vec::new();
    for choice in choices {
        let before = state.clone();
        let Some(done) = step(&mut state, gates, *choice) else { continue };
        taken.push(done.description.clone());
        let broken = done.broken.clone().or_else(|| check::broken(&before, &state, &done));
        if let Some(broken) = broken {
            return Some((broken, taken));
        }
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn every_walk_keeps_the_invariants_and_the_containment_theorem(
        choices in proptest::collection::vec(any::<Choice>(), 1..60)
    ) {
        if let Some((broken, taken)) = walk(Gates::All, &choices) {
            panic!("{broken}\n  {}", taken.join("\n  "));
        }
    }
}
