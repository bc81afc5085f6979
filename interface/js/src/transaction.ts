/** Transactions: version 1 where cluster and wallet take it, else 0; simulated first, and landed before they expire. */
import {
  appendTransactionMessageInstructions,
  compileTransaction,
  createNoopSigner,
  createTransactionMessage,
  getBase64EncodedWireTransaction,
  getBase64Encoder,
  getSignatureFromTransaction,
  pipe,
  setTransactionMessageFeePayerSigner,
  setTransactionMessageLifetimeUsingBlockhash,
  setTransactionMessageConfig,
  signTransactionMessageWithSigners,
  type Address,
  type Blockhash,
  type GetSignatureStatusesApi,
  type Instruction,
  type Rpc,
  type Signature,
  type SolanaRpcApi,
  type TransactionSigner,
  type Transaction,
  compressTransactionMessageUsingAddressLookupTables,
  fetchEncodedAccount,
  getCompiledTransactionMessageDecoder,
  getTransactionSize,
  getTransactionSizeLimit,
  type AddressesByLookupTableAddress,
  type GetAccountInfoApi,
  isSolanaError,
  SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR,
} from "@solana/kit";
import { refusal } from "./error.js";
import { eventsOf, type NamedEvent } from "./event.js";
import { HYPOTHEC_PROGRAM_ADDRESS } from "./generated/index.js";

/** What a transaction is made of. */
export interface Plan {
  /** Who pays the fee. */
  readonly payer: TransactionSigner;
  /** What it does. */
  readonly instructions: readonly Instruction[];
  /** 1 carries its limits itself and needs no lookup table; 0 is what every wallet takes. Default 0. */
  readonly version?: 0 | 1;
  /** Lookup tables with what they hold, by which version 0 is shorter: `fetchAddressesForLookupTables` of `@solana/kit`. */
  readonly tables?: AddressesByLookupTableAddress;
  /** Compute units; simulate to know. Default 400,000. */
  readonly computeUnits?: number;
  /** Fee above the base fee, whole lamports. Default 0. */
  readonly priorityLamports?: bigint;
}

/** A blockhash and until when it is good. */
export interface Lifetime {
  readonly blockhash: Blockhash;
  readonly lastValidBlockHeight: bigint;
}

const COMPUTE_BUDGET = "ComputeBudget111111111111111111111111111111" as Address;
const LOADED_BYTES = 2 << 20;

/** The message of a plan. */
export function message(plan: Plan, lifetime: Lifetime) {
  const units = plan.computeUnits ?? 400_000;
  const fee = plan.priorityLamports ?? 0n;
  if (plan.version === 1) {
    return pipe(
      createTransactionMessage({ version: 1 }),
      (m) => setTransactionMessageFeePayerSigner(plan.payer, m),
      (m) => setTransactionMessageLifetimeUsingBlockhash(lifetime, m),
      (m) => setTransactionMessageConfig({ computeUnitLimit: units, loadedAccountsDataSizeLimit: LOADED_BYTES, priorityFeeLamports: fee }, m),
      (m) => appendTransactionMessageInstructions(plan.instructions, m),
    );
  }
  return pipe(
    createTransactionMessage({ version: 0 }),
    (m) => setTransactionMessageFeePayerSigner(plan.payer, m),
    (m) => setTransactionMessageLifetimeUsingBlockhash(lifetime, m),
    (m) => appendTransactionMessageInstructions([...budget(units, fee), ...plan.instructions], m),
    (m) => compressTransactionMessageUsingAddressLookupTables(m, plan.tables ?? {}),
  );
}

function budget(units: number, fee: bigint): Instruction[] {
  const limit = new Uint8Array(5);
  limit[0] = 2; // SetComputeUnitLimit
  new DataView(limit.buffer).setUint32(1, units, true);
  const list: Instruction[] = [{ programAddress: COMPUTE_BUDGET, data: limit }];
  if (fee > 0n) {
    const price = new Uint8Array(9);
    price[0] = 3; // SetComputeUnitPrice, micro-lamports a unit
    new DataView(price.buffer).setBigUint64(1, (fee * 1_000_000n) / BigInt(units), true);
    list.push({ programAddress: COMPUTE_BUDGET, data: price });
  }
  return list;
}

/** Bytes of a plan's transaction: at most 1,232 in version 0, 4,096 in version 1. */
export function size(plan: Plan, lifetime: Lifetime): number {
  return getTransactionSize(compileTransaction(message(plan, lifetime)));
}

const V1_FEATURE = "txv1aq4pp281K9um3tnPgkfX8UqtFT6wcVW3hNezGLL" as Address;

/** Whether the cluster runs transactions of version 1. */
export async function takesV1(rpc: Rpc<GetAccountInfoApi>): Promise<boolean> {
  const feature = await fetchEncodedAccount(rpc, V1_FEATURE, { commitment: "confirmed" });
  return feature.exists && feature.data[0] === 1; // an activated feature holds Some(slot)
}

/** How many instructions a transaction carries for its limits, before those of its plan. */
function limitsOf(transaction: Transaction): number {
  const compiled = getCompiledTransactionMessageDecoder().decode(transaction.messageBytes);
  if (compiled.version === 1) return 0;
  const others = compiled.instructions.findIndex(({ programAddressIndex }) => compiled.staticAccounts[programAddressIndex] !== COMPUTE_BUDGET);
  return others < 0 ? compiled.instructions.length : others;
}

/** What a simulation says. */
export interface Simulation {
  /** Why it would be refused; `undefined` when it would land. */
  readonly error: Error | undefined;
  /** Compute units it took. */
  readonly units: number;
  /** Events in order. */
  readonly events: readonly NamedEvent[];
  /** The last instruction's return data. */
  readonly returnData: Uint8Array | undefined;
  /** Everything that was logged. */
  readonly logs: readonly string[];
}

/**
 * Runs a plan on the node without a signature; events are those of `programAddress`. Throws a `RangeError` when the
 * transaction is too large to travel.
 */
export async function simulate(rpc: Rpc<SolanaRpcApi>, plan: Plan, programAddress: Address = HYPOTHEC_PROGRAM_ADDRESS): Promise<Simulation> {
  const { value: lifetime } = await rpc.getLatestBlockhash({ commitment: "confirmed" }).send();
  const payer = createNoopSigner(plan.payer.address);
  const transaction = compileTransaction(message({ ...plan, payer, computeUnits: 1_400_000 }, lifetime));
  const [bytes, most] = [getTransactionSize(transaction), getTransactionSizeLimit(transaction)];
  if (bytes > most) {
    throw new RangeError(`The transaction has ${bytes} bytes, and a cluster takes ${most}: do less in it, or give lookup tables.`);
  }
  const wire = getBase64EncodedWireTransaction(transaction);
  const config = { encoding: "base64" as const, sigVerify: false as const, replaceRecentBlockhash: true as const, commitment: "confirmed" as const };
  const { value } = await rpc.simulateTransaction(wire, config).send();
  const logs = value.logs ?? [];
  const data = value.returnData?.data[0];
  return {
    error: value.err ? refusal(value.err, logs, programAddress, limitsOf(transaction)) : undefined,
    units: Number(value.unitsConsumed ?? 0n),
    events: eventsOf(logs, programAddress),
    returnData: data === undefined ? undefined : new Uint8Array(getBase64Encoder().encode(data)),
    logs,
  };
}

/** Signs a plan with its signers, sends it, and waits until it is confirmed; throws why not, a `HypothecError` where it is ours. */
export async function send(
  rpc: Rpc<SolanaRpcApi>,
  plan: Plan,
  programAddress: Address = HYPOTHEC_PROGRAM_ADDRESS,
  signal?: AbortSignal,
): Promise<Signature> {
  const simulated = await simulate(rpc, plan, programAddress);
  if (simulated.error !== undefined) throw simulated.error;
  const computeUnits = plan.computeUnits ?? Math.ceil(simulated.units * 1.1) + 500;
  const { value: lifetime } = await rpc.getLatestBlockhash({ commitment: "confirmed" }).send();
  const signed = await signTransactionMessageWithSigners(message({ ...plan, computeUnits }, lifetime));
  return land(rpc, signed, lifetime, programAddress, signal);
}

/** The node stopped answering before it was known whether a transaction landed: look for it before sending anew. */
export class UnconfirmedError extends Error {
  readonly signature: Signature;

  constructor(signature: Signature, options?: ErrorOptions) {
    super(`Whether the transaction landed is not known, since the node does not answer: look for ${signature} before sending anew.`, options);
    this.name = "UnconfirmedError";
    this.signature = signature;
  }
}

/** How many rounds in a row may stay without an answer that can be used. */
const PATIENCE = 20;

/**
 * Sends a signed transaction again and again until it is confirmed or its blockhash has expired; throws what refused it, an
 * {@link UnconfirmedError} when the node stops answering once it was sent, and an `Error` when it cannot land any more.
 */
export async function land(
  rpc: Rpc<SolanaRpcApi>,
  signed: Transaction,
  lifetime: Lifetime,
  programAddress: Address = HYPOTHEC_PROGRAM_ADDRESS,
  signal?: AbortSignal,
): Promise<Signature> {
  const wire = getBase64EncodedWireTransaction(signed);
  const signature = getSignatureFromTransaction(signed as Parameters<typeof getSignatureFromTransaction>[0]);
  let [sent, unanswered] = [false, 0];
  for (let round = 0; ; round++, await new Promise((resolve) => setTimeout(resolve, 300))) {
    signal?.throwIfAborted();
    let over: boolean;
    let status: Status | null | undefined;
    try {
      // the height is read before the status: what is in no block then can be in none later
      over = (await rpc.getBlockHeight({ commitment: "confirmed" }).send()) > lifetime.lastValidBlockHeight;
      status = (await rpc.getSignatureStatuses([signature]).send()).value[0];
      unanswered = 0;
    } catch (cause) {
      if (++unanswered < PATIENCE) continue;
      throw sent ? new UnconfirmedError(signature, { cause }) : cause;
    }
    if (status?.err) throw refusal(status.err, await logsOf(rpc, signature), programAddress, limitsOf(signed));
    if (status?.confirmationStatus === "confirmed" || status?.confirmationStatus === "finalized") return signature;
    if (!status && over) throw new Error("The transaction expired before it landed: nothing happened. Try again.");
    if (status || round % 5 !== 0) continue;
    try {
      await rpc.sendTransaction(wire, { encoding: "base64", skipPreflight: true, maxRetries: 0n }).send();
    } catch (error) {
      // only the first refusal is one: what was sent before, answered or not, may have landed
      if (!sent && isSolanaError(error) && !isSolanaError(error, SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR)) throw error;
    }
    sent = true;
  }
}

type Status = NonNullable<ReturnType<GetSignatureStatusesApi["getSignatureStatuses"]>["value"][number]>;

/** How often a node is asked for the logs of a transaction that it has in a block. */
const LOG_LOOKS = 10;

/** What a transaction that failed has logged; nothing where the node does not say. */
async function logsOf(rpc: Rpc<SolanaRpcApi>, signature: Signature): Promise<readonly string[]> {
  const config = { commitment: "confirmed" as const, encoding: "base64" as const, maxSupportedTransactionVersion: 1 as const };
  for (let look = 0; look < LOG_LOOKS; look++) {
    const found = await rpc.getTransaction(signature, config).send().catch(() => null);
    if (found) return found.meta?.logMessages ?? [];
    await new Promise((resolve) => setTimeout(resolve, 300)); // its record is written after its status
  }
  return [];
}
