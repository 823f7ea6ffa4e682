//! Our own engine, with all its layers and the deciding statement in the answer.

use std::sync::Arc;

use entail_engine::{
    Decision, InheritedBoundary, Policy, PolicySet, Principal, Request, Silent, UndecidableKeys,
    decide,
};
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

    /// The same under so many inherited boundaries. Each is a policy of its own with the text of the
    /// workload's permissions boundary, so that every request is answered as without them; keys
    /// that a line may have chosen are disbelieved as a server does, where the workload asks
    /// for none of them.
    pub fn under_seals(workload: &Workload, seals: usize) -> Self {
        let boundary = || compile(&texts(workload)).permissions_boundary;
        let undecidable_keys = || UndecidableKeys {
            keys: ["aws:SourceIdentity", "aws:userid"].map(str::to_owned).into(),
            except: Vec::new(),
        };
        let inherited = std::iter::repeat_with(boundary).flatten().take(seals);
        let inherited_boundaries = inherited
            .map(|policy| InheritedBoundary { policy, undecidable_keys: undecidable_keys() })
            .collect();
        let policies = PolicySet { inherited_boundaries, ..policies(workload) };
        Self { policies, requests: requests(workload) }
    }

    /// The whole answer.
    pub fn decide(&self, number: usize) -> Decision<'_> {
        decide(&self.requests[number], &self.policies, &mut Silent)
    }
}

/// The compiled policies of a workload.
pub fn policies(workload: &Workload) -> PolicySet {
    compile(&texts(workload))
}

/// The texts of a workload's policies, by layer.
pub fn texts(workload: &Workload) -> Vec<Vec<String>> {
    let layer = |documents: &Vec<Value>| documents.iter().map(Value::to_string).collect();
    workload.layers.iter().map(layer).collect()
}

/// Parses and compiles policies.
pub fn compile(texts: &[Vec<String>]) -> PolicySet {
    let compile = |text: &String| Arc::new(Policy::from_text("policy", text));
    let layer = |number: usize| -> Vec<Arc<Policy>> {
        texts.get(number).into_iter().flatten().map(compile).collect()
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
