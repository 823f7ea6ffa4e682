//! Every operation's request and answer in `corpus/wire/operations/`, from one story.
//!
//! The answers are AWS's XML; what differs from run to run is replaced: ids by numbered ones, dates,
//! secrets and request ids by fixed ones.

use std::collections::{BTreeMap, BTreeSet};

use entail_testkit::client::{Answer, Caller, body};
use entail_wire::service::{Protocol, Service};
use regex::{Captures, Regex};

use crate::{
    requests::{NEVER_SUCCESSFUL, register},
    story,
    support::{
        corpus::{assert_golden, files},
        house::House,
    },
};

const FOLDER: &str = "wire/operations";

/// The story's pen: it calls operations, and keeps the first call of each that is told.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    told: BTreeMap<String, Told>,
    ids: Ids,
}

impl Recorder {
    /// Calls an operation of IAM and keeps request and answer.
    pub(crate) async fn iam(
        &mut self,
        by: &Caller,
        action: &str,
        parameters: &[(&str, &str)],
    ) -> Answer {
        self.call(by, Service::Iam, action, parameters).await
    }

    /// Calls an operation of the administrator's API and keeps request and answer.
    pub(crate) async fn entail(
        &mut self,
        by: &Caller,
        action: &str,
        parameters: &[(&str, &str)],
    ) -> Answer {
        self.call(by, Service::Entail, action, parameters).await
    }

    /// Calls an operation of STS and keeps request and answer.
    pub(crate) async fn sts(
        &mut self,
        by: &Caller,
        action: &str,
        parameters: &[(&str, &str)],
    ) -> Answer {
        self.call(by, Service::Sts, action, parameters).await
    }

    async fn call(
        &mut self,
        by: &Caller,
        service: Service,
        action: &str,
        parameters: &[(&str, &str)],
    ) -> Answer {
        let answer = by.call(service, action, parameters).await;
        let expected = NEVER_SUCCESSFUL.iter().find(|(name, _)| *name == action);
        let expected = expected.map_or("", |(_, code)| *code);
        assert_eq!(answer.code(), expected, "{action}: {}", answer.body);
        let sent = body(service, action, parameters);
        let (request, text, ending) = match service.protocol() {
            Protocol::Query => (sent.replace('&', "\n"), answer.body.trim_end().to_owned(), "xml"),
            Protocol::Json => (pretty(&sent), pretty(&answer.body), "json"),
        };
        let request = self.ids.normalised(&format!("{request}\n"));
        let text = self.ids.normalised(&format!("{text}\n"));
        let before = self.told.insert(action.to_owned(), Told { request, answer: text, ending });
        assert!(before.is_none(), "{action} is told twice");
        answer
    }
}

/// A call and its answer, and how the answer's file ends.
#[derive(Debug)]
struct Told {
    request: String,
    answer: String,
    ending: &'static str,
}

fn pretty(json: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(json).unwrap();
    format!("{value:#}")
}

/// Numbered stand-ins for ids, in the order in which they come up.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    known: BTreeMap<String, String>,
}

impl Ids {
    pub(crate) fn normalised(&mut self, text: &str) -> String {
        let fixed = [
            (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "2026-01-02T03:04:05Z"),
            (r#""ActionsCompared": \d+"#, r#""ActionsCompared": 20000"#),
            (r#""Time": \d+"#, r#""Time": 1767323045"#),
            (r"<(RequestId)>[^<]*<", "<$1>00000000-0000-0000-0000-000000000000<"),
            (r"<(SecretAccessKey)>[^<]*<", "<$1>SECRET<"),
            (r"<(SessionToken)>[^<]*<", "<$1>TOKEN<"),
        ];
        let text = fixed.iter().fold(text.to_owned(), |text, (pattern, replacement)| {
            Regex::new(pattern).unwrap().replace_all(&text, *replacement).into_owned()
        });
        let ids =
            Regex::new(r"\b(AIDA|AIPA|AROA|AGPA|ANPA|AKIA|ASIA|SAML)[A-Z0-9]{12,}\b").unwrap();
        let number = |found: &Captures<'_>| self.numbered(&found[0]);
        ids.replace_all(&text, number).into_owned()
    }

    fn numbered(&mut self, id: &str) -> String {
        let (prefix, _) = id.split_at(4);
        let next = 1 + self.known.keys().filter(|known| known.starts_with(prefix)).count();
        let stand_in = || format!("{prefix}{next:010}EXAMPLE");
        self.known.entry(id.to_owned()).or_insert_with(stand_in).clone()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_operation_has_a_golden_request_and_answer() {
    let house = House::new().await;
    let mut recorder = Recorder::default();
    story::tell(&house.root, &mut recorder).await;
    let operations: BTreeSet<String> = register().map(|it| it.name().to_owned()).collect();
    let told: BTreeSet<String> = recorder.told.keys().cloned().collect();
    let untold: Vec<&String> = operations.difference(&told).collect();
    assert!(untold.is_empty(), "the story must call these operations too: {untold:?}");
    for (name, Told { request, answer, ending }) in &recorder.told {
        assert_golden(&format!("{FOLDER}/{name}.request"), request);
        assert_golden(&format!("{FOLDER}/{name}.{ending}"), answer);
    }
    let expected = recorder
        .told
        .iter()
        .flat_map(|(name, told)| [format!("{name}.request"), format!("{name}.{}", told.ending)]);
    assert_eq!(files(FOLDER), expected.collect(), "a file belongs to no operation");
}
