//! Token transfers: SPL Token's `Transfer`, which needs no mint account because the vault is of the reserve's mint and that
//! program moves between accounts of one mint only; Token-2022's `TransferChecked`, the one form it accepts for every mint
//! we list. While a mint's transfer hook is armed, the accounts its handler was given past the table go with it.

use core::mem::MaybeUninit;
use hypothec_interface::accounts::MAX_HOOK_ACCOUNTS;
use hypothec_interface::policy::State;
use hypothec_interface::state::Reserve;
use hypothec_interface::token::{TOKEN_2022_PROGRAM, TOKEN_PROGRAM};
use hypothec_interface::{Error, Key, pda};
use pinocchio::AccountView;
use pinocchio::cpi::{CpiAccount, Seed, Signer, invoke_signed_unchecked};
use pinocchio::instruction::{InstructionAccount, InstructionView};

const TRANSFER: u8 = 3;
const TRANSFER_CHECKED: u8 = 12;
const SPL_TOKEN_WORD: u64 = {
    let Key([spl_token, ..]) = TOKEN_PROGRAM;
    let Key([token_2022, ..]) = TOKEN_2022_PROGRAM;
    assert!(spl_token != token_2022);
    spl_token
};

/// The accounts past a room's table that go with the transfer of this reserve's token: none unless, at the last refresh,
/// its hook was armed.
#[inline(always)]
pub fn hook_accounts<'a>(rest: &'a [AccountView], reserve: &Reserve) -> Result<&'a [AccountView], Error> {
    if !State(reserve.issuer_flags().into()).any(State::HOOK_ARMED) {
        return Ok(&[]);
    }
    if rest.len() > MAX_HOOK_ACCOUNTS { Err(Error::TooManyHookAccounts) } else { Ok(rest) }
}

/// A transfer about to happen.
#[derive(Clone, Copy)]
pub struct Transfer<'a> {
    /// The token program.
    pub token_program: &'a AccountView,
    /// Source token account.
    pub from: &'a AccountView,
    /// The mint.
    pub mint: &'a AccountView,
    /// Destination token account.
    pub to: &'a AccountView,
    /// Who may move the source.
    pub authority: &'a AccountView,
    /// Atoms.
    pub amount: u64,
    /// Decimals of the mint.
    pub decimals: u8,
    /// What [`hook_accounts`] gives.
    pub hook: &'a [AccountView],
}

impl Transfer<'_> {
    /// Moves tokens that a signer of the instruction may move. The runtime ends the transaction when it fails.
    #[inline(always)]
    pub fn pay_in(&self) {
        self.invoke(&[]);
    }

    /// Moves tokens out of a vault, signed by the market's authority PDA.
    #[inline(always)]
    pub fn pay_out(&self, market: &Key, authority_bump: u8) {
        self.invoke(&[Signer::from(&authority_seeds(market, &[authority_bump]))]);
    }

    /// [`Transfer::pay_in`], called and not inlined: for rooms that are rare.
    #[inline(never)]
    pub fn pay_in_outlined(&self) {
        self.invoke_outlined(&[]);
    }

    /// [`Transfer::pay_out`], called and not inlined: for rooms that are rare.
    #[inline(never)]
    pub fn pay_out_outlined(&self, market: &Key, authority_bump: u8) {
        self.invoke_outlined(&[Signer::from(&authority_seeds(market, &[authority_bump]))]);
    }

    #[inline(never)]
    fn invoke_outlined(&self, signers: &[Signer]) {
        self.invoke(signers);
    }

    #[inline(always)]
    fn invoke(&self, signers: &[Signer]) {
        if !self.hook.is_empty() {
            // by its parts: as one it would lie in memory in every room, hook or not
            let accounts = [self.from, self.mint, self.to, self.authority];
            return invoke_hooked(self.token_program, accounts, self.data(), self.hook, signers);
        }
        if self.is_spl_token() {
            let [from, _, to, authority] = self.metas();
            let [a, b, c, d, e, f, g, h] = self.amount.to_le_bytes();
            let data = [TRANSFER, a, b, c, d, e, f, g, h];
            return invoke_plain(
                self.token_program,
                [self.from, self.to, self.authority],
                &[from, to, authority],
                &data,
                signers,
            );
        }
        let accounts = [self.from, self.mint, self.to, self.authority];
        invoke_plain(self.token_program, accounts, &self.metas(), &self.data(), signers);
    }

    /// Whether SPL Token moves the token. A view has proved the account to be the reserve's token program, which is one
    /// of two: their first words differ.
    #[inline(always)]
    fn is_spl_token(&self) -> bool {
        let Key([word, ..]) = *crate::view::address(self.token_program);
        word == SPL_TOKEN_WORD
    }

    #[inline(always)]
    fn data(&self) -> [u8; 10] {
        let [a, b, c, d, e, f, g, h] = self.amount.to_le_bytes();
        [TRANSFER_CHECKED, a, b, c, d, e, f, g, h, self.decimals]
    }

    #[inline(always)]
    fn metas(&self) -> [InstructionAccount<'_>; 4] {
        metas([self.from, self.mint, self.to, self.authority])
    }
}

/// What the market's authority PDA signs by.
#[inline(always)]
fn authority_seeds<'a>(market: &'a Key, bump: &'a [u8; 1]) -> [Seed<'a>; 3] {
    [Seed::from(pda::AUTHORITY), Seed::from(bytemuck::bytes_of(market)), Seed::from(bump.as_slice())]
}

#[inline(always)]
fn metas([from, mint, to, authority]: [&AccountView; 4]) -> [InstructionAccount<'_>; 4] {
    [
        InstructionAccount::writable(from.address()),
        InstructionAccount::readonly(mint.address()),
        InstructionAccount::writable(to.address()),
        InstructionAccount::readonly_signer(authority.address()),
    ]
}

/// Calls the token program with these accounts, whose infos are filled where they lie: built by value, their fields would
/// all be loaded before the first is stored.
#[inline(always)]
fn invoke_plain<const N: usize>(
    token_program: &AccountView,
    views: [&AccountView; N],
    accounts: &[InstructionAccount; N],
    data: &[u8],
    signers: &[Signer],
) {
    let instruction = InstructionView { program_id: token_program.address(), accounts, data };
    let mut infos = [const { MaybeUninit::<CpiAccount>::uninit() }; N];
    for (info, account) in infos.iter_mut().zip(views) {
        CpiAccount::init_from_account_view(account, info);
    }
    // SAFETY: the loop has filled all of them, and a `MaybeUninit` lies as what it holds.
    let infos = unsafe { &*(&raw const infos).cast::<[CpiAccount; N]>() };
    // SAFETY: no account's data is borrowed across the call: market and position are not among them, and token account
    // data is read in single expressions before and after.
    unsafe { invoke_signed_unchecked(&instruction, infos, signers) }
}

/// The hook's accounts keep their writable flag and lose their signature: a hook is the issuer's code, and must not
/// act for the wallet that signed for ours. The runtime refuses it a way back into this program.
#[cold]
#[inline(never)]
fn invoke_hooked(
    token_program: &AccountView,
    transfer: [&AccountView; 4],
    data: [u8; 10],
    hook: &[AccountView],
    signers: &[Signer],
) {
    const MOST: usize = 4 + MAX_HOOK_ACCOUNTS;
    let mut all = [const { MaybeUninit::<InstructionAccount>::uninit() }; MOST];
    let mut infos = [const { MaybeUninit::<CpiAccount>::uninit() }; MOST];
    let mut used = 0usize;
    for ((view, meta), info) in transfer.into_iter().chain(hook).zip(&mut all).zip(&mut infos) {
        meta.write(InstructionAccount::new(view.address(), view.is_writable(), false));
        CpiAccount::init_from_account_view(view, info);
        used = used.saturating_add(1);
    }
    for (slot, meta) in all.iter_mut().zip(metas(transfer)) {
        slot.write(meta);
    }
    let (Some(all), Some(infos)) = (all.get(..used), infos.get(..used)) else { return };
    // SAFETY: the loop has filled the first `used`, and a `MaybeUninit` lies as what it holds.
    let accounts = unsafe { &*(&raw const *all as *const [InstructionAccount]) };
    // SAFETY: as the accounts.
    let infos = unsafe { &*(&raw const *infos as *const [CpiAccount]) };
    let instruction = InstructionView { program_id: token_program.address(), accounts, data: &data };
    // SAFETY: as in `Transfer::invoke`. A caller may name market or position among the hook's accounts: no other program
    // can write them, so the records we hold stay what they are across the call.
    unsafe { invoke_signed_unchecked(&instruction, infos, signers) }
}

/// Initialises a freshly created account of the token program as a vault of this owner (`InitializeAccount3`).
pub fn initialize_vault(token_program: &AccountView, vault: &AccountView, mint: &AccountView, owner: &Key) {
    const INITIALIZE_ACCOUNT_3: u8 = 18;
    let accounts = [InstructionAccount::writable(vault.address()), InstructionAccount::readonly(mint.address())];
    let mut data = [INITIALIZE_ACCOUNT_3; 33];
    if let Some(key) = data.last_chunk_mut::<32>() {
        *key = owner.to_bytes();
    }
    let instruction = InstructionView { program_id: token_program.address(), accounts: &accounts, data: &data };
    // SAFETY: the vault was just created and the mint's data is not borrowed across the call.
    unsafe { invoke_signed_unchecked(&instruction, &[CpiAccount::from(vault), CpiAccount::from(mint)], &[]) }
}

/// Closes an empty vault (`CloseAccount`), signed by the market's authority PDA; its rent goes to `recipient`.
pub fn close_vault([token_program, vault, recipient, authority]: [&AccountView; 4], market: &Key, authority_bump: u8) {
    const CLOSE_ACCOUNT: u8 = 9;
    let accounts = [
        InstructionAccount::writable(vault.address()),
        InstructionAccount::writable(recipient.address()),
        InstructionAccount::readonly_signer(authority.address()),
    ];
    let (bump, views) = ([authority_bump], [vault, recipient, authority]);
    let seeds = authority_seeds(market, &bump);
    invoke_plain(token_program, views, &accounts, &[CLOSE_ACCOUNT], &[Signer::from(&seeds)]);
}
