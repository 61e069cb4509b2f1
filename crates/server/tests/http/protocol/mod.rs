//! What holds for every operation: the answer's head, who may call, and what is said of bad input.

mod answers;
mod authorization;
mod bad_input;
mod every_operation;
mod explanations;
mod tolerance;
