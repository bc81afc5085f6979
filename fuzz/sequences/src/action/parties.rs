//! Who and what takes part: users, officers, reserves and their feeds, by number.

/// Users with a position each.
pub const USERS: usize = 3;
/// Those who hold an office at first: admin and guardian. Everybody is a user, by number, or one of them, after those.
pub const OFFICERS: usize = 2;
/// Reserves: two dollars around a stock.
pub const RESERVES: usize = 3;
/// The stock's reserve.
pub const STOCK: usize = 1;
/// The feed of the stock's share; feed n below it is that of reserve n's token.
pub const SHARE: usize = RESERVES;
/// Feeds there are.
pub const FEEDS: usize = RESERVES + 1;
