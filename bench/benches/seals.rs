//! `cargo bench --bench seals` prints, as Markdown, what goes to `record/`: what a decision costs a
//! caller who has inherited transitive boundaries.

use std::error::Error;

use entail_bench::Contender;
use entail_bench::entail::Entail;
use entail_bench::measure::{self, measure};
use entail_bench::workload::{NAMES, Workload};

/// Seals of the caller: none, one, and as many as a label may have.
const SEALS: [usize; 3] = [0, 1, 8];

fn main() -> Result<(), Box<dyn Error>> {
    println!("Nanoseconds a decision, and how many times that without seals.\n");
    println!("| workload | no seal | 1 seal | 8 seals |");
    println!("|---|---:|---:|---:|");
    for name in NAMES {
        let workload = Workload::read(name)?;
        let expected: Vec<bool> =
            workload.requests.iter().map(|request| request.expected == "Allow").collect();
        let contenders: Vec<Box<dyn Contender>> = SEALS
            .map(|seals| Box::new(Entail::under_seals(&workload, seals)) as Box<dyn Contender>)
            .into();
        for (contender, seals) in contenders.iter().zip(SEALS) {
            if let Err(number) = measure::check(contender.as_ref(), &expected) {
                return Err(format!("{name}: wrong in request {number} with {seals} seals").into());
            }
        }
        let results = measure(&contenders);
        let none = results[0].nanoseconds;
        let cells: Vec<String> = results
            .iter()
            .map(|result| format!("{:.0} ({:.2})", result.nanoseconds, result.nanoseconds / none))
            .collect();
        println!("| {name} | {} |", cells.join(" | "));
    }
    Ok(())
}
