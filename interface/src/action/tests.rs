//! What the whole program is tested for through its `.so` is tested here at the edges: a second, an atom, a bit.

mod deposits;
mod exchanges;
mod settlements;
