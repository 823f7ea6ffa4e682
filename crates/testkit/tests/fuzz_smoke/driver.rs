//! Drives one law: the committed regressions and seeds as they are, then mutations of them.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Random inputs per law when nothing else is asked for: a moment of every `cargo test`.
const RUNS_DEFAULT: u64 = 1_000;
const RUNS_VARIABLE: &str = "ENTAIL_FUZZ_RUNS";
/// Another seed than the fixed one, to look at other inputs.
const SEED_VARIABLE: &str = "ENTAIL_FUZZ_SEED";
/// However many runs are asked for, a slow law ends here and says how far it came.
const TIME_MAX: Duration = Duration::from_secs(20);
const INPUT_BYTES_MAX: usize = 8 * 1024;
const MUTATIONS_MAX: u64 = 6;

/// What inputs of a law are written in.
pub(crate) struct Language {
    /// The folder of its seeds in `fuzz/seeds/`.
    pub(crate) seeds: &'static str,
    /// Pieces that a mutation puts in, so that it gets past the first check.
    pub(crate) words: &'static [&'static str],
}

/// Checks that `holds` panics on no input.
pub(crate) fn check(law: &str, language: &Language, holds: fn(&[u8])) {
    let seeds = inputs(&format!("seeds/{}", language.seeds));
    assert!(!seeds.is_empty(), "fuzz/seeds/{} holds no seed", language.seeds);
    // What failed once is looked at before all else.
    for regression in inputs(&format!("regressions/{law}")) {
        check_one(law, &regression, holds);
    }
    for seed in &seeds {
        check_one(law, seed, holds);
    }
    let started = Instant::now();
    let mut random = Random::new(law);
    let runs = number(RUNS_VARIABLE).unwrap_or(RUNS_DEFAULT);
    let mut done = 0;
    while done < runs && started.elapsed() < TIME_MAX {
        let mut input = seeds[random.below(seeds.len())].clone();
        for _ in 0..=random.next() % MUTATIONS_MAX {
            mutate(&mut input, &seeds, language.words, &mut random);
        }
        input.truncate(INPUT_BYTES_MAX);
        check_one(law, &input, holds);
        done += 1;
    }
    println!("{law}: {} seeds, {done} of {runs} random inputs", seeds.len());
}

fn check_one(law: &str, input: &[u8], holds: fn(&[u8])) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| holds(input))) {
        eprintln!("{law} does not hold on `{}`", input.escape_ascii());
        eprintln!("mend it, and commit the input as a file in fuzz/regressions/{law}/");
        resume_unwind(panic);
    }
}

/// The files of a folder below `fuzz/`, in the order of their names; none where there is no folder.
fn inputs(folder: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz").join(folder);
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files =
        entries.map(|entry| entry.expect("can be read").path()).collect::<Vec<PathBuf>>();
    files.sort();
    files.iter().map(|file| fs::read(file).expect("an input can be read")).collect()
}

fn mutate(input: &mut Vec<u8>, seeds: &[Vec<u8>], words: &[&str], random: &mut Random) {
    let at = random.below(input.len() + 1);
    let end = (at + random.below(32)).min(input.len());
    match random.next() % 8 {
        0 if at < input.len() => input[at] ^= 1 << (random.next() % 8),
        1 if at < input.len() => input[at] = random.byte(),
        2 => input.insert(at, random.byte()),
        3 => drop(input.drain(at..end)),
        4 => {
            let piece = input[at..end].to_vec();
            input.splice(at..at, piece.repeat(1 + random.below(40)));
        }
        5 => {
            let other = &seeds[random.below(seeds.len())];
            let from = random.below(other.len() + 1);
            input.truncate(at);
            input.extend_from_slice(&other[from..]);
        }
        _ if words.is_empty() => input.truncate(at),
        _ => {
            let word = words[random.below(words.len())].bytes();
            input.splice(at..end, word);
        }
    }
}

/// `SplitMix64`: the same inputs on every machine, so that a failure can be shown again.
struct Random(u64);

impl Random {
    fn new(law: &str) -> Self {
        let start = number(SEED_VARIABLE).unwrap_or(0x9e37_79b9);
        Self(law.bytes().fold(start, |seed, byte| seed.wrapping_mul(31).wrapping_add(byte.into())))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[0]
    }

    /// A number below `end`, which is not 0.
    fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).expect("a length");
        usize::try_from(self.next() % end).expect("below a length")
    }
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} is no number: `{text}`")))
}
