//! For tests only: conformance suites, generators, a signing HTTP client
