//! Both ends of the proxy, and the proxy between them.

mod client;
mod interceptors;
mod server;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use entail_propagate::{
    endpoints::{Address, Endpoints, Service},
    intercept::Fronted,
    journal::{Event, Journal},
    proxy::{FindCredentials, Intercept, Parts, Proxy},
    run::patience,
    upstream::{Network, Timeouts, Upstream},
};
use entail_wire::sigv4::Credentials;
use tokio::{sync::oneshot, task::JoinHandle};

pub(crate) use self::{
    client::{Answer, Client, Signed, credentials, temporary},
    interceptors::{Asking, Changing, Hearing, Passing, Refusing},
    server::{Reply, Seen, Server},
};

/// A proxy that serves until it is dropped.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) journal: Arc<Journal>,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

/// The credentials of the tests and no others.
struct Known(Vec<Credentials>);

impl FindCredentials for Known {
    fn find(&self, access_key_id: &str) -> Option<Credentials> {
        self.0.iter().find(|known| known.access_key_id == access_key_id).cloned()
    }
}

/// Limits that tests can wait for.
pub(crate) const TIMEOUTS: Timeouts = Timeouts {
    connect: Duration::from_secs(2),
    first_byte: Duration::from_millis(400),
    pause: Duration::from_millis(400),
};

/// All services at one address.
pub(crate) fn endpoints(address: SocketAddr) -> Endpoints {
    let fronted = [Fronted::Iam, Fronted::Sts, Fronted::CloudFormation, Fronted::CloudControl];
    let services = fronted.map(Service::Fronted).into_iter().chain([Service::S3]);
    let address = Address::parse(&format!("http://{address}")).unwrap();
    services.fold(Endpoints::default(), |all, service| all.with(service, address.clone()))
}

/// Calls to this server, with limits that tests can wait for.
pub(crate) fn upstream(address: SocketAddr) -> Upstream {
    let network = Network { timeouts: TIMEOUTS, ..Network::default() };
    Upstream::new(endpoints(address), network).unwrap()
}

impl Running {
    /// A proxy that sends everything on to a server.
    pub(crate) async fn before(server: &Server) -> Self {
        Self::with(upstream(server.address), Passing).await
    }

    pub(crate) async fn with<I: Intercept>(upstream: Upstream, interceptor: I) -> Self {
        let journal = Arc::new(Journal::default());
        let parts = Parts {
            keyring: Arc::new(Known(vec![credentials(), temporary()])),
            upstream: Arc::new(upstream),
            interceptor: Arc::new(interceptor),
            journal: Arc::clone(&journal),
            region: "eu-north-1".to_owned(),
            hosts: vec!["sidecar".to_owned()],
        };
        let proxy = Proxy::bind(SocketAddr::from(([127, 0, 0, 1], 0)), parts).await.unwrap();
        let address = proxy.local_address();
        let (stop, stopped) = oneshot::channel();
        let stopped = async {
            let _ = stopped.await;
        };
        let serving = tokio::spawn(proxy.serve(stopped, patience()));
        Self { address, journal, stop, serving }
    }

    /// Ends it as the end of a run does.
    pub(crate) async fn end(self) {
        drop(self.stop);
        self.serving.await.unwrap();
    }

    /// What has no answer: the call, and what was said.
    pub(crate) fn unanswered(&self) -> Vec<(String, String)> {
        let events = self.journal.events().into_iter();
        let unanswered = events.filter_map(|event| match event {
            Event::Unanswered { call, message } => Some((call, message)),
            _ => None,
        });
        unanswered.collect()
    }

    /// What was refused: the call, and what was said.
    pub(crate) fn refused(&self) -> Vec<(String, String)> {
        let events = self.journal.events().into_iter();
        let refused = events.filter_map(|event| match event {
            Event::Refused { call, message } => Some((call, message)),
            _ => None,
        });
        refused.collect()
    }
}
