"""What the tests of `entail run` share: clients, AWS's side of a deployment, and running under it."""
