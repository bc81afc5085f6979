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
import type { MarketSnapshot } from "./market.js";
import type { Step } from "./quote.js";
import { associatedTokenAddress } from "./token.js";

/** Whose position is acted on, and who signs. */
export interface Actor {
  /** The position. */
  readonly position: Address;
  /** Its owner or delegate, who also pays in. */
  readonly owner: TransactionSigner;
  /** The integrator that brings the action, told by its events; nobody when left out. */
  readonly integrator?: number;
}

/** A step with the user's token account where that is not the associated one. */
export type StepWithTokens = Step & { readonly tokens?: Address; readonly limit?: bigint };

const U64_MAX = 2n ** 64n - 1n;

/** The instruction of one step. Amounts are raw atoms; `ALL` means all where the action has such a meaning. */
export async function actionInstruction(market: MarketSnapshot, actor: Actor, step: StepWithTokens): Promise<Instruction> {
  const { mint, vault, tokenProgram } = market.reserveRecord(step.reserve);
  const tokens = step.tokens ?? (await associatedTokenAddress(actor.owner.address, mint, tokenProgram));
  const { reserve, amount } = step;
  const integrator = actor.integrator ?? 0;
  const base = { market: market.address, position: actor.position, vault, mint, tokenProgram, reserve, amount, integrator };
  const config = { programAddress: market.programAddress };
  switch (step.kind) {
    case "deposit":
      return getDepositInstructionAsync({ ...base, source: tokens, payer: actor.owner, minShares: step.limit ?? 0n }, config);
    case "repay":
      return getRepayInstructionAsync({ ...base, source: tokens, payer: actor.owner }, config);
    case "withdraw":
      return getWithdrawInstructionAsync({ ...base, destination: tokens, owner: actor.owner, minAmount: step.limit ?? 0n }, config);
    case "borrow":
      return getBorrowInstructionAsync({ ...base, destination: tokens, owner: actor.owner, maxShares: step.limit ?? U64_MAX }, config);
  }
}

const KINDS = { deposit: BatchAction.Deposit, withdraw: BatchAction.Withdraw, borrow: BatchAction.Borrow, repay: BatchAction.Repay };

/** One to four steps in one instruction, judged once, on what they leave. */
export async function batchInstruction(market: MarketSnapshot, actor: Actor, steps: readonly StepWithTokens[]): Promise<Instruction> {
  if (steps.length === 0 || steps.length > 4) throw new RangeError(`a batch has 1 to 4 steps, not ${steps.length}`);
  const accounts = [];
  const args = [];
  for (const step of steps) {
    const { mint, vault, tokenProgram } = market.reserveRecord(step.reserve);
    const tokens = step.tokens ?? (await associatedTokenAddress(actor.owner.address, mint, tokenProgram));
    accounts.push(
      { address: vault, role: AccountRole.WRITABLE },
      { address: mint, role: AccountRole.READONLY },
      { address: tokens, role: AccountRole.WRITABLE },
      { address: tokenProgram, role: AccountRole.READONLY },
    );
    const limit = step.limit ?? (step.kind === "borrow" ? U64_MAX : 0n);
    args.push({ kind: KINDS[step.kind], reserve: step.reserve, amount: step.amount, limit });
  }
  const unused = { kind: BatchAction.Unused, reserve: 0, amount: 0n, limit: 0n };
  const padded = [...args, unused, unused, unused, unused].slice(0, 4);
  const instruction = await getBatchInstructionAsync(
    {
      market: market.address,
      position: actor.position,
      owner: actor.owner,
      count: args.length,
      steps: padded,
      integrator: actor.integrator ?? 0,
      stepAccounts: [],
    },
    { programAddress: market.programAddress },
  );
  return { ...instruction, accounts: [...instruction.accounts, ...accounts] };
}
