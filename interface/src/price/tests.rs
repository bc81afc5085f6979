//! Boards at their edges: what is read of one, and what a print makes of it.

mod prints;
mod reading;

use crate::sample::reserves;
use crate::state::Reserve;

fn stock() -> Reserve {
    let [stock, ..] = reserves();
    stock
}
