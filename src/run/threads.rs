//! The number of threads of a run.

/// Holds this process to `threads` threads. To be called before any other thread is started and before
/// the table engine is first used.
#[expect(unsafe_code, reason = "the table engine takes its number of threads from the environment only")]
pub fn hold_to(threads: u16) {
    // SAFETY: the caller is the program's first and so far only thread.
    unsafe { std::env::set_var("POLARS_MAX_THREADS", threads.to_string()) };
    // A pool that was built before keeps its size; that costs time, never a result.
    rayon::ThreadPoolBuilder::new().num_threads(threads.into()).build_global().ok();
}
