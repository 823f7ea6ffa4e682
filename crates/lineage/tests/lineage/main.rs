//! Tests of the lineage: rules one by one, worked examples, cases as data, random walks.

// The attribute tells clippy that helpers beside the test functions are tests too.
#[cfg(test)]
mod administration;
#[cfg(test)]
mod boundaries;
#[cfg(test)]
mod conditions;
#[cfg(test)]
mod corpus;
#[cfg(test)]
mod creation;
#[cfg(test)]
mod departed;
#[cfg(test)]
mod examples;
#[cfg(test)]
mod gates;
#[cfg(test)]
mod obtaining;
#[cfg(test)]
mod records;
#[cfg(test)]
mod session_policies;
#[cfg(test)]
mod support;
#[cfg(test)]
mod walk;
#[cfg(test)]
mod writing;
