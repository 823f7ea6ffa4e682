//! The `entail` command.
//!
//! Exit status: 0 done; 1 the answer is no (an expectation failed, the demo did not go as it
//! should); 2 the input or the command line can't be read; 3 the work can't be done (a port that
//! is taken, a data folder that can't be opened). `entail run` ends as the command that it runs.

// First: all others write to standard error by its macro.
#[macro_use]
mod output;

mod audit;
mod boundary;
mod check;
mod client_model;
mod decide;
mod demo;
mod exit;
mod lineage;
mod logging;
mod proxy;
mod run;
mod serve;
mod template;

use clap::{CommandFactory as _, Parser, Subcommand};

use crate::exit::Exit;

/// AWS permissions boundaries that propagate: decide and govern.
#[derive(Debug, Parser)]
#[command(name = "entail", version, max_term_width = 100, after_help = exit::HELP)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the IAM and STS server on its embedded store
    Serve(serve::ServeArguments),
    /// What the audit log of a server tells
    Audit(audit::AuditArguments),
    /// Run a command on AWS, and put the boundary into every role and user that it creates
    Run(run::RunArguments),
    /// What `entail run` has beside the command, to see which signals the command has got
    #[command(hide = true)]
    SignalProbe,
    /// The same for clients that are started elsewhere: a sidecar
    Proxy(proxy::ProxyArguments),
    /// Put the boundary into templates, offline: what `entail run` does to them on their way
    Template(template::TemplateArguments),
    /// Watch a boundary propagate: a story told against a fresh server of its own
    Demo(demo::DemoArguments),
    /// Decide cases: policies and a request in, the decision with its reason out
    Decide(decide::DecideArguments),
    /// The policy by which AWS enforces that boundaries propagate: write, check, attach
    Boundary(boundary::BoundaryArguments),
    /// Check policies: what AWS refuses, and what they hardly mean
    Check(check::CheckArguments),
    /// What a finding of `check` means, with an example
    Explain(check::ExplainArguments),
    /// Ask a server who created whom under which boundaries, and change it
    Lineage(lineage::LineageArguments),
    /// The service-model overlay that teaches awscli and boto3 the extra parameters
    ClientModel(client_model::ClientModelArguments),
    /// Print a completion script for a shell
    Completions {
        /// The shell to complete for
        shell: clap_complete::Shell,
    },
}

fn main() -> std::process::ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return bad_command_line(&error),
    };
    let exit = match arguments.command {
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Audit(arguments) => audit::run(&arguments),
        Command::Run(arguments) => run::run(&arguments),
        Command::SignalProbe => run::wait_for_end_of_input(),
        Command::Proxy(arguments) => proxy::run(&arguments),
        Command::Template(arguments) => template::run(&arguments),
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Decide(arguments) => decide::run(&arguments),
        Command::Boundary(arguments) => boundary::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Explain(arguments) => check::explain(&arguments),
        Command::Lineage(arguments) => lineage::run(&arguments),
        Command::ClientModel(arguments) => client_model::run(&arguments),
        Command::Completions { shell } => print_completions(shell),
    };
    exit.leave()
}

/// Prints what is wrong, or the help that was asked for.
fn bad_command_line(error: &clap::Error) -> std::process::ExitCode {
    // Nobody reads any more: the status still tells.
    let _ = error.print();
    match error.exit_code() {
        0 => Exit::Done.into(),
        _ if std::env::args_os().nth(1).is_some_and(|command| command == "run") => {
            Exit::NotRun.into()
        }
        _ => Exit::BadInput.into(),
    }
}

fn print_completions(shell: clap_complete::Shell) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "entail", &mut script);
    output::print(&String::from_utf8_lossy(&script))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }
}
