"""The scenarios, by what is attempted. Each is a function under `@scenario`."""
