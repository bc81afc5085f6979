//! The runtime's services, one safe function each. Off chain (tests, fuzzers linking this crate) they do nothing.
//!
//! `target_os = "solana"` is set by Solana's own tools only; the other builds are `target_arch = "bpf"`.

use hypothec_interface::Key;
use hypothec_interface::event::Event;
use pinocchio::Address;

/// Logs a line.
pub fn log(line: &str) {
    #[cfg(any(target_os = "solana", target_arch = "bpf"))]
    // SAFETY: pointer and length are of a live string; the syscall only reads.
    unsafe {
        pinocchio::syscalls::sol_log_(line.as_ptr(), line.len() as u64);
    }
    #[cfg(not(any(target_os = "solana", target_arch = "bpf")))]
    let _ = line;
}

/// Logs what an instruction found out beside what it did.
#[cold]
#[inline(never)]
pub fn log_event(event: &Event) {
    let slices: [&[u8]; 1] = [bytemuck::bytes_of(event)];
    #[cfg(any(target_os = "solana", target_arch = "bpf"))]
    // SAFETY: a fat slice is {address u64, length u64} on this target, as the syscall reads it; all live here.
    unsafe {
        pinocchio::syscalls::sol_log_data(slices.as_ptr().cast(), 1);
    }
    #[cfg(not(any(target_os = "solana", target_arch = "bpf")))]
    let _ = slices;
}

/// Sets what the caller reads back, and the runtime logs: events, or a quotation.
#[inline(always)]
pub fn give_back<T: bytemuck::NoUninit>(results: &[T]) {
    pinocchio::cpi::set_return_data(bytemuck::cast_slice(results));
}

/// Whether the transaction itself calls this instruction, not another program.
pub fn is_top_level() -> bool {
    #[cfg(any(target_os = "solana", target_arch = "bpf"))]
    // SAFETY: the syscall takes and touches nothing.
    let height = unsafe { pinocchio::syscalls::sol_get_stack_height() };
    #[cfg(not(any(target_os = "solana", target_arch = "bpf")))]
    let height = 1;
    height == 1
}

/// Unix time of the clock sysvar.
#[inline(always)]
pub fn now() -> i64 {
    // the last of the sysvar's five words, by offset: pinocchio's `Clock::get` answers only where `target_os` is `solana`
    const UNIX_TIMESTAMP: usize = 32;
    let mut seconds = [0u8; 8];
    // the clock exists in every transaction; were it unreadable, time zero would make every price stale
    let _ = pinocchio::sysvars::get_sysvar(&mut seconds, &pinocchio::sysvars::clock::CLOCK_ID, UNIX_TIMESTAMP);
    i64::from_le_bytes(seconds)
}

/// The derived address of these seeds under the program, and its bump.
pub fn find_address(seeds: &[&[u8]], program_id: &Address) -> (Key, u8) {
    let mut address = [0u8; 32];
    let mut bump = 0u8;
    #[cfg(any(target_os = "solana", target_arch = "bpf"))]
    // SAFETY: fat slices as in `log_event`; the syscall writes 32 bytes and one byte at the given places.
    unsafe {
        pinocchio::syscalls::sol_try_find_program_address(
            seeds.as_ptr().cast(),
            seeds.len() as u64,
            program_id.as_array().as_ptr(),
            address.as_mut_ptr(),
            &raw mut bump,
        );
    }
    #[cfg(not(any(target_os = "solana", target_arch = "bpf")))]
    {
        let _ = (seeds, program_id, &mut address, &mut bump);
    }
    (Key::from_bytes(address), bump)
}

/// Lamports that keep an account of this size alive, or more.
pub fn rent_exempt_lamports(size: usize) -> u64 {
    /// f64 bits of the exemption threshold of clusters that count rent per byte; others count it per year, for two.
    const THRESHOLD_ONE: u64 = 0x3ff0_0000_0000_0000;
    let mut rent = [0u8; 16];
    // where the sysvar cannot be read the account would not be rent-exempt, and the runtime refuses the transaction
    let _ = pinocchio::sysvars::get_sysvar(&mut rent, &pinocchio::sysvars::rent::RENT_ID, 0);
    let [per_byte, threshold]: [u64; 2] = bytemuck::cast(rent);
    let years = if threshold == THRESHOLD_ONE { 1 } else { 2 };
    (size as u64).saturating_add(128).saturating_mul(per_byte).saturating_mul(years)
}
