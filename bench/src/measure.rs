//! The clock: every engine in turn, again and again, so that what else the machine does hits all.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::Contender;

/// How often every engine has its turn.
const ROUNDS: usize = 15;

/// Turns of an engine whose passes are slow.
const ROUNDS_OF_SLOW: usize = 3;

/// A pass through all requests that is slow.
const SLOW_PASS: Duration = Duration::from_millis(500);

/// How long a turn lasts at least.
const TURN: Duration = Duration::from_millis(60);

/// What was measured of one engine.
#[derive(Clone, Debug)]
pub struct Result {
    /// The engine.
    pub name: &'static str,
    /// Nanoseconds a decision: the median of the turns.
    pub nanoseconds: f64,
    /// Nanoseconds of half of the single decisions, one clock reading included.
    pub p50: u64,
    /// Nanoseconds of 99 of 100 single decisions, one clock reading included.
    pub p99: u64,
}

/// Whether the engine answers every request as expected; else the number of the first it does not.
pub fn check(contender: &dyn Contender, expected: &[bool]) -> std::result::Result<(), usize> {
    assert_eq!(contender.count(), expected.len());
    let wrong = expected
        .iter()
        .enumerate()
        .find(|(number, is_allowed)| contender.is_allowed(*number) != **is_allowed);
    wrong.map_or(Ok(()), |(number, _)| Err(number))
}

/// Measures all engines, interleaved. One that needs long for a pass has fewer turns.
pub fn measure(contenders: &[Box<dyn Contender>]) -> Vec<Result> {
    let mut turns: Vec<Vec<f64>> = vec![Vec::new(); contenders.len()];
    let mut singles = vec![Vec::new(); contenders.len()];
    for round in 0..ROUNDS {
        for (place, contender) in contenders.iter().enumerate() {
            let pass = turns[place].last().map_or(0.0, |last| last * contender.count() as f64);
            if round >= ROUNDS_OF_SLOW && pass > SLOW_PASS.as_nanos() as f64 {
                continue;
            }
            turns[place].push(turn(contender.as_ref()));
            single(contender.as_ref(), &mut singles[place]);
        }
    }
    let results = contenders.iter().zip(turns).zip(singles);
    results
        .map(|((contender, mut turns), mut singles)| {
            turns.sort_by(f64::total_cmp);
            singles.sort_unstable();
            Result {
                name: contender.name(),
                nanoseconds: turns[turns.len() / 2],
                p50: singles[singles.len() / 2],
                p99: singles[singles.len() * 99 / 100],
            }
        })
        .collect()
}

/// Nanoseconds a decision, over whole passes through the requests.
fn turn(contender: &dyn Contender) -> f64 {
    let (start, mut asked) = (Instant::now(), 0_u32);
    while asked == 0 || start.elapsed() < TURN {
        for number in 0..contender.count() {
            black_box(contender.is_allowed(black_box(number)));
            asked += 1;
        }
    }
    start.elapsed().as_nanos() as f64 / f64::from(asked)
}

/// Each request by itself.
fn single(contender: &dyn Contender, nanoseconds: &mut Vec<u64>) {
    for number in 0..contender.count() {
        let start = Instant::now();
        black_box(contender.is_allowed(black_box(number)));
        nanoseconds.push(start.elapsed().as_nanos() as u64);
    }
}
