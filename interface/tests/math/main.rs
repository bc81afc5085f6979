//! `interface/src/math` against exact arithmetic: unbounded integers, fractions, and vectors of an independent model.

mod bonus;
mod books;
mod interest;
mod liquidation;
mod liquidation_book;
mod liquidation_properties;
mod liquidation_size;
mod loss;
mod partial;
mod price;
mod q64;
mod rate;
mod scale;
mod shares;
mod step;
mod support;
mod vectors;
mod wide;
