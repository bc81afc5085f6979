//! One refresh, as the model is told of it.

use super::feed::Print;
use hypothec_interface::session::Session;
use hypothec_interface::state::{Reserve, SOURCE_COUNT};
use hypothec_interface::token::Scaled;

/// One refresh of one reserve: the record before and after, and what was read for it.
pub struct Refresh<'a> {
    pub was: &'a Reserve,
    pub is: &'a Reserve,
    /// Of the token feed and of the share feed; none where it was not posted.
    pub prints: [Option<Print>; SOURCE_COUNT],
    /// What the mint says of its multiplier, where it is a stock's.
    pub scaled: Option<Scaled>,
    pub session: Session,
    pub now: i64,
}
