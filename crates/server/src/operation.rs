//! What an operation is, and the register of all of them.

use entail_lineage::{PrincipalId, SessionLineage, Standing, gates::write::Write};
use entail_store::Transaction;
use entail_wire::{
    query::Parameters,
    service::Service,
    shapes::{Answer, Request},
};

use crate::{
    authorize::{self, Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    notes, operations,
};

/// One AWS operation: what must be allowed before it, what the lineage looks at, and what it does.
///
/// An operation never checks a permission itself. It names its questions and its gate; the
/// dispatcher asks them, and only its [`Permit`] opens [`Operation::run`].
pub trait Operation: Send + Sync + 'static {
    /// What it is asked.
    type Input: Request;
    /// What it answers.
    type Output: Answer;

    /// Whether it can change anything.
    const EFFECT: Effect;

    /// Every question that must be allowed, in the order in which a denial is reported.
    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError>;

    /// What the write gate looks at. Reads have nothing to ask it; creations, boundaries and
    /// sessions ask the lineage themselves while they run.
    fn gates(
        _input: &Self::Input,
        _context: &RequestContext<'_>,
        _view: &Transaction,
    ) -> Result<Vec<Write>, ControlError> {
        Ok(Vec::new())
    }

    /// The role that is handed to a service, for the pass gate. Its operation asks `iam:PassRole`
    /// among its questions.
    fn passed_role(
        _input: &Self::Input,
        _context: &RequestContext<'_>,
        _view: &Transaction,
    ) -> Result<Option<PrincipalId>, ControlError> {
        Ok(None)
    }

    /// Does it, inside the transaction that the questions were decided on.
    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError>;
}

/// Whether an operation can change anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It only reads; nothing is committed.
    Reads,
    /// It writes records that no existing principal's decision depends on (a new role, say).
    Creates,
    /// It may change what an existing principal is allowed, or its label.
    Changes,
}

/// An operation without its types, for the register.
pub trait AnyOperation: Send + Sync {
    /// The service it belongs to.
    fn service(&self) -> Service;
    /// The `Action` parameter that names it.
    fn name(&self) -> &'static str;
    /// Whether it can change anything.
    fn effect(&self) -> Effect;
    /// The parameters it knows.
    fn members(&self) -> &'static [&'static str];
    /// Reads the request, authorises it, runs it, and writes the answer.
    fn perform(
        &self,
        parameters: &Parameters,
        context: &RequestContext<'_>,
        transaction: &mut Transaction,
    ) -> Result<Performed, ControlError>;
}

/// What a performed operation leaves besides its writes.
#[derive(Debug)]
pub struct Performed {
    /// The answer's body.
    pub answer: String,
    /// The session that was obtained, if one was.
    pub obtained: Option<SessionLineage>,
}

impl std::fmt::Debug for dyn AnyOperation {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}

impl<O: Operation> AnyOperation for O {
    fn service(&self) -> Service {
        O::Input::SERVICE
    }

    fn name(&self) -> &'static str {
        O::Input::OPERATION
    }

    fn effect(&self) -> Effect {
        O::EFFECT
    }

    fn members(&self) -> &'static [&'static str] {
        O::Input::MEMBERS
    }

    fn perform(
        &self,
        parameters: &Parameters,
        context: &RequestContext<'_>,
        transaction: &mut Transaction,
    ) -> Result<Performed, ControlError> {
        let input = O::Input::from_parameters(parameters)?;
        let permit = authorize::authorize::<O>(&input, context, transaction)?;
        let output = O::run(input, &permit, transaction)
            .map_err(|error| permit.complete(error, &transaction.covered()))?;
        // A dry run writes nothing.
        if O::EFFECT == Effect::Changes && !transaction.is_read_only() {
            transaction.bump_authorization();
        }
        let (notes, obtained) = permit.into_remarks();
        // What is only told needs no guard: a line can have more members than a commit guards.
        let notes = notes::describe(&notes, context.account(), &transaction.covered())?;
        Ok(Performed { answer: output.to_body(&context.arrival.request_id, &notes), obtained })
    }
}

/// The operation that a request's service and `Action` name.
pub fn find(service: Service, action: &str) -> Option<&'static dyn AnyOperation> {
    operations::of(service).iter().copied().find(|operation| operation.name() == action)
}
