//! Every scenario with every rule in place, exhaustively up to a depth: nothing is broken.

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use stateright::{Checker, HasDiscoveries, Model, Property};

use crate::breach::{self, Breach, Broken};
use crate::deed::Action;
use crate::facts::Facts;
use crate::rule::Off;
use crate::scenario::{Scenario, worlds};
use crate::step;

/// A scenario without some rules, for so many steps.
#[derive(Clone)]
pub(crate) struct Exploration {
    pub(crate) scenario: Scenario,
    pub(crate) off: Off,
    pub(crate) depth: usize,
    /// The one breach that is looked for, and where; any, where there is none.
    pub(crate) wanted: Option<(Breach, &'static str)>,
}

/// Facts, and what is known about them. How many steps led to them is no part of what they are:
/// breadth first, the first way to them is the shortest.
#[derive(Debug, Clone)]
pub(crate) struct State {
    facts: Facts,
    steps: usize,
    broken: OnceLock<BTreeSet<Broken>>,
}

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        self.facts == other.facts
    }
}

impl Hash for State {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.facts.hash(hasher);
    }
}

impl State {
    fn new(facts: Facts, steps: usize) -> Self {
        Self { facts, steps, broken: OnceLock::new() }
    }

    fn broken(&self, off: Off) -> &BTreeSet<Broken> {
        self.broken.get_or_init(|| breach::of_state(&self.facts, off))
    }
}

impl Model for Exploration {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        vec![State::new((self.scenario.begin)(), 0)]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        if state.steps < self.depth {
            actions.extend(self.scenario.actions(&state.facts));
        }
    }

    fn next_state(&self, state: &State, action: Action) -> Option<State> {
        let facts = step::take(&state.facts, &action, self.off)?;
        Some(State::new(facts, state.steps + 1))
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![Property::always(NAME, |model: &Self, state: &State| {
            let broken = state.broken(model.off);
            match model.wanted {
                None => broken.is_empty(),
                Some((breach, place)) => !broken.contains(&(breach, place.to_owned())),
            }
        })]
    }
}

const NAME: &str = "nothing is broken";

/// What was seen.
pub(crate) struct Seen {
    pub(crate) states: usize,
    pub(crate) transitions: usize,
    pub(crate) steps: usize,
    pub(crate) time: Duration,
    /// What is broken, and the shortest way to it.
    pub(crate) broken: Option<(BTreeSet<Broken>, Vec<String>)>,
}

impl Exploration {
    /// Explores until something is found, or to the end.
    pub(crate) fn run(self) -> Seen {
        let (start, off) = (Instant::now(), self.off);
        let checker = self.checker().finish_when(HasDiscoveries::Any).spawn_bfs().join();
        let broken = checker.discovery(NAME).map(|path| {
            let broken = path.last_state().broken(off).clone();
            (broken, path.into_actions().iter().map(ToString::to_string).collect())
        });
        Seen {
            states: checker.unique_state_count(),
            transitions: checker.state_count(),
            steps: checker.max_depth() - 1,
            time: start.elapsed(),
            broken,
        }
    }
}

/// Steps beyond those of CI, for a longer run on demand.
const MORE_STEPS: &str = "ENTAIL_EXPLORE_MORE_STEPS";

fn explore(scenario: &Scenario) {
    let more = std::env::var(MORE_STEPS).map_or(0, |text| text.parse().expect("a number"));
    let depth = scenario.depth + more;
    let seen = Exploration { scenario: *scenario, off: &[], depth, wanted: None }.run();
    println!(
        "{}: {} states, {} transitions, {} steps deep, {:.1} s",
        scenario.name,
        seen.states,
        seen.transitions,
        seen.steps,
        seen.time.as_secs_f64()
    );
    if let Some((broken, way)) = seen.broken {
        panic!("{}: {broken:?}\n  {}", scenario.name, way.join("\n  "));
    }
}

macro_rules! holds {
    ($($name:ident: $scenario:ident;)+) => {$(
        #[test]
        fn $name() {
            explore(&worlds::$scenario);
        }
    )+};
}

holds! {
    whatever_credentials_are_come_by_are_contained: CREDENTIALS;
    whoever_is_assigned_a_shared_role_is_under_the_seals_of_the_assignment: ASSIGNMENTS;
    policies_and_groups_reach_nobody_outside_and_freeze_nobody: POLICIES;
    boundaries_are_lifted_by_nobody_more_sealed_than_their_setter: BOUNDARIES;
    what_goes_through_an_exit_still_respects_the_seal: EXITS;
    a_boundary_set_late_binds_what_was_derived_before: LATE;
    adopted_roles_are_contained_until_and_after_they_are_disowned: ADOPTION;
    cascades_reach_the_descendants_and_nobody_else: CASCADES;
    a_seal_in_its_own_line_is_not_edited_by_it: SEALS;
    nor_is_one_that_a_cascade_brought_there: CASCADED_SEAL;
    labels_at_their_limit_are_refused_and_not_cut: LIMITS;
}
