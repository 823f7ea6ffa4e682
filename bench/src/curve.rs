//! Policy sets that grow, of which a request always meets about as much.

use std::sync::Arc;

use entail_engine::{Policy, PolicySet, Principal, Request};
use serde_json::{Value, json};

/// Statements of one policy; more of them become more policies.
const STATEMENTS_OF_POLICY: usize = 1000;

/// Requests that are asked in turn.
pub const REQUESTS: usize = 500;

/// What tells the statements apart.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Each speaks of one of 300 services and of one of ten actions.
    Services,
    /// All speak of one action, each of its own bucket.
    Buckets,
    /// All speak of one action on everything, each for its own value of a tag: each can match.
    Tags,
}

impl Shape {
    /// All shapes.
    pub const ALL: [Self; 3] = [Self::Services, Self::Buckets, Self::Tags];

    /// The name in the results.
    pub fn name(self) -> &'static str {
        match self {
            Self::Services => "by service and action",
            Self::Buckets => "by resource",
            Self::Tags => "by a condition alone",
        }
    }

    fn statement(self, number: usize) -> Value {
        let (action, resource) = (self.action(number), self.resource(number));
        match self {
            Self::Services => json!({ "Effect": "Allow", "Action": action, "Resource": "*" }),
            Self::Buckets => {
                json!({ "Effect": "Allow", "Action": action, "Resource": format!("{resource}*") })
            }
            Self::Tags => json!({
                "Effect": "Allow",
                "Action": action,
                "Resource": "*",
                "Condition": { "StringEquals": { "aws:PrincipalTag/team": number.to_string() } },
            }),
        }
    }

    fn action(self, number: usize) -> String {
        match self {
            Self::Services => format!("service{}:GetThing{}", number % 300, number / 300 % 10),
            Self::Buckets | Self::Tags => "s3:GetObject".to_owned(),
        }
    }

    fn resource(self, number: usize) -> String {
        match self {
            Self::Buckets => format!("arn:aws:s3:::bucket-{number}/"),
            Self::Services | Self::Tags => "arn:aws:s3:::bucket/".to_owned(),
        }
    }

    /// So many statements, in policies of a thousand.
    pub fn policies(self, statements: usize) -> PolicySet {
        let numbers: Vec<usize> = (0..statements).collect();
        let policy = |numbers: &[usize]| {
            let statements: Vec<Value> =
                numbers.iter().map(|number| self.statement(*number)).collect();
            let document = json!({ "Version": "2012-10-17", "Statement": statements });
            let policy = Policy::from_text("policy", &document.to_string());
            assert_eq!(policy.unreadable_reason(), None);
            Arc::new(policy)
        };
        let identity = numbers.chunks(STATEMENTS_OF_POLICY).map(policy).collect();
        PolicySet { identity, ..PolicySet::default() }
    }

    /// Requests that each one statement allows, spread over all of them.
    pub fn requests(self, statements: usize) -> Vec<Request> {
        (0..REQUESTS)
            .map(|turn| {
                let number = turn * statements / REQUESTS;
                let user =
                    Principal::User { arn: "arn:aws:iam::111122223333:user/alice".to_owned() };
                let resource = format!("{}key", self.resource(number));
                let mut request = Request::new(user, self.action(number), resource);
                request.context.insert("aws:PrincipalTag/team", number.to_string());
                request
            })
            .collect()
    }
}
