"""What the client tests share: the server under test, its callers, and words for what they expect."""
