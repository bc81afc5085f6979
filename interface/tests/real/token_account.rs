//! A holder's account.

use super::assert_sha256;
use super::mint::b58;
use hypothec_interface::Key;
use hypothec_interface::token::TokenAccount;

#[test]
fn real_account_of_a_holder_of_spyx_reads() {
    let mut data = b58("XsoCS1TfEyfFhfvj8EtZ528L3CaKBDBRqRapnBbDF2W");
    data.extend(b58("8mywf74MDe1QYmaAQ8xrYCSAXieehnF6iN5JJ2bba3Xa"));
    data.extend(205_132_827u64.to_le_bytes());
    // no delegate; initialised; not native; nothing delegated; nobody else may close it
    data.resize(108, 0);
    data.push(1);
    data.resize(165, 0);
    // an account; ImmutableOwner, PausableAccount, TransferHookAccount
    data.extend([2, 7, 0, 0, 0, 27, 0, 0, 0, 15, 0, 1, 0, 0]);
    assert_sha256(&data, "97aa8d88acfabd589069300c8dff59ca75b82a8e7aa43db6ee27d689459e1536");
    let account = TokenAccount::parse(&data).expect("a token account");
    let key = |text| Key::from_bytes(b58(text).try_into().expect("32 bytes"));
    assert_eq!(account.mint(), key("XsoCS1TfEyfFhfvj8EtZ528L3CaKBDBRqRapnBbDF2W"));
    assert_eq!(account.owner(), key("8mywf74MDe1QYmaAQ8xrYCSAXieehnF6iN5JJ2bba3Xa"));
    assert_eq!((account.amount(), account.is_frozen()), (205_132_827, false));
}
