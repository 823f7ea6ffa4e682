//! `entail run`: a command whose roles and users carry the boundary, on AWS itself.

mod announce;
mod arguments;
mod outfit;
mod report;

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use entail_propagate::{
    credentials::Environment,
    intercept::Mode,
    journal::Journal,
    limits::PROGRESS_SECONDS,
    report::Report,
    run::{
        Session, SessionError, Surroundings,
        child::{self, Ended, StartError},
        command_line::CommandLine,
        patience,
        progress::Progress,
        signals::{Probe, Signals},
    },
};
use tokio::sync::oneshot;

pub(crate) use self::{
    announce::say_what_is_passed_on,
    arguments::{ConflictChoice, RunArguments, SessionArguments},
    report::{Manner, Reporter, Target},
};
use self::{arguments::ProgressLines, outfit::Outfit};
use crate::exit::Exit;

/// Any free port of this machine.
const LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// How long what is still on its way may keep the end of a run waiting.
const BLOCKING_WORK_AT_THE_END: Duration = Duration::from_secs(1);

/// What keeps a run from its work.
pub(crate) type Fault = Box<dyn std::error::Error>;

pub(crate) fn run(arguments: &RunArguments) -> Exit {
    in_runtime(execute(arguments)).unwrap_or_else(|fault| {
        say!("error: {fault}");
        Exit::NotRun
    })
}

/// Does the work of a run or of a sidecar.
pub(crate) fn in_runtime(work: impl Future<Output = Result<Exit, Fault>>) -> Result<Exit, Fault> {
    // A call is handed from socket to socket; a second thread to wake costs more than it helps.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let exit = runtime.block_on(work);
    runtime.shutdown_timeout(BLOCKING_WORK_AT_THE_END);
    exit
}

async fn execute(arguments: &RunArguments) -> Result<Exit, Fault> {
    // Standard error is the command's.
    arguments.session.logging.start("off")?;
    let mut signals = Signals::catch()?;
    let progress = Arc::new(Progress::default());
    let counter = Arc::clone(&progress);
    let journal = Arc::new(Journal::with_listener(move |event| counter.count(event)));
    let (surroundings, reporter) = surroundings(&arguments.session, LISTEN)?;
    let line = CommandLine::new(&arguments.command(), &std::env::current_dir()?);
    let surroundings = Surroundings { templates: line.templates(), ..surroundings };
    let (session, outfit, mut probe) = tokio::select! {
        begun = begin(arguments, &line, surroundings, &journal) => begun?,
        signal = signals.next() => return Ok(Exit::Signal(signal)),
    };
    if !arguments.session.quiet {
        say_what_is_passed_on(&session, arguments.mode());
    }
    for warning in &outfit.warnings {
        announce::warn(&journal, warning);
    }
    let (stop, stopped) = oneshot::channel::<()>();
    let stopped = async {
        // Told, or nobody there to tell any more: it is over in either case.
        let _ = stopped.await;
    };
    let served = tokio::spawn(session.serve(stopped, patience()));
    let running = child::run(&outfit.command, &outfit.changes, &mut signals, &mut probe);
    let ended = tokio::select! {
        ended = running => ended,
        never = tell_progress(arguments.progress_lines(), &progress) => match never {},
    };
    // What the child was given goes before the report is written: nothing of it may be left.
    drop(outfit);
    probe.end().await;
    let _ = stop.send(());
    tokio::select! {
        _ = served => {}
        _ = signals.next() => {}
    }
    let report = Report::of(&journal);
    match ended {
        Ok(ended) => Ok(exit(ended, arguments.mode(), &report, reporter.write(&report))),
        Err(error) => Ok(not_started(&error)),
    }
}

/// Everything up to the start of the command.
async fn begin(
    arguments: &RunArguments,
    line: &CommandLine,
    surroundings: Surroundings,
    journal: &Arc<Journal>,
) -> Result<(Session, Outfit, Probe), Fault> {
    let environment = surroundings.environment.clone();
    let front_sts = arguments.session.front_sts(&surroundings.configuration);
    let session = Session::prepare(surroundings, arguments.options(), Arc::clone(journal)).await?;
    let outfit = Outfit::prepare(&session, arguments, front_sts, &environment, line).await?;
    Ok((session, outfit, signal_probe()?))
}

/// Everything that a run or a sidecar reads before it begins.
pub(crate) fn surroundings(
    session: &SessionArguments,
    listen: SocketAddr,
) -> Result<(Surroundings, Reporter), Fault> {
    let environment = Environment::of_process();
    let configuration = session.configuration(&environment).map_err(SessionError::from)?;
    let reporter = Reporter::open(session, &configuration)?;
    // A folder that is gone has no templates either.
    let directory = std::env::current_dir().ok();
    let templates = Vec::new();
    Ok((Surroundings { environment, configuration, listen, directory, templates }, reporter))
}

/// A process of this very program that only waits: what `entail signal-probe` is.
fn signal_probe() -> std::io::Result<Probe> {
    Probe::start(std::env::current_exe()?, vec!["signal-probe".into()])
}

/// What the probe does: nothing, until the run that has started it is over.
pub(crate) fn wait_for_end_of_input() -> Exit {
    // Whatever ends the input ends the run.
    let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
    Exit::Done
}

/// Says how far the run is, as long as it lasts.
async fn tell_progress(lines: ProgressLines, progress: &Progress) -> std::convert::Infallible {
    if lines == ProgressLines::None {
        return std::future::pending().await;
    }
    let every = Duration::from_secs(PROGRESS_SECONDS);
    loop {
        tokio::time::sleep(every).await;
        if let Some(line) = progress.line() {
            say!("{line}");
        }
    }
}

fn not_started(error: &StartError) -> Exit {
    say!("error: {error}");
    match error {
        StartError::NotFound { .. } => Exit::NotFound,
        _ => Exit::NotExecutable,
    }
}

/// The command's own end. What entail has to say with an exit status is said only where the command
/// was content.
fn exit(ended: Ended, mode: Mode, report: &Report, written: Exit) -> Exit {
    match ended {
        Ended::Signal(signal) => Exit::Signal(signal),
        Ended::Status(0) if mode == Mode::Check && !report.is_clean() => Exit::No,
        Ended::Status(0) if written != Exit::Done => Exit::NotRun,
        Ended::Status(status) => Exit::Command(status),
    }
}

#[cfg(test)]
mod tests {
    use entail_propagate::journal::Event;

    use super::*;

    #[test]
    fn the_commands_own_end_stands_over_what_entail_has_to_say() {
        let journal = Journal::default();
        let clean = Report::of(&journal);
        journal.add(Event::Refused { call: String::new(), message: String::new() });
        let refused = Report::of(&journal);
        let (run, check) = (Mode::Inject, Mode::Check);
        let status = Ended::Status;
        assert_eq!(exit(status(0), run, &refused, Exit::Done), Exit::Command(0));
        assert_eq!(exit(status(0), check, &clean, Exit::Done), Exit::Command(0));
        assert_eq!(exit(status(0), check, &refused, Exit::Done), Exit::No);
        assert_eq!(exit(status(7), check, &refused, Exit::Failed), Exit::Command(7));
        assert_eq!(exit(status(0), run, &clean, Exit::Failed), Exit::NotRun);
        assert_eq!(exit(Ended::Signal(2), run, &clean, Exit::Failed), Exit::Signal(2));
    }
}
