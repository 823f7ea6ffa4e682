//! An explanation as a person would draw it on a whiteboard.

use std::io::{self, Write};

use entail_engine::explain::{LayerExplanation, StatementExplanation};
use entail_engine::observer::LayerOutcome;
use entail_engine::{Explanation, Truth};

/// Writes an explanation, indented under the line of its case.
pub(super) fn write(output: &mut impl Write, explanation: &Explanation) -> io::Result<()> {
    if explanation.layers.is_empty() {
        writeln!(output, "  the action needs no permission")?;
    }
    for layer in &explanation.layers {
        write_layer(output, layer)?;
    }
    Ok(())
}

fn write_layer(output: &mut impl Write, layer: &LayerExplanation) -> io::Result<()> {
    let outcome = match layer.outcome {
        LayerOutcome::ExplicitDeny => "denies",
        LayerOutcome::ImplicitDeny => "does not allow",
        LayerOutcome::Allow => "allows",
        LayerOutcome::NotNeeded => "does not allow, and need not",
        LayerOutcome::NotApplicable => "does not apply",
    };
    write!(output, "  {} {outcome}", layer.layer)?;
    match layer.why_not {
        Some(why_not) => writeln!(output, ": {why_not}")?,
        None => writeln!(output)?,
    }
    for policy in &layer.policies {
        write!(output, "    {}", policy.name)?;
        if let Some(level) = policy.level {
            write!(output, " (level {level})")?;
        }
        match &policy.unreadable {
            Some(reason) => writeln!(output, ": cannot be read, so it denies: {reason}")?,
            None => writeln!(output)?,
        }
        for statement in &policy.statements {
            write_statement(output, statement)?;
        }
    }
    Ok(())
}

fn write_statement(output: &mut impl Write, statement: &StatementExplanation) -> io::Result<()> {
    let applies = if statement.applies { "applies" } else { "does not apply" };
    write!(output, "      {} {}", statement.effect, statement.pointer)?;
    if let Some(sid) = &statement.sid {
        write!(output, " `{sid}`")?;
    }
    writeln!(output, " {applies}")?;
    for element in &statement.elements {
        let mark = match element.matches {
            Truth::True => "yes",
            Truth::False => "no ",
            Truth::Undecided => "?  ",
        };
        writeln!(output, "        {mark} {}", element.why)?;
    }
    Ok(())
}
