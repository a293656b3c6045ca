"""The program on a shared drive: laid out by `deploy`, started by launchers, run from a local cache."""
