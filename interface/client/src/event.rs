//! Events out of a transaction's logs. Logs may be cut short by a node: books come from accounts.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hypothec_interface::event::Event;
use solana_address::Address;

/// Every event that the program at `hypothec` wrote, in order. What other programs write in the same form is none.
#[must_use]
pub fn events(hypothec: &Address, logs: &[String]) -> Vec<Event> {
    let (mut running, mut all): (Vec<Option<Address>>, Vec<Event>) = (Vec::new(), Vec::new());
    for line in logs {
        if let Some(text) = line.strip_prefix("Program data: ") {
            let is_ours = running.last() == Some(&Some(*hypothec));
            all.extend(is_ours.then(|| decoded(text)).flatten());
        } else if let Some((id, rest)) = line.strip_prefix("Program ").and_then(|line| line.split_once(' ')) {
            if rest.starts_with("invoke [") {
                running.push(id.parse().ok());
            } else if rest == "success" || rest.starts_with("failed: ") {
                running.pop();
            }
        }
    }
    all
}

fn decoded(text: &str) -> Option<Event> {
    let bytes = STANDARD.decode(text).ok()?;
    let event = bytemuck::try_pod_read_unaligned::<Event>(&bytes).ok()?;
    (event.version == Event::VERSION && event.name() != "Unknown").then_some(event)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hypothec_interface::Key;
    use hypothec_interface::builder::PROGRAM_ID;
    use hypothec_interface::instruction::Instruction;

    #[test]
    fn an_event_counts_only_where_the_program_itself_wrote_it() {
        let event = Event {
            tag: Instruction::Deposit as u8,
            version: Event::VERSION,
            reserve: 1,
            flags: 0,
            reserved: 0,
            account: Key::NONE,
            amount: 5,
            shares: 6,
            extra: 0,
        };
        let data = STANDARD.encode(bytemuck::bytes_of(&event));
        let other = Address::new_from_array([7; 32]);
        let lines = [
            format!("Program {PROGRAM_ID} invoke [1]"),
            format!("Program {other} invoke [2]"),
            format!("Program data: {data}"),
            format!("Program {other} success"),
            format!("Program data: {data}"),
            format!("Program {PROGRAM_ID} success"),
            format!("Program data: {data}"),
        ];
        assert_eq!(events(&PROGRAM_ID, &lines), [event]);
        assert!(events(&other, &lines[3..]).is_empty());
    }
}
