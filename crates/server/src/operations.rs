//! The registers of operations, one for each service. Dispatch, coverage tests and the
//! authorization matrix come from them.

pub mod entail;
pub mod iam;
pub mod sts;

use entail_wire::service::Service;

use crate::operation::AnyOperation;

/// Every operation of a service.
pub const fn of(service: Service) -> &'static [&'static dyn AnyOperation] {
    match service {
        Service::Entail => entail::OPERATIONS,
        Service::Iam => iam::OPERATIONS,
        Service::Sts => sts::OPERATIONS,
    }
}
