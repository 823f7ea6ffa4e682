//! `cargo bench --bench curve` prints, as Markdown, what goes to `record/`: how the time of a
//! decision grows with the statements.

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use entail_bench::curve::Shape;
use entail_engine::{PolicySet, Request, Silent, decide};

/// Numbers of statements.
const STATEMENTS: [usize; 5] = [10, 100, 1000, 10_000, 100_000];

/// How long each is asked.
const TURN: Duration = Duration::from_millis(300);

fn main() -> Result<(), Box<dyn Error>> {
    println!("Nanoseconds a decision; policies of a thousand statements.\n");
    println!("| statements told apart | 10 | 100 | 1,000 | 10,000 | 100,000 |");
    println!("|---|---:|---:|---:|---:|---:|");
    for shape in Shape::ALL {
        let cells: Vec<String> = STATEMENTS
            .iter()
            .map(|statements| {
                let policies = shape.policies(*statements);
                let requests = shape.requests(*statements);
                nanoseconds(&policies, &requests).map(|time| format!("{time:.0}"))
            })
            .collect::<Result<_, _>>()?;
        println!("| {} | {} |", shape.name(), cells.join(" | "));
    }
    Ok(())
}

fn nanoseconds(policies: &PolicySet, requests: &[Request]) -> Result<f64, Box<dyn Error>> {
    let is_allowed = |request| decide(request, policies, &mut Silent).is_allowed();
    if !requests.iter().all(is_allowed) {
        return Err("a request that is allowed was denied".into());
    }
    let (start, mut asked) = (Instant::now(), 0_u32);
    while start.elapsed() < TURN {
        for request in requests {
            black_box(is_allowed(black_box(request)));
            asked += 1;
        }
    }
    Ok(start.elapsed().as_nanos() as f64 / f64::from(asked))
}
