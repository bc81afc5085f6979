/** The four everyday actions and their batch, with every account filled in from a market snapshot. */
import { AccountRole, type Address, type Instruction, type TransactionSigner } from "@solana/kit";
import {
  BatchAction,
  getBatchInstructionAsync,
  getBorrowInstructionAsync,
  getDepositInstructionAsync,
  getRepayInstructionAsync,
  getWithdrawInstructionAsync,
} from "./generated/index.js";
import { U64_MAX } from "./amount.js";
import type { MarketSnapshot } from "./market.js";
import type { Step } from "./quote.js";
import { associatedTokenAddress } from "./token.js";

/** A position on which its owner acts. */
export interface OwnerActor {
  /** The position. */
  readonly position: Address;
  /** Its owner, who signs, pays in and is paid. */
  readonly owner: TransactionSigner;
  /** The integrator that brings the action, told by its events; nobody when left out. */
  readonly integrator?: number;
}

/** A position on which its delegate acts. */
export interface DelegateActor {
  readonly position: Address;
  /** Its owner, to whose token accounts alone a delegate may pay out. */
  readonly owner: Address;
  /** Its delegate, who signs and pays in. */
  readonly delegate: TransactionSigner;
  readonly integrator?: number;
}

/** Whose position is acted on, and who signs. */
export type Actor = OwnerActor | DelegateActor;

const signerOf = (actor: Actor): TransactionSigner => ("delegate" in actor ? actor.delegate : actor.owner);

/** A step with the token account it pays from or to, where that is not the associated one of who pays in, or of the owner. */
export type StepWithTokens = Step & { readonly tokens?: Address; readonly limit?: bigint };

async function tokensOf(market: MarketSnapshot, actor: Actor, { tokens, reserve, kind }: StepWithTokens): Promise<Address> {
  if (tokens !== undefined) return tokens;
  const { mint, tokenProgram } = market.reserveRecord(reserve);
  const paysIn = kind === "deposit" || kind === "repay";
  const owner = "delegate" in actor && !paysIn ? actor.owner : signerOf(actor).address;
  return associatedTokenAddress(owner, mint, tokenProgram);
}

/** The instruction of one step. Amounts are raw atoms; `ALL` means all where the action has such a meaning. */
export async function actionInstruction(market: MarketSnapshot, actor: Actor, step: StepWithTokens): Promise<Instruction> {
  const { mint, vault, tokenProgram } = market.reserveRecord(step.reserve);
  const tokens = await tokensOf(market, actor, step);
  const signer = signerOf(actor);
  const { reserve, amount } = step;
  const integrator = actor.integrator ?? 0;
  const base = { market: market.address, position: actor.position, vault, mint, tokenProgram, reserve, amount, integrator };
  const config = { programAddress: market.programAddress };
  switch (step.kind) {
    case "deposit":
      return getDepositInstructionAsync({ ...base, source: tokens, payer: signer, minShares: step.limit ?? 0n }, config);
    case "repay":
      return getRepayInstructionAsync({ ...base, source: tokens, payer: signer }, config);
    case "withdraw":
      return getWithdrawInstructionAsync({ ...base, destination: tokens, owner: signer, minAmount: step.limit ?? 0n }, config);
    case "borrow":
      return getBorrowInstructionAsync({ ...base, destination: tokens, owner: signer, maxShares: step.limit ?? U64_MAX }, config);
  }
}

/** The number of each everyday action, in a batch and as an instruction's tag. */
export const BATCH_KINDS = { deposit: BatchAction.Deposit, withdraw: BatchAction.Withdraw, borrow: BatchAction.Borrow, repay: BatchAction.Repay };

/** One to four steps in one instruction, judged once, on what they leave. */
export async function batchInstruction(market: MarketSnapshot, actor: Actor, steps: readonly StepWithTokens[]): Promise<Instruction> {
  if (steps.length === 0 || steps.length > 4) throw new RangeError(`a batch has 1 to 4 steps, not ${steps.length}`);
  const accounts = [];
  const args = [];
  for (const step of steps) {
    const { mint, vault, tokenProgram } = market.reserveRecord(step.reserve);
    const tokens = await tokensOf(market, actor, step);
    accounts.push(
      { address: vault, role: AccountRole.WRITABLE },
      { address: mint, role: AccountRole.READONLY },
      { address: tokens, role: AccountRole.WRITABLE },
      { address: tokenProgram, role: AccountRole.READONLY },
    );
    const limit = step.limit ?? (step.kind === "borrow" ? U64_MAX : 0n);
    args.push({ kind: BATCH_KINDS[step.kind], reserve: step.reserve, amount: step.amount, limit });
  }
  const unused = { kind: BatchAction.Unused, reserve: 0, amount: 0n, limit: 0n };
  const padded = [...args, unused, unused, unused, unused].slice(0, 4);
  const instruction = await getBatchInstructionAsync(
    {
      market: market.address,
      position: actor.position,
      owner: signerOf(actor),
      count: args.length,
      steps: padded,
      integrator: actor.integrator ?? 0,
      stepAccounts: [],
    },
    { programAddress: market.programAddress },
  );
  return { ...instruction, accounts: [...instruction.accounts, ...accounts] };
}
