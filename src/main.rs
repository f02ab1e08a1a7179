use bidui::run::{Options, Outcome, RunError, Silent};
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let (job, problems) = bidui::job::Job::read(path.as_ref(), chrono::Local::now().date_naive());
    eprintln!("{}", bidui::diagnostic::render_text(&problems, false));
    let Some(job) = job else { return };
    match bidui::run::run(&job, &Options::default(), &Silent) {
        Ok(Outcome::Published(report)) => println!("{report:#?}"),
        Ok(other) => println!("{other:?}"),
        Err(RunError::Job(p) | RunError::Delivery(p)) => eprintln!("{}", bidui::diagnostic::render_text(&p, false)),
        Err(error) => eprintln!("{error}"),
    }
}
