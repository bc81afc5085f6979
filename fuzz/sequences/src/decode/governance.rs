//! Bytes to what governance tries.

use super::input::Input;
use crate::action::{Action, Change, Levers, OFFICERS, RESERVES, Signer, USERS};
use hypothec_interface::state::Kind;

/// Mostly this office.
fn read_signer(office: Signer, input: &mut Input<'_>) -> Signer {
    match input.byte() {
        shape @ 0..=15 => Signer::Anyone(usize::from(shape) % (USERS + OFFICERS)),
        16..=47 if office != Signer::Pending => Signer::Guardian,
        _ => office,
    }
}

fn read_change(input: &mut Input<'_>) -> Change {
    let kind = match input.below(32) {
        0..=17 => Kind::Reserve,
        18..=20 => Kind::Market,
        21 => Kind::Groups,
        22 => Kind::Close,
        23 => Kind::Calendar,
        24 => Kind::Source,
        25 => Kind::Guardian,
        26..=29 => Kind::Admin,
        30 => Kind::Multiplier,
        _ => Kind::Terminal,
    };
    let shape = input.byte();
    let reserve = shape % RESERVES as u8;
    Change { kind, reserve, pick: input.byte(), value: input.word(), more: input.word(), wild: shape >= 240 }
}

/// One of the six; `pick` says which.
pub(super) fn read_governance(pick: u8, input: &mut Input<'_>) -> Action {
    match pick % 14 {
        0..=3 => Action::Propose { by: read_signer(Signer::Admin, input), change: read_change(input) },
        4..=8 => Action::Execute { by: usize::from(input.byte()) % (USERS + OFFICERS), pick: input.byte() },
        9 => Action::Cancel { by: read_signer(Signer::Admin, input), pick: input.byte() },
        10..=11 => {
            let shape = input.byte();
            let levers = if shape >= 224 { input.byte() } else { 1 << (shape / 3 % 7) };
            let pulled = Levers { reserve: shape % RESERVES as u8, levers, value: input.word() };
            Action::Tighten { by: read_signer(Signer::Guardian, input), pulled }
        }
        12 => Action::AcceptAdmin { by: read_signer(Signer::Pending, input) },
        _ => {
            let (ahead, minute) = (u16::from(input.below(35)), input.word());
            let minute = if minute % 2 == 0 { 0 } else { minute % 1_300 };
            Action::SetClosure { by: read_signer(Signer::Guardian, input), ahead, minute }
        }
    }
}
