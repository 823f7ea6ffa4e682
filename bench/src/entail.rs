//! Our own engine, with all its layers and the deciding statement in the answer.

use std::sync::Arc;

use entail_engine::{Decision, Policy, PolicySet, Principal, Request, Silent, decide};
use serde_json::Value;

use crate::Contender;
use crate::workload::Workload;

/// Compiled policies and requests.
pub struct Entail {
    policies: PolicySet,
    requests: Vec<Request>,
}

impl Entail {
    /// Compiles a workload.
    pub fn new(workload: &Workload) -> Self {
        Self { policies: policies(workload), requests: requests(workload) }
    }

    /// The whole answer.
    pub fn decide(&self, number: usize) -> Decision {
        decide(&self.requests[number], &self.policies, &mut Silent)
    }
}

/// The compiled policies of a workload.
pub fn policies(workload: &Workload) -> PolicySet {
    let compile = |document: &Value| Arc::new(Policy::from_text("policy", &document.to_string()));
    let layer = |number: usize| -> Vec<Arc<Policy>> {
        workload.layers.get(number).into_iter().flatten().map(compile).collect()
    };
    let service_control = layer(2);
    PolicySet {
        identity: layer(0),
        permissions_boundary: layer(1).pop(),
        service_control: (!service_control.is_empty()).then(|| vec![service_control]),
        ..PolicySet::default()
    }
}

fn requests(workload: &Workload) -> Vec<Request> {
    let request = |written: &crate::workload::Request| {
        let user = Principal::User { arn: workload.principal.clone() };
        let mut request = Request::new(user, &*written.action, &*written.resource);
        for (key, value) in &written.context {
            request.context.insert(key, value.as_str());
        }
        request
    };
    workload.requests.iter().map(request).collect()
}

impl Contender for Entail {
    fn name(&self) -> &'static str {
        "entail"
    }

    fn count(&self) -> usize {
        self.requests.len()
    }

    fn is_allowed(&self, number: usize) -> bool {
        self.decide(number).is_allowed()
    }
}
