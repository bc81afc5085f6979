//! The macro that declares an account layout: one list gives the struct, the proof of every offset, the getters and
//! the table `docs/layout.md` is generated from.

/// One field of a layout, for documentation, tests and tools.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Field name as in the source.
    pub name: &'static str,
    /// Byte offset from the start of the record.
    pub offset: usize,
    /// Size in bytes.
    pub size: usize,
    /// Rust type as written.
    pub kind: &'static str,
    /// What it holds, with its unit.
    pub doc: &'static str,
}

/// Offset and size of each field, without the words, which the program would otherwise carry.
pub(crate) const fn spans<const N: usize>(mut fields: &[Field]) -> [(usize, usize); N] {
    let mut spans = [(0, 0); N];
    let mut left: &mut [(usize, usize)] = &mut spans;
    while let (Some((field, later)), Some((span, rest))) = (fields.split_first(), left.split_first_mut()) {
        *span = (field.offset, field.size);
        (fields, left) = (later, rest);
    }
    spans
}

/// Declares a `#[repr(C)]` Pod record of an exact size, with every offset checked at compile time. The visibility
/// before the name is that of the fields; the record itself and its getters are public.
macro_rules! layout {
    (
        $(#[$meta:meta])*
        $fields:vis $name:ident: $size:literal {
            $($offset:literal $field:ident: $kind:ty = $doc:literal;)*
        }
    ) => {
        $(#[$meta])*
        #[repr(C)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
        pub struct $name {
            $(#[doc = $doc] $fields $field: $kind,)*
        }

        impl $name {
            /// Every field with its offset, in order.
            pub const FIELDS: &'static [$crate::state::layout::Field] = &[$(
                $crate::state::layout::Field {
                    name: stringify!($field),
                    offset: $offset,
                    size: core::mem::size_of::<$kind>(),
                    kind: stringify!($kind),
                    doc: $doc,
                },
            )*];

            $(
                #[doc = $doc]
                #[inline(always)]
                #[must_use]
                pub const fn $field(&self) -> $kind {
                    self.$field
                }
            )*
        }

        const _: () = {
            assert!(core::mem::size_of::<$name>() == $size);
            assert!(core::mem::align_of::<$name>() <= 8);
            $(assert!(core::mem::offset_of!($name, $field) == $offset);)*
        };
    };
}
pub(crate) use layout;
