//! Bytes of a fuzzer as small decisions. Past the end everything is zero: short input decides less, and fails nothing.

pub struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    pub fn new(data: &'a [u8]) -> Self {
        Self(data)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    pub fn below(&mut self, limit: u8) -> u8 {
        self.byte() % limit
    }

    pub fn word(&mut self) -> u16 {
        u16::from_le_bytes([self.byte(), self.byte()])
    }

    /// Any magnitude: all, a few atoms, or a byte shifted up to 2^50; mostly what dollars and stocks are moved in.
    pub fn amount(&mut self) -> u64 {
        match self.byte() {
            0 => u64::MAX,
            small @ 1..=15 => u64::from(small),
            shape @ 16..=47 => (u64::from(self.byte()) + 1) << (shape % 43),
            shape => (u64::from(self.byte()) + 1) << (18 + shape % 16),
        }
    }
}
