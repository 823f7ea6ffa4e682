//! `entail template`: the boundary put into templates, offline.

mod arguments;
mod files;
#[cfg(test)]
mod tests;

use entail_propagate::{
    journal::{Bounded, Event, Journal, NotBounded, Place},
    report::Report,
    template::{Options, TemplateError, Unbounded},
};
use similar::TextDiff;

pub(crate) use self::arguments::TemplateArguments;
use self::{
    arguments::Output,
    files::{FileError, Template},
};
use crate::{
    exit::Exit,
    output,
    run::{Fault, Manner, Reporter},
};

/// Lines around a change that a difference shows.
const CONTEXT_LINES: usize = 3;

pub(crate) fn run(arguments: &TemplateArguments) -> Exit {
    execute(arguments).unwrap_or_else(|fault| {
        say!("error: {fault}");
        match fault.downcast_ref::<FileError>() {
            Some(FileError::Template { error, .. })
                if matches!(**error, TemplateError::Conflict { .. }) =>
            {
                Exit::No
            }
            Some(FileError::Write { .. }) => Exit::Failed,
            _ => Exit::BadInput,
        }
    })
}

fn execute(arguments: &TemplateArguments) -> Result<Exit, Fault> {
    let configuration = TemplateArguments::configuration()?;
    let (boundary, because) = arguments.boundary(&configuration)?;
    let options = Options {
        boundary: &boundary,
        on_conflict: arguments.on_conflict(&configuration),
        identical: &arguments.identical,
    };
    let wanted = arguments.output()?;
    let manner = if arguments.quiet { Manner::Quiet } else { Manner::Plain };
    let told = Reporter::new(arguments.report_targets(), manner)?;
    let templates = files::rewrite(&arguments.files, wanted, &options)?;
    let journal = Journal::default();
    let required = boundary.to_string();
    journal.add(Event::Required { of: "these templates".to_owned(), boundary: required, because });
    for template in &templates {
        tell(&journal, template);
    }
    let report = Report::of(&journal);
    let shown = show(&templates, wanted, manner);
    if shown == Exit::Done && wanted == Output::InPlace {
        files::write(&templates)?;
    }
    let reported = if report.principals.is_empty() && manner == Manner::Plain {
        say!("entail: nothing in these templates makes a principal");
        Reporter::new(arguments.report_targets(), Manner::Quiet)?.write(&report)
    } else {
        told.write(&report)
    };
    let is_changed = templates.iter().any(Template::is_changed);
    Ok(match (shown, reported) {
        (Exit::Done, Exit::Done) if arguments.check && (is_changed || !report.is_clean()) => {
            Exit::No
        }
        (Exit::Done, reported) => reported,
        (shown, _) => shown,
    })
}

/// The template, or what changes in all of them.
fn show(templates: &[Template], wanted: Output, manner: Manner) -> Exit {
    match wanted {
        Output::Template => {
            output::print(templates.first().map_or("", |template| &template.rewritten.text))
        }
        Output::Nothing => Exit::Done,
        Output::InPlace if manner == Manner::Quiet => Exit::Done,
        Output::InPlace | Output::Difference => {
            output::print(&templates.iter().map(difference).collect::<String>())
        }
    }
}

/// What changes, as `diff -u` tells it; nothing where nothing does.
fn difference(template: &Template) -> String {
    let name = &template.name;
    TextDiff::from_lines(&template.text, &template.rewritten.text)
        .unified_diff()
        .context_radius(CONTEXT_LINES)
        .header(name, name)
        .to_string()
}

/// Puts what was done with a template into the journal.
fn tell(journal: &Journal, template: &Template) {
    let place = |line| Place::Template {
        stack: None,
        account: None,
        region: None,
        file: Some(template.name.clone()),
        line,
    };
    for placement in &template.rewritten.placements {
        journal.add(Event::Bounded(Bounded {
            kind: placement.resource_type.clone(),
            name: placement.logical_id.clone(),
            place: place(placement.line),
            boundary: placement.value.clone(),
            how: placement.how.clone(),
        }));
    }
    // These come last: something may have its boundary and yet lose it on AWS.
    for Unbounded { logical_id, resource_type, line, why } in
        template.rewritten.unbounded.iter().chain(&template.not_followed)
    {
        journal.add(Event::Unbounded(NotBounded {
            kind: resource_type.clone(),
            name: logical_id.clone(),
            place: place(*line),
            why: why.clone(),
        }));
    }
}
