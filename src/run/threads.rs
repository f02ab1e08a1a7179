//! The threads of a run: how many, and how much room each has.

/// What each thread has for its frames, in bytes. A thread that waits takes up other work on top of its own, a rule within
/// a rule within a rule: the usual two megabytes have been too little.
const STACK: usize = 16 << 20;

/// Holds this process to so many threads, or to as many as there are cores. To be called before any other thread is
/// started and before the table engine is first used.
#[expect(unsafe_code, reason = "the table engine takes its number of threads from the environment only")]
pub fn hold_to(threads: Option<u16>) {
    let mut pool = rayon::ThreadPoolBuilder::new().stack_size(STACK);
    if let Some(threads) = threads {
        // SAFETY: the caller is the program's first and so far only thread.
        unsafe { std::env::set_var("POLARS_MAX_THREADS", threads.to_string()) };
        pool = pool.num_threads(threads.into());
    }
    // A pool that was built before keeps its size; that costs time, never a result.
    pool.build_global().ok();
}
