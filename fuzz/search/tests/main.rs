//! The price board over the program's pure transitions: theorems over random histories, the committed worst of the attack
//! search replayed, a bounded search, and plain weather.

mod attacks;
mod decisions;
mod exact;
mod orders;
mod paths;
mod random;
mod theorems;
mod weather;
