//! Asking the policy: requests of somebody who has every permission and this boundary.

use std::sync::Arc;

use entail_policy::tree::Document;

use super::escape::Target;
use super::named::{BOUNDARY_KEY, Names};
use super::reach::{Reach, reach};
use super::relaxed::{Deciding, Tags, relaxed};
use crate::compile::Policy;
use crate::decide::decide;
use crate::decision::{Decision, StatementPointer};
use crate::observer::Silent;
use crate::policy_set::PolicySet;
use crate::request::{Context, Principal, Request};

/// A policy, as far as it holds against everybody, and the callers that it is asked for.
#[derive(Debug)]
pub(super) struct Prober {
    pub(super) document: Document,
    policies: PolicySet,
    callers: Vec<Principal>,
}

impl Prober {
    pub(super) fn new(document: &Document, names: &Names<'_>, tags: Tags) -> Self {
        let document = relaxed(document, Deciding::new(document, names, tags));
        // A boundary has the form of an identity-based policy: in that place, what it allows is
        // allowed by a statement that the decision names.
        let trust = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{"AWS":"{}"}},"Action":"sts:*"}}}}"#,
            names.account
        );
        let policies = PolicySet {
            identity: vec![Arc::new(Policy::compile("the boundary", &document, &[]))],
            resource: Some(Arc::new(Policy::from_text("a trust policy", &trust))),
            ..PolicySet::default()
        };
        Self { document, policies, callers: callers(names) }
    }

    /// The same questions to another policy.
    pub(super) fn of_document(&self, document: Document) -> Self {
        let policy = Arc::new(Policy::compile("the boundary", &document, &[]));
        let policies = PolicySet { identity: vec![policy], ..self.policies.clone() };
        Self { document, policies, callers: self.callers.clone() }
    }

    /// What the action is asked of: the target, and what the policy itself names.
    pub(super) fn reach(&self, action: &str, target: Target, names: &Names<'_>) -> Reach {
        reach(&self.document, action, target, names)
    }

    /// The statement that allows the action on one of the resources, if some caller can have it
    /// allowed.
    pub(super) fn some(
        &self,
        action: &str,
        resources: &[String],
        boundary: Option<&str>,
    ) -> Option<StatementPointer> {
        let mut decisions =
            resources.iter().flat_map(|resource| self.decisions(action, resource, boundary));
        let allowed = decisions.find(Decision::is_allowed)?;
        let statement = allowed.statement.map(|statement| statement.pointer);
        Some(statement.unwrap_or(StatementPointer::Document))
    }

    /// The decisions on one question, of each caller.
    pub(super) fn decisions(
        &self,
        action: &str,
        resource: &str,
        boundary: Option<&str>,
    ) -> impl Iterator<Item = Decision<'_>> {
        self.callers.iter().map(move |caller| {
            let mut request = Request::new(caller.clone(), action, resource);
            request.context = Context::new();
            request.context.insert("iam:AWSServiceName", "entail.amazonaws.com");
            if let Some(boundary) = boundary {
                request.context.insert(BOUNDARY_KEY, boundary);
            }
            request.fill_in_principal_keys();
            decide(&request, &self.policies, &mut Silent)
        })
    }
}

fn callers(names: &Names<'_>) -> Vec<Principal> {
    let [user, role] = names.callers();
    let session = role.replacen(":iam:", ":sts:", 1).replacen(":role/", ":assumed-role/", 1);
    vec![
        Principal::User { arn: user },
        Principal::AssumedRole { session_arn: format!("{session}/session"), role_arn: role },
    ]
}
