//! Something for a profiler to look at: our engine alone, one workload, so many passes.
//!
//! How to use it stands in `README.md`.

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use entail_bench::Contender as _;
use entail_bench::entail::Entail;
use entail_bench::workload::Workload;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_else(|| "W".to_owned());
    let passes: u32 = arguments.next().map_or(Ok(1000), |text| text.parse())?;
    let engine = Entail::new(&Workload::read(&name)?);
    let start = Instant::now();
    for _ in 0..passes {
        for number in 0..engine.count() {
            black_box(engine.decide(black_box(number)));
        }
    }
    let decisions = f64::from(passes) * engine.count() as f64;
    println!("{name}: {:.0} ns a decision", start.elapsed().as_nanos() as f64 / decisions);
    Ok(())
}
