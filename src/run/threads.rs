//! The threads of a run: one pool for all work, how many there are, and how much room each has.

use polars_core::runtime::THREAD_POOL;

/// What each thread has for its frames, in bytes. A thread that waits takes up other work on top of its own, a rule within
/// a rule within a rule: the usual two megabytes have been too little where nothing is optimised. A program that is built to
/// be fast needs less than a twentieth of this; much more would cost time, for every sheet of a workbook has a thread, too.
const STACK: usize = 4 << 20;

/// Does some work on so many threads, or on as many as there are cores. To be called before any other thread is started and
/// before the table engine is first used.
///
/// They are the table engine's own. With a pool beside it every core would have two threads, each waiting for the other's,
/// and memory that one has given back the other would not use.
#[expect(unsafe_code, reason = "the table engine takes what its threads are like from the environment only")]
pub fn on_threads<T: Send>(threads: Option<u16>, work: impl FnOnce() -> T + Send) -> T {
    // SAFETY: the caller is the program's first and so far only thread.
    unsafe {
        if let Some(threads) = threads {
            std::env::set_var("POLARS_MAX_THREADS", threads.to_string());
        }
        std::env::set_var("RUST_MIN_STACK", STACK.to_string());
    }
    THREAD_POOL.install(work)
}
