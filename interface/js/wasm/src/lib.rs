//! Accounts go in by three buffers, answers come out by a fourth; every function gives 0 or the code of an
//! [`Error`]. One thread, as WebAssembly has it.
#![cfg_attr(target_arch = "wasm32", no_std)]

mod outlook;
mod preview;
mod view;

use core::cell::UnsafeCell;
use hypothec_interface::action::quote;
use hypothec_interface::instruction::QuoteArgs;
use hypothec_interface::state::{HEADER_SIZE, MAX_RESERVES, Market, Position, Reserve, load_mut};
use hypothec_interface::{Error, session};

const MARKET_SIZE: usize = HEADER_SIZE + MAX_RESERVES * size_of::<Reserve>();
const POSITION_SIZE: usize = size_of::<Position>();
const OUT_SIZE: usize = 512;

/// A buffer that JavaScript writes and reads between calls.
#[repr(C, align(8))]
struct Buffer<const N: usize>(UnsafeCell<[u8; N]>);

// SAFETY: a WebAssembly instance runs on one thread, and no function of this crate calls back into JavaScript.
unsafe impl<const N: usize> Sync for Buffer<N> {}

static MARKET: Buffer<MARKET_SIZE> = Buffer(UnsafeCell::new([0; MARKET_SIZE]));
static POSITION: Buffer<POSITION_SIZE> = Buffer(UnsafeCell::new([0; POSITION_SIZE]));
static OUT: Buffer<OUT_SIZE> = Buffer(UnsafeCell::new([0; OUT_SIZE]));

/// Where the market's bytes go, up to [`market_capacity`].
#[unsafe(no_mangle)]
pub extern "C" fn market_buffer() -> *mut u8 {
    MARKET.0.get().cast()
}

/// Bytes that the market's buffer holds.
#[unsafe(no_mangle)]
pub extern "C" fn market_capacity() -> usize {
    MARKET_SIZE
}

/// Where the position's bytes go, 512.
#[unsafe(no_mangle)]
pub extern "C" fn position_buffer() -> *mut u8 {
    POSITION.0.get().cast()
}

/// Where answers are read.
#[unsafe(no_mangle)]
pub extern "C" fn out_buffer() -> *mut u8 {
    OUT.0.get().cast()
}

/// Runs a function over the market in its buffer; its answer goes to the out buffer.
fn with_market<T: bytemuck::NoUninit>(len: usize, act: impl FnOnce(&mut Market<'_>) -> Result<T, Error>) -> u32 {
    // SAFETY: the only reference to this buffer while the function runs: see the type.
    let bytes: &mut [u8; MARKET_SIZE] = unsafe { &mut *MARKET.0.get() };
    let answer = bytes.get_mut(..len).ok_or(Error::WrongLength).and_then(Market::load).and_then(|mut m| act(&mut m));
    match answer {
        Ok(answer) => {
            // SAFETY: as above, of the out buffer.
            let out: &mut [u8; OUT_SIZE] = unsafe { &mut *OUT.0.get() };
            for (to, from) in out.iter_mut().zip(bytemuck::bytes_of(&answer)) {
                *to = *from;
            }
            0
        }
        Err(error) => error as u32,
    }
}

/// As [`with_market`], with the position in its buffer.
fn with_position<T: bytemuck::NoUninit>(
    len: usize,
    act: impl FnOnce(&mut Market<'_>, &mut Position) -> Result<T, Error>,
) -> u32 {
    with_market(len, |market| {
        // SAFETY: as in `with_market`, of the position's buffer.
        let bytes: &mut [u8; POSITION_SIZE] = unsafe { &mut *POSITION.0.get() };
        act(market, load_mut(bytes)?)
    })
}

/// The instruction `Quote`: 176 bytes of a `Quotation`.
#[unsafe(no_mangle)]
pub extern "C" fn position_quote(len: usize, now: i64, borrow: u8, withdraw: u8, repay: u8, seize: u8) -> u32 {
    let args = QuoteArgs { borrow, withdraw, repay, seize };
    with_position(len, |market, position| quote(market, position, &args, now))
}

/// The session at a time as a u64, and until when it holds as an i64.
#[unsafe(no_mangle)]
pub extern "C" fn market_session(len: usize, now: i64) -> u32 {
    with_market(len, |market| {
        let (session, until): (session::Session, i64) = market.header.calendar().session_at(now);
        Ok([i64::from(session as u8), until])
    })
}

#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn stop(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
