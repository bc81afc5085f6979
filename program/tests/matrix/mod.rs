//! Every account slot and every byte of every instruction, attacked and compared.

pub mod cases;
pub mod diffs;
pub mod diffs_expected;
pub mod pinned;
pub mod roles;
pub mod slots;
