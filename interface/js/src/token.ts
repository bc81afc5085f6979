/** Token accounts and mints: only what a client of Hypothec needs of them. */
import {
  AccountRole,
  address,
  getAddressDecoder,
  getAddressEncoder,
  getProgramDerivedAddress,
  type Address,
  type Instruction,
} from "@solana/kit";

/** SPL Token. */
export const TOKEN_PROGRAM = address("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");
/** Token-2022, which tokenized stocks belong to. */
export const TOKEN_2022_PROGRAM = address("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb");
/** The program of associated token accounts. */
export const ASSOCIATED_TOKEN_PROGRAM = address("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");
/** The system program. */
export const SYSTEM_PROGRAM = address("11111111111111111111111111111111");

/** The owner's associated token account of a mint. */
export async function associatedTokenAddress(owner: Address, mint: Address, tokenProgram: Address): Promise<Address> {
  const encode = getAddressEncoder();
  const seeds = [encode.encode(owner), encode.encode(tokenProgram), encode.encode(mint)];
  const [found] = await getProgramDerivedAddress({ programAddress: ASSOCIATED_TOKEN_PROGRAM, seeds });
  return found;
}

/** Makes the owner's associated token account where it does not exist; `payer` pays its rent and signs. */
export async function createAssociatedTokenAccount(
  payer: Address,
  owner: Address,
  mint: Address,
  tokenProgram: Address,
): Promise<Instruction> {
  const account = await associatedTokenAddress(owner, mint, tokenProgram);
  return {
    programAddress: ASSOCIATED_TOKEN_PROGRAM,
    accounts: [
      { address: payer, role: AccountRole.WRITABLE_SIGNER },
      { address: account, role: AccountRole.WRITABLE },
      { address: owner, role: AccountRole.READONLY },
      { address: mint, role: AccountRole.READONLY },
      { address: SYSTEM_PROGRAM, role: AccountRole.READONLY },
      { address: tokenProgram, role: AccountRole.READONLY },
    ],
    data: Uint8Array.of(1), // CreateIdempotent
  };
}

/** A token account: mint, owner and atoms. */
export interface TokenAccount {
  readonly mint: Address;
  readonly owner: Address;
  readonly amount: bigint;
}

/** Reads a token account of either token program. */
export function readTokenAccount(data: Uint8Array): TokenAccount {
  if (data.length < 165) throw new RangeError("not a token account: fewer than 165 bytes");
  const decode = getAddressDecoder();
  const amount = new DataView(data.buffer, data.byteOffset).getBigUint64(64, true);
  return { mint: decode.decode(data, 0), owner: decode.decode(data, 32), amount };
}

/** The UI multiplier of a mint: what is in force, and what the issuer has announced. */
export interface Scaled {
  /** In force at the time that was asked about. */
  readonly multiplier: number;
  /** Announced, with its unix seconds; `undefined` when nothing is. */
  readonly next: { readonly multiplier: number; readonly fromTs: bigint } | undefined;
}

const SCALED_UI_AMOUNT = 25;

/** Reads the multiplier of a mint; 1 for a mint without the extension. */
export function readScaled(mint: Uint8Array, now: bigint): Scaled {
  const view = new DataView(mint.buffer, mint.byteOffset, mint.length);
  // base mint, padding up to a token account's length, account type; then entries {kind u16, length u16, value}
  for (let at = 166; at + 4 <= mint.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== SCALED_UI_AMOUNT) continue;
    const [old, fromTs, next] = [view.getFloat64(at + 36, true), view.getBigInt64(at + 44, true), view.getFloat64(at + 52, true)];
    return fromTs <= now ? { multiplier: next, next: undefined } : { multiplier: old, next: { multiplier: next, fromTs } };
  }
  return { multiplier: 1, next: undefined };
}
