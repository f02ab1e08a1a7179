//! Interrupts: until the first rename one ends the run with nothing published, and not after.

use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

/// Held by whoever decides: the run that begins to publish, or the interrupt that ends it.
static DECISION: Mutex<()> = Mutex::new(());

/// From here on an interrupt waits until the run is published: it takes two renames.
pub(super) fn begin_publishing() -> MutexGuard<'static, ()> {
    DECISION.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether an interrupt may end the program; then nothing will be published any more. Otherwise the run is
/// being published, and ends by itself.
pub fn may_end() -> bool {
    match DECISION.try_lock() {
        Ok(guard) => {
            std::mem::forget(guard);
            true
        }
        Err(TryLockError::Poisoned(_)) => true,
        Err(TryLockError::WouldBlock) => false,
    }
}
