//! Each gate switched off is found out: a test of the walk rather than of the crate.

use super::state::Gates;
use super::{Choice, walk};

/// A small generator with a fixed seed, so that the hunt is the same each time.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Steps over these operations.
    fn walk(&mut self, operations: &[u8], steps: usize) -> Vec<Choice> {
        let mut choice = || {
            let [operation, rest @ ..] = self.next().to_le_bytes();
            let index = usize::from(operation) % operations.len();
            [operations[index], rest[0], rest[1], rest[2]]
        };
        (0..steps).map(|_| choice()).collect()
    }
}

/// Walks at random until the missing gate is found out.
fn hunt(gates: Gates, operations: &[u8], walks: usize) -> Option<(String, Vec<String>)> {
    let mut random = Random(7);
    (0..walks).find_map(|_| walk(gates, &random.walk(operations, 30)))
}

macro_rules! found_out {
    ($($name:ident: $gates:ident, $operations:expr;)+) => {$(
        #[test]
        fn $name() {
            let (broken, taken) =
                hunt(Gates::$gates, &$operations, 3_000).expect("a violation is found");
            println!("{broken}\n  {}", taken.join("\n  "));
        }
    )+};
}

// Each hunt walks over the operations that the gate is about; see `driver::step` for the numbers.
found_out! {
    creation_without_inheritance_is_found_out: WithoutInherit, [0, 2, 8];
    an_explicit_boundary_that_replaces_is_found_out: WithoutExplicitAdds, [0, 2, 8];
    obtaining_without_carrying_is_found_out: WithoutCarry, [0, 8];
    sessions_that_do_not_read_their_derivation_live_are_found_out:
        WithoutLiveDerivation, [0, 8, 19];
    forgetting_what_was_admitted_is_found_out: WithoutProvenance, [8, 13, 20, 23];
    an_identity_provider_without_label_is_found_out: WithoutProviderLabel, [0, 5, 22];
    ungated_trust_policies_are_found_out: WithoutTrustWrite, [0, 6, 22];
    ungated_credentials_are_found_out: WithoutCredentialWrite, [2, 7];
    ungated_transitive_boundaries_are_found_out: WithoutTransitiveWrite, [0, 19, 20];
    a_missing_w1_is_found_out: WithoutW1, [0, 3, 12, 13, 16];
    a_missing_w2_is_found_out: WithoutW2, [2, 4, 12, 15, 16];
    a_missing_w3_is_found_out: WithoutW3, [0, 8, 13, 20, 23];
    a_missing_w4_is_found_out: WithoutW4, [0, 13, 17, 18, 21];
    a_missing_w5_is_found_out: WithoutW5, [0, 3, 8, 12, 16, 17];
    transitive_boundaries_that_point_down_are_found_out:
        WithoutTransitivePointsUp, [0, 3, 13, 19];
    ungated_passing_is_found_out: WithoutPass, [0, 11];
    disowning_in_spite_of_writes_is_found_out: WithoutF8, [6, 11, 22, 23];
}

#[test]
fn with_all_gates_on_the_same_hunt_finds_nothing() {
    let all: Vec<u8> = (0..24).collect();
    for operations in [all.as_slice(), &[0, 3, 4, 8, 12, 13, 15, 16, 17, 18, 19, 20, 21, 23]] {
        if let Some((broken, taken)) = hunt(Gates::All, operations, 300) {
            panic!("{broken}\n  {}", taken.join("\n  "));
        }
    }
}
