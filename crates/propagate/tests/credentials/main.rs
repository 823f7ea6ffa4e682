//! Credentials from every provider, from endpoints that speak what AWS's speak.

#[cfg(test)]
mod child;
#[cfg(test)]
mod containers;
#[cfg(test)]
#[path = "../support/endpoint.rs"]
mod endpoint;
#[cfg(test)]
mod home;
#[cfg(test)]
mod instances;
#[cfg(test)]
mod keyring;
#[cfg(test)]
mod order;
#[cfg(test)]
mod roles;
#[cfg(test)]
mod single_sign_on;
