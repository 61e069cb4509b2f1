//! State × command → outcome.
