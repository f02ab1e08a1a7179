//! The integration tests, one program: each link with Polars costs as much as its tests.

mod architecture;
mod cli;
mod deliveries;
mod diagnostics;
mod disk;
mod hostile;
mod identity;
mod killed;
mod lifecycle;
mod link;
mod listing;
mod nights;
mod outcomes;
mod pack;
mod pipeline;
mod rules;
mod score;
mod sealing;
mod sheets;
mod spot_checks;
mod support;
mod synth;
