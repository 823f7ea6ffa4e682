//! `cargo bench -p entail-propagate --bench templates` prints, as Markdown, what rewriting a
//! template of a megabyte costs, and what a bare parse by the library beneath costs.
#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::error::Error;
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use entail_policy::arn::Arn;
use entail_propagate::template::{OnConflict, Options, rewrite};

/// Resources of the template; every fifth is a role, every fifth a SAM function.
const RESOURCES: usize = 500;
/// Bytes that the template has at least.
const BYTES_MIN: usize = 1_000_000;
const RUNS: usize = 21;
/// The longest that one rewriting may take.
const GOAL: Duration = Duration::from_millis(50);

fn main() -> Result<(), Box<dyn Error>> {
    println!(
        "| template | bytes | resources | boundaries | rewriting, ms | bare parse, ms | ratio |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|");
    let json = json_template()?;
    let json_time =
        measure("JSON", &json, || serde_json::from_str::<serde_json::Value>(&json).is_ok())?;
    let yaml = yaml_template()?;
    let yaml_time = measure("YAML", &yaml, || {
        saphyr_parser::Parser::new_from_str(&yaml).all(|event| event.is_ok())
    })?;
    println!(
        "\nMedian of {RUNS}. The parsers are serde_json (into a value) and saphyr-parser (events)."
    );
    if json_time.max(yaml_time) > GOAL {
        return Err(format!("rewriting takes longer than {GOAL:?}").into());
    }
    Ok(())
}

/// Prints a row; answers what one rewriting takes.
fn measure(name: &str, text: &str, parse: impl Fn() -> bool) -> Result<Duration, Box<dyn Error>> {
    let boundary = Arn::parse("arn:aws:iam::111122223333:policy/Boundary")?;
    let options = Options { boundary: &boundary, on_conflict: OnConflict::Replace, identical: &[] };
    if text.len() < BYTES_MIN {
        return Err(format!("{name}: only {} bytes", text.len()).into());
    }
    let placements = rewrite(text, &options)?.placements.len();
    if placements < RESOURCES / 5 * 2 {
        return Err(format!("{name}: only {placements} boundaries").into());
    }
    let rewriting = median(|| rewrite(black_box(text), &options).is_ok())?;
    let parsing = median(parse)?;
    println!(
        "| {name} | {} | {RESOURCES} | {placements} | {:.1} | {:.1} | {:.2} |",
        text.len(),
        milliseconds(rewriting),
        milliseconds(parsing),
        rewriting.as_secs_f64() / parsing.as_secs_f64(),
    );
    Ok(rewriting)
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

fn median(run: impl Fn() -> bool) -> Result<Duration, Box<dyn Error>> {
    let mut times = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let start = Instant::now();
        if !black_box(run()) {
            return Err("the template was refused".into());
        }
        times.push(start.elapsed());
    }
    times.sort_unstable();
    times.get(RUNS / 2).copied().ok_or_else(|| "no runs".into())
}

/// Entries that fill a resource up to its share of a megabyte: a mapping of short texts, because
/// one long text would cost nothing.
const ENTRIES: usize = 39;

fn json_template() -> Result<String, Box<dyn Error>> {
    let entries = (0..ENTRIES).map(|number| {
        format!("\"Entry{number}\": {{\"Of\": \"a few words here\", \"N\": {number}}}")
    });
    let filling = entries.collect::<Vec<_>>().join(", ");
    let mut text =
        "{\n  \"Transform\": \"AWS::Serverless-2016-10-31\",\n  \"Resources\": {\n".to_owned();
    for number in 0..RESOURCES {
        let (kind, properties) = match number % 5 {
            0 => (
                "AWS::IAM::Role",
                "\"AssumeRolePolicyDocument\": {\"Version\": \"2012-10-17\", \"Statement\": []}",
            ),
            1 => ("AWS::Serverless::Function", "\"Runtime\": \"python3.12\", \"Handler\": \"a.b\""),
            _ => (
                "AWS::SQS::Queue",
                "\"VisibilityTimeout\": 30, \"DelaySeconds\": {\"Ref\": \"Delay\"}",
            ),
        };
        let comma = if number + 1 < RESOURCES { "," } else { "" };
        writeln!(
            text,
            "    \"Resource{number}\": {{\n      \"Type\": \"{kind}\",\n      \"Metadata\": {{{filling}}},\n      \"Properties\": {{\n        {properties}\n      }}\n    }}{comma}"
        )?;
    }
    text.push_str("  }\n}\n");
    Ok(text)
}

fn yaml_template() -> Result<String, Box<dyn Error>> {
    let entries = (0..ENTRIES)
        .map(|number| format!("\n      Entry{number}:\n        Of: a few words here # {number}"));
    let filling = entries.collect::<String>();
    let mut text = "Transform: AWS::Serverless-2016-10-31\nResources:\n".to_owned();
    for number in 0..RESOURCES {
        let (kind, properties) = match number % 5 {
            0 => (
                "AWS::IAM::Role",
                "AssumeRolePolicyDocument:\n        Version: \"2012-10-17\"\n        Statement: []",
            ),
            1 => ("AWS::Serverless::Function", "Runtime: python3.12\n      Handler: a.b"),
            _ => ("AWS::SQS::Queue", "VisibilityTimeout: 30\n      DelaySeconds: !Ref Delay"),
        };
        writeln!(
            text,
            "  # Resource {number}\n  Resource{number}:\n    Type: {kind}\n    Metadata:{filling}\n    Properties:\n      {properties}"
        )?;
    }
    Ok(text)
}
